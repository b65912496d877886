//! What to do when the system watches no more folders.

use super::poll;
use crate::diagnostic::Diagnostic;
use notify::{Error, ErrorKind};

/// The numbers of the system for "too many open files", in the whole system and in a process or of a user.
const TOO_MANY: [i32; 2] = [23, 24];

/// Says why the system refuses, and how to have it not.
pub fn refused(error: &Error) -> Diagnostic {
    let (why, hint) = match &error.kind {
        ErrorKind::MaxFilesWatch => (
            "the system's limit of watched folders is reached".to_owned(),
            "raise it with `sudo sysctl fs.inotify.max_user_watches=524288`, or say `--poll`",
        ),
        ErrorKind::Io(error) if error.raw_os_error().is_some_and(|number| TOO_MANY.contains(&number)) => (
            "too many programs watch files, or too many files are open".to_owned(),
            "raise the limit with `sudo sysctl fs.inotify.max_user_instances=1024` or `ulimit -n 4096`, or say `--poll`",
        ),
        _ => (error.to_string(), "say `--poll`, so that it is not tried"),
    };
    let seconds = poll::INTERVAL.as_secs_f64();
    Diagnostic::warning(
        "watch-limit",
        format!("{why}, so changes are looked for every {seconds} seconds instead"),
    )
    .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn each_limit_has_its_setting() {
        let watches = refused(&Error::new(ErrorKind::MaxFilesWatch));
        let instances = refused(&Error::io(io::Error::from_raw_os_error(24)));
        let other = refused(&Error::io(io::Error::from(io::ErrorKind::Unsupported)));
        assert_eq!(
            watches.message,
            "the system's limit of watched folders is reached, so changes are looked for every 0.7 seconds instead"
        );
        let hints = [watches, instances, other].map(|warning| warning.hint.expect("a way out"));
        assert!(hints[0].contains("fs.inotify.max_user_watches"), "{hints:?}");
        assert!(hints[1].contains("fs.inotify.max_user_instances"), "{hints:?}");
        assert!(hints.iter().all(|hint| hint.contains("--poll")), "{hints:?}");
    }
}
