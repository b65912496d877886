//! Posts that a news sitemap lists: those of the last two days.

use super::{Entry, EntryId, Status, status};
use crate::clock::Clock;
use jiff::{SignedDuration, Timestamp};

/// How long a post is news: Google's news sitemaps list articles of the last two days.
const NEWS_AGE: SignedDuration = SignedDuration::from_hours(48);
/// Most entries that a news sitemap may have.
const MOST: usize = 1000;

/// Posts first published less than 48 hours before the clock's instant, newest first, at most 1,000; and the first
/// instant at which one of them ceases to be news.
pub fn posts(entries: &[Entry], clock: Clock) -> (Vec<EntryId>, Option<Timestamp>) {
    let mut fresh: Vec<(Timestamp, EntryId)> = (0..)
        .zip(entries)
        .filter(|(_, entry)| entry.is_listed() && entry.status == Status::Published)
        .filter_map(|(id, entry)| Some((status::public_from(&entry.post.meta)?, id)))
        .filter(|(from, _)| from.saturating_add(NEWS_AGE).is_ok_and(|until| until > clock.now()))
        .collect();
    fresh.sort_by_key(|(from, id)| (std::cmp::Reverse(*from), *id));
    fresh.truncate(MOST);
    let next = fresh.last().and_then(|(oldest, _)| oldest.saturating_add(NEWS_AGE).ok());
    (fresh.into_iter().map(|(_, id)| id).collect(), next)
}
