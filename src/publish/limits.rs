//! How many files may be deleted at a target before someone has to say that this is meant.

use super::Plan;
use crate::diagnostic::Diagnostic;
use std::str::FromStr;

/// Deletes that are made without a word.
const COUNT: usize = 256;

/// The same as a part of all files, in hundredths.
const PERCENT: usize = 20;

/// How many files may be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MaxDeletes {
    /// 256, and 20 % of the files that are there.
    #[default]
    Usual,
    /// So many, whatever part that is.
    Count(usize),
    /// This part of the files that are there, in hundredths, however many that are.
    Percent(usize),
}

impl FromStr for MaxDeletes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "write a number, as in 1000, or a part, as in 50%".to_owned();
        match text.strip_suffix('%') {
            Some(part) => {
                let part = part.trim_end().parse().ok().filter(|part| *part <= 100);
                part.map(Self::Percent).ok_or_else(wrong)
            }
            None => text.parse().map(Self::Count).map_err(|_| wrong()),
        }
    }
}

impl MaxDeletes {
    /// Whether a plan deletes no more.
    ///
    /// # Errors
    /// It does; nothing may be changed then.
    pub fn check(self, plan: &Plan) -> Result<(), Box<Diagnostic>> {
        let (deletes, files) = (plan.lost(), plan.files_before);
        let is_part = |percent: usize| deletes.saturating_mul(100) <= files.saturating_mul(percent);
        let (is_allowed, limit) = match self {
            Self::Usual if deletes > COUNT => (false, format!("{COUNT} files")),
            Self::Usual => (is_part(PERCENT), format!("{PERCENT} % of them")),
            Self::Count(most) => (deletes <= most, format!("{most} files")),
            Self::Percent(percent) => (is_part(percent), format!("{percent} % of them")),
        };
        if is_allowed {
            return Ok(());
        }
        let message = format!("{deletes} of {files} files would be deleted, and the limit is {limit}");
        let hint = format!("look at `--dry-run`; if this is meant, add `--max-deletes {deletes}`");
        Err(Box::new(Diagnostic::error("publish-deletes", message).hint(hint)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{paths::OutputPath, publish::plan::Delete};

    fn is_allowed(limit: &str, deletes: usize, files: usize) -> bool {
        let limit = if limit.is_empty() { MaxDeletes::Usual } else { limit.parse().expect("a limit") };
        let delete =
            |number: usize| Delete { path: OutputPath::parse(&number.to_string()).expect("legal"), size: 0 };
        let plan =
            Plan { deletes: (0..deletes).map(delete).collect(), files_before: files, ..Plan::default() };
        limit.check(&plan).is_ok()
    }

    #[test]
    fn both_limits_hold_unless_one_is_named() {
        for (limit, deletes, files, expected) in [
            ("", 0, 0, true),
            ("", 2, 10, true),
            ("", 3, 10, false),
            ("", 256, 10_000, true),
            ("", 257, 10_000, false),
            ("3", 3, 3, true),
            ("3", 4, 100, false),
            ("0", 0, 10, true),
            ("0", 1, 10, false),
            ("50%", 5, 10, true),
            ("50 %", 6, 10, false),
            ("100%", 10_000, 10_000, true),
        ] {
            assert_eq!(is_allowed(limit, deletes, files), expected, "{limit}: {deletes} of {files}");
        }
    }

    #[test]
    fn what_is_no_limit() {
        for text in ["", "-1", "%", "101%", "many", "1.5%"] {
            assert!(text.parse::<MaxDeletes>().is_err(), "{text}");
        }
    }
}
