//! When a change is told: a state machine over instants.
//!
//! Owns the two edges. The first event of a quiet time is told almost at once, so that a saved file is built without
//! a wait. Those that follow it closely are a storm and are gathered, and the last of a storm is always told. It must
//! not know what an event is, read a clock or sleep: instants come in as values.

use std::time::{Duration, Instant};

/// How long it must be quiet after the first event: an editor that empties a file and then writes it makes one change.
const SETTLE: Duration = Duration::from_millis(4);

/// What has been heard, and when it is due to be told.
#[derive(Debug, Clone)]
pub struct Debounce {
    /// How long a storm must be quiet before it is told; also how soon after another an event belongs to a storm.
    gather: Duration,
    /// How long a storm may put off what is told.
    longest: Duration,
    /// The last event, told or not.
    last: Option<Instant>,
    untold: Option<Untold>,
}

/// Events that were heard and not told.
#[derive(Debug, Clone, Copy)]
struct Untold {
    first: Instant,
    edge: Edge,
}

/// Which edge of a storm events are at.
#[derive(Debug, Clone, Copy)]
enum Edge {
    /// Its beginning.
    Leading,
    /// All after what was told at its beginning.
    Trailing,
}

impl Debounce {
    /// Nothing heard yet.
    pub fn new(gather: Duration, longest: Duration) -> Self {
        Self { gather, longest: longest.max(gather), last: None, untold: None }
    }

    /// Hears an event. Instants do not go back; one that does is taken for the last.
    pub fn hear(&mut self, at: Instant) {
        let at = self.last.map_or(at, |last| last.max(at));
        if self.untold.is_none() {
            let is_storm = self.last.is_some_and(|last| at.duration_since(last) < self.gather);
            let edge = if is_storm { Edge::Trailing } else { Edge::Leading };
            self.untold = Some(Untold { first: at, edge });
        }
        self.last = Some(at);
    }

    /// When what was heard is to be told, if nothing more is heard until then; none when nothing is untold.
    pub fn due(&self) -> Option<Instant> {
        let (Untold { first, edge }, last) = (self.untold?, self.last?);
        Some(match edge {
            Edge::Leading => (last + SETTLE).min(first + self.gather),
            Edge::Trailing => (last + self.gather).min(first + self.longest),
        })
    }

    /// All that was heard is told.
    pub fn tell(&mut self) {
        self.untold = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hears events at these milliseconds, is asked at every millisecond, and gives those at which it told.
    fn told_at(events: &[u64], gather: u64, longest: u64) -> Vec<u64> {
        let start = Instant::now();
        let millis = Duration::from_millis;
        let mut debounce = Debounce::new(millis(gather), millis(longest));
        let end = events.last().copied().unwrap_or_default() + gather.max(longest) + 10;
        let mut told = Vec::new();
        for now in 0..end {
            for _ in events.iter().filter(|event| **event == now) {
                debounce.hear(start + millis(now));
            }
            if debounce.due().is_some_and(|due| due <= start + millis(now)) {
                debounce.tell();
                told.push(now);
            }
        }
        assert!(debounce.due().is_none(), "the last event was not told");
        told
    }

    #[test]
    fn a_lone_event_is_told_at_once() {
        assert_eq!(told_at(&[], 30, 500), [0; 0]);
        assert_eq!(told_at(&[10], 30, 500), [14]);
        assert_eq!(told_at(&[10, 100], 30, 500), [14, 104]);
    }

    #[test]
    fn truncating_and_writing_is_one_change() {
        assert_eq!(told_at(&[10, 10, 12, 13], 30, 500), [17]);
    }

    #[test]
    fn what_follows_closely_is_gathered_and_the_last_is_told() {
        assert_eq!(told_at(&[10, 20], 30, 500), [14, 50]);
        assert_eq!(told_at(&[10, 20, 45, 70], 30, 500), [14, 100]);
        // Just before and just after the storm is over.
        assert_eq!(told_at(&[10, 39], 30, 500), [14, 69]);
        assert_eq!(told_at(&[10, 40], 30, 500), [14, 44]);
    }

    #[test]
    fn a_thousand_events_are_told_a_few_times() {
        let storm: Vec<u64> = (0..1000).collect();
        assert_eq!(told_at(&storm, 30, 500), [30, 531, 1029]);
    }

    #[test]
    fn a_slow_drip_is_told_twice_a_second() {
        let drip: Vec<u64> = (0..100).map(|number| number * 20).collect();
        assert_eq!(told_at(&drip, 30, 500), [4, 520, 1040, 1560, 2010]);
    }

    #[test]
    fn gathering_can_be_set_to_nothing_or_to_more_than_the_longest() {
        assert_eq!(told_at(&[10, 11, 12], 0, 500), [10, 11, 12]);
        assert_eq!(told_at(&[10, 20, 900], 1000, 500), [14, 1020]);
    }

    #[test]
    fn what_was_heard_while_no_one_asked_is_due_at_once() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut debounce = Debounce::new(Duration::from_millis(30), Duration::from_millis(500));
        for event in [5, 300, 299] {
            debounce.hear(at(event));
        }
        assert!(debounce.due().is_some_and(|due| due <= at(304)));
    }
}
