//! Many tasks, so many at a time.

use std::future::Future;
use tokio::task::{JoinError, JoinSet};

/// Runs tasks, and hands on what each gives. After the first error none is begun; those that run come to their end first.
///
/// # Errors
/// The first.
pub async fn all<T, E, F>(
    limit: usize,
    tasks: impl Iterator<Item = F>,
    mut done: impl FnMut(T),
    mut failed: impl FnMut(),
) -> Result<(), E>
where
    T: Send + 'static,
    E: Send + 'static,
    F: Future<Output = Result<T, E>> + Send + 'static,
{
    let mut running = JoinSet::new();
    let mut first = Ok(());
    let mut tasks = tasks.fuse();
    loop {
        while first.is_ok() && running.len() < limit {
            let Some(task) = tasks.next() else { break };
            running.spawn(task);
        }
        match running.join_next().await.map(joined) {
            None => return first,
            Some(Ok(value)) => done(value),
            Some(Err(error)) if first.is_ok() => {
                failed();
                first = Err(error);
            }
            Some(Err(_)) => {}
        }
    }
}

/// What a task gave; its panic is ours.
pub fn joined<T>(result: Result<T, JoinError>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => unreachable!("no task is given up"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    #[test]
    fn after_an_error_none_is_begun() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let begun = Arc::new(AtomicUsize::new(0));
        let task = |number: usize| {
            let begun = Arc::clone(&begun);
            async move {
                begun.fetch_add(1, Ordering::Relaxed);
                if number == 3 { Err(number) } else { Ok(number) }
            }
        };
        let (mut done, mut failures) = (Vec::new(), 0);
        let result =
            runtime.block_on(all(2, (0..100).map(task), |number| done.push(number), || failures += 1));
        assert_eq!((result, failures), (Err(3), 1));
        assert!(begun.load(Ordering::Relaxed) <= 6, "{begun:?}");
        assert!(done.starts_with(&[0, 1]), "{done:?}");
    }
}
