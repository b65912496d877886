//! Tells browsers of changes.

use axum::response::sse;
use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::broadcast;
use tokio_stream::{Stream, StreamExt as _, wrappers::BroadcastStream};

/// How many events a slow browser may be behind before it is told that it missed some.
const KEPT: usize = 64;
/// How soon a browser asks again when the stream ends.
const RETRY: Duration = Duration::from_secs(1);

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The name that scripts listen for.
    pub name: &'static str,
    /// What they get: JSON on one line.
    pub data: String,
}

/// Where events go in. Clones send to the same browsers; sending never waits.
#[derive(Debug, Clone)]
pub struct Events {
    sender: broadcast::Sender<(u64, Event)>,
    last: Arc<AtomicU64>,
    missed: Event,
}

impl Events {
    /// No events yet. A browser that missed some gets `missed` in their place; it should mean that anything may have
    /// changed.
    pub fn new(missed: Event) -> Self {
        Self { sender: broadcast::channel(KEPT).0, last: Arc::default(), missed }
    }

    /// Tells all browsers that listen.
    pub fn send(&self, event: Event) {
        let number = self.last.fetch_add(1, Ordering::AcqRel) + 1;
        // The only error is that nobody listens.
        drop(self.sender.send((number, event)));
    }

    /// The number of the last event. A page that was made after it asks for events with `after=` this number and
    /// misses none, however late it asks.
    pub fn number(&self) -> u64 {
        self.last.load(Ordering::Acquire)
    }

    /// The events from now on, for a browser that has seen those up to `seen`, if it says so.
    pub(super) fn stream(
        &self,
        seen: Option<u64>,
    ) -> impl Stream<Item = Result<sse::Event, Infallible>> + Send + use<> {
        // First to listen, then to look: what happens in between is told twice, not missed.
        let receiver = BroadcastStream::new(self.sender.subscribe());
        let number = self.number();
        let missed = self.missed.clone();
        let hello = sse::Event::default().retry(RETRY).comment("sitegen");
        let first = seen.is_some_and(|seen| seen != number).then(|| message(&missed).id(number.to_string()));
        let rest = receiver.map(move |event| match event {
            Ok((number, event)) => message(&event).id(number.to_string()),
            Err(_lagged) => message(&missed),
        });
        tokio_stream::iter([Some(hello), first].into_iter().flatten()).chain(rest).map(Ok)
    }
}

fn message(event: &Event) -> sse::Event {
    // A carriage return ends a line too, and JSON needs none.
    sse::Event::default().event(event.name).data(event.data.replace('\r', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(data: &str) -> Event {
        Event { name: "changed", data: data.to_owned() }
    }

    /// What a browser reads of the first `count` events after the greeting.
    fn heard(stream: impl Stream<Item = Result<sse::Event, Infallible>>, count: usize) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let events = runtime.block_on(stream.skip(1).take(count).collect::<Vec<_>>());
        events.into_iter().map(|Ok(event)| format!("{event:?}")).collect()
    }

    #[test]
    fn events_are_numbered_and_heard_in_order() {
        let events = Events::new(event("all"));
        events.send(event("before"));
        let stream = events.stream(None);
        events.clone().send(event("one"));
        events.send(event("two"));
        assert_eq!(events.number(), 3);
        let heard = heard(stream, 2);
        assert!(heard[0].contains("data: one") && heard[0].contains("id: 2"), "{heard:?}");
        assert!(heard[1].contains("data: two") && heard[1].contains("id: 3"), "{heard:?}");
    }

    #[test]
    fn who_was_away_is_told_that_anything_changed() {
        let events = Events::new(event("all"));
        events.send(event("one"));
        events.send(event("two"));
        assert!(heard(events.stream(Some(1)), 1)[0].contains("data: all"));
        let up_to_date = events.stream(Some(2));
        events.send(event("three"));
        assert!(heard(up_to_date, 1)[0].contains("data: three"));
    }

    #[test]
    fn who_is_slow_is_told_that_anything_changed() {
        let events = Events::new(event("all"));
        let stream = events.stream(None);
        for number in 0..=KEPT {
            events.send(event(&number.to_string()));
        }
        let heard = heard(stream, 2);
        assert!(heard[0].contains("data: all"), "{heard:?}");
        assert!(heard[1].contains("data: 1\\n"), "{heard:?}");
    }
}
