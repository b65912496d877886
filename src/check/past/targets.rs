//! What targets hold, by their records.
//!
//! Owns which targets are asked, and what is said of one that cannot be read. Folders are read always, others where the user
//! lets a check ask other hosts.

use super::Asking;
use crate::{
    check::{Outside, found},
    clock::Clock,
    config::{Config, PublishTarget},
    diagnostic::Diagnostic,
    paths::OutputPath,
    publish::{self, Stopped},
};
use std::time::Duration;

/// Its code.
pub(super) const CODE: &str = "target-unread";

/// The files of all targets, each with the name of its target, and what is to be said of those that could not be read.
pub(super) fn published(
    asking: Asking<'_>,
    config: &Config,
    clock: Clock,
) -> (Vec<(String, OutputPath)>, Vec<Diagnostic>) {
    let wanted = publish::Asking {
        root: asking.root,
        now: clock.now(),
        patience: Duration::from_secs(config.check_external.timeout),
        secrets: asking.secrets,
    };
    let (mut files, mut unread) = (Vec::new(), Vec::new());
    let is_asked =
        |target: &PublishTarget| asking.outside == Outside::Ask || !publish::is_across_a_network(target);
    for (name, target) in config.publish.iter().filter(|(_, target)| is_asked(target)) {
        match publish::held(name, target, wanted) {
            Ok(held) => files.extend(held.into_iter().map(|path| (name.clone(), path))),
            Err(stopped) => unread.push(tell(name, &stopped)),
        }
    }
    (files, unread)
}

fn tell(name: &str, stopped: &Stopped) -> Diagnostic {
    let message = format!("what the target `{name}` holds is not known: {stopped}");
    let own = match stopped {
        Stopped::Refused(mistakes) => mistakes.iter().find_map(|mistake| mistake.hint.clone()),
        Stopped::Usage(_) | Stopped::Environment(_) => None,
    };
    let hint = own.unwrap_or_else(|| {
        format!(
            "give it the credentials and the network that `sitegen publish {name}` has, or set `check: {{{CODE}: allow}}`"
        )
    });
    found(CODE, message).hint(hint)
}
