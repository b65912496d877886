//! The settings `claims` and `ai`.

use super::{
    MAP, NAMES, TEXT,
    keys::{Expected, Keys, text, texts, word},
    values,
};
use crate::config::desk::{AiSettings, ClaimStatus, ClaimWords, Disclosure, Involvement};

const STATUS: Expected = Expected {
    what: "one of `confirmed`, `reported`, `alleged`, `disputed`, `unverified`, `false` and `retracted`",
    example: "unverified",
};
const INVOLVEMENT: Expected = Expected {
    what: "one of `none`, `assisted`, `translated`, `summarised` and `generated`",
    example: "assisted",
};

/// `claims: {words: {strong: confirmed}}`.
pub(super) fn read_claim_words(keys: &mut Keys<'_>) -> ClaimWords {
    let expected = Expected { what: "a map with `words`", example: "{words: {strong: confirmed}}" };
    let mut words = ClaimWords::new();
    keys.inside("claims", expected, |keys| {
        keys.inside("words", MAP, |keys| {
            for name in keys.names() {
                if let Some(status) = keys.take(name, STATUS, |node| word(node, &ClaimStatus::WORDS)) {
                    words.insert(name.to_lowercase(), status);
                }
            }
        });
    });
    words
}

/// `ai: {involvement, tools, reviewed_by, responsible, note, policy}`.
pub(super) fn read_ai(keys: &mut Keys<'_>) -> AiSettings {
    let mut settings = AiSettings::default();
    keys.inside("ai", MAP, |keys| {
        let involvement = keys.take("involvement", INVOLVEMENT, |node| word(node, &Involvement::WORDS));
        let mut names = |name| keys.take(name, NAMES, texts).unwrap_or_default();
        let (tools, reviewed_by, responsible) = (names("tools"), names("reviewed_by"), names("responsible"));
        let note = keys.take("note", TEXT, text);
        settings.default =
            involvement.map(|involvement| Disclosure { involvement, tools, reviewed_by, responsible, note });
        settings.policy = keys.take("policy", values::LINK, values::link);
    });
    settings
}
