//! What `sitegen check` adds to what the build tells.

use super::{
    CheckLevel::{self, Error, Info, Off, Warning},
    Rule, Teller,
};

const fn rule(code: &'static str, level: CheckLevel, title: &'static str) -> Rule {
    Rule { code, level, teller: Teller::Check, title }
}

/// By code.
pub const RULES: &[Rule] = &[
    rule("ai-unreviewed", Off, "a text that AI wrote, without the name of a person who read it"),
    rule("allowance-unused", Info, "an allowance in a front matter that nothing needs any more"),
    rule("anchor-dead", Warning, "a link to a place on a page of the site that the page does not have"),
    rule("claim-social", Warning, "a claim marked confirmed that rests on social networks alone"),
    rule(
        "correction-missing",
        Warning,
        "a text that was changed after it was published, without a word of it",
    ),
    rule("encoding-damage", Error, "text that was read in a wrong encoding and saved again"),
    rule("external-blocked", Info, "a link to a host that shows programs nothing"),
    rule("external-broken", Error, "a link to a page of another host that is gone"),
    rule("external-moved", Warning, "a link to a page of another host that has a new address for good"),
    rule("external-private", Warning, "a link to an address where readers do not get"),
    rule("external-unreachable", Warning, "a link to a host that does not answer just now"),
    rule("feed-broken", Error, "a feed that breaks the rules of its format"),
    rule("feed-long", Warning, "a feed that is larger than readers fetch"),
    rule("host-limit", Warning, "more than a host of the site takes"),
    rule("id-missing", Off, "a post without a permanent ID of its own"),
    rule("image-alt", Warning, "an image without alternative text"),
    rule("image-alt-title", Warning, "an image whose alternative text only repeats the title"),
    rule("image-large", Warning, "an image of too many bytes or pixels"),
    rule("link-dead", Warning, "a link to a page or file that the site does not have"),
    rule("near-duplicate", Warning, "two posts with nearly the same text"),
    rule("orphan", Warning, "a page that nothing links to and no list shows"),
    rule("redirect-chain", Warning, "an old address that leads to another old address"),
    rule("redirect-loop", Error, "old addresses that lead to one another for ever"),
    rule("relative-date", Warning, "a word such as “yesterday” whose day a reader cannot know"),
    rule("section-empty", Warning, "a heading with nothing below it"),
    rule("sitemap-broken", Error, "a sitemap that breaks the protocol's rules"),
    rule("target-unread", Warning, "a target whose record cannot be read, so that what it had is not known"),
    rule("term-near", Warning, "two terms of a taxonomy that differ only in spelling"),
    rule("url-lost", Warning, "an address that readers had and the site has no more"),
    rule("weekday", Warning, "a weekday that is not the day of the date beside it"),
    rule("zone-wrong", Warning, "an abbreviation of a time zone that is not in force on its date"),
];
