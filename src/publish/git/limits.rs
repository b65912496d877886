//! What hosts of branches take: said before a push that they would refuse.

use crate::{diagnostic::Diagnostic, publish::Plan};

/// The host whose limits are known.
const GITHUB: &str = "github.com";

/// The largest file that GitHub takes, and from which size on it complains: 100 MiB and 50 MiB.
const LARGEST: u64 = 100 << 20;
const LARGE: u64 = 50 << 20;

/// The largest site that GitHub Pages shows: 1 GB.
const SITE: u64 = 1_000_000_000;

/// What is to be said of files that are published to a branch at this host.
pub fn remarks(plan: &Plan, host: Option<&str>) -> Vec<Diagnostic> {
    let is_github = host.is_some_and(|host| host.eq_ignore_ascii_case(GITHUB));
    let mut remarks = Vec::new();
    for put in plan.puts.iter().filter(|put| put.item.size > LARGE) {
        let (path, size) = (&put.item.path, put.item.size);
        if size > LARGEST && is_github {
            let message =
                format!("`{path}` has {}, and GitHub takes no file of more than 100 MiB", mib(size));
            let hint = "make it smaller, or keep it elsewhere and link to it";
            remarks.push(Diagnostic::error("publish-limit", message).hint(hint));
        } else if size > LARGEST || is_github {
            let message = format!(
                "`{path}` has {}: GitHub warns from 50 MiB on and refuses from 100 MiB on",
                mib(size)
            );
            let hint =
                "it stays in the history of the branch for good; better keep it elsewhere and link to it";
            remarks.push(Diagnostic::warning("publish-limit", message).hint(hint));
        }
    }
    let whole: u64 = plan.files.values().map(|file| file.size).sum();
    if whole > SITE {
        let message = format!("the site has {}, and GitHub Pages shows no more than 1 GB", mib(whole));
        let hint = "keep large files elsewhere and link to them";
        remarks.push(Diagnostic::warning("publish-limit", message).hint(hint));
    }
    remarks
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", bytes.div_ceil(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        digest::Digest,
        paths::OutputPath,
        publish::{
            Class, Item, Sent,
            plan::{Change, Put, Stage},
        },
    };

    fn said(sizes: &[u64], host: Option<&str>) -> Vec<String> {
        let mut plan = Plan::default();
        for (number, size) in sizes.iter().enumerate() {
            let path = OutputPath::parse(&format!("{number}.bin")).expect("legal");
            let digest = Digest::of(b"x");
            plan.files.insert(path.clone(), Sent::new(digest, *size, None));
            let item = Item { path, digest, size: *size, class: Class::File, headers: None };
            plan.puts.push(Put { stage: Stage::Files, change: Change::New, item });
        }
        let remarks = remarks(&plan, host).into_iter();
        remarks.map(|remark| format!("{}: {}", remark.level.as_str(), remark.message)).collect()
    }

    #[test]
    fn limits_of_github() {
        let github = Some("github.com");
        assert_eq!(said(&[50 << 20], github), [""; 0]);
        assert_eq!(said(&[99 << 20], Some("example.org")), [""; 0]);
        insta::assert_snapshot!(said(&[(50 << 20) + 1, 101 << 20, 900_000_000], github).join("\n"), @r"
        warning: `0.bin` has 51 MiB: GitHub warns from 50 MiB on and refuses from 100 MiB on
        error: `1.bin` has 101 MiB, and GitHub takes no file of more than 100 MiB
        error: `2.bin` has 859 MiB, and GitHub takes no file of more than 100 MiB
        warning: the site has 1010 MiB, and GitHub Pages shows no more than 1 GB
        ");
        insta::assert_snapshot!(said(&[101 << 20], None).join("\n"), @"warning: `0.bin` has 101 MiB: GitHub warns from 50 MiB on and refuses from 100 MiB on");
    }
}
