//! Pagefind, called.
//!
//! Its functions are asynchronous only so that they fit into servers: each hands its work to a thread and waits for it.
//! They are run here by an executor of a few lines, since one of tokio's cannot be entered twice on a thread, which
//! happens where a thread of a pool takes up another index while its own waits for the pool.

use super::{IndexFile, Record, Role};
use crate::environment::reason;
use pagefind::{api::PagefindIndex, options::PagefindServiceConfig};
use std::{
    collections::BTreeMap,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

/// Marks of Pagefind's own in texts: what begins so would be taken for one.
const MARKS: [&str; 2] = ["___PAGEFIND_", "___END_PAGEFIND_"];

/// The index of records in one language, its files by name.
pub(super) fn index(records: Vec<Record>, language: &str, role: Role) -> Result<Vec<IndexFile>, String> {
    // Pagefind asks for it, though nothing is read from there, and ends the program if it is gone.
    std::env::current_dir()
        .map_err(|error| format!("the current folder cannot be found: {}", reason(&error)))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(1)
        .build()
        .map_err(|error| reason(&error))?;
    let entered = runtime.enter();
    let files = wait_for(make(records, language));
    drop(entered);
    let mut files = files?;
    let has_own_wasm = files.iter().any(|file| is_wasm(&file.name) && file.name != ANY_LANGUAGE);
    files.retain(|file| is_published(&file.name, role, has_own_wasm));
    files.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(files)
}

async fn make(records: Vec<Record>, language: &str) -> Result<Vec<IndexFile>, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let options = PagefindServiceConfig::builder().keep_index_url(true).build();
    let mut index = PagefindIndex::new(Some(options)).map_err(|error| text(&error))?;
    for record in records {
        let (meta, filters) = (Some(record.meta), Some(record.filters));
        let content = without_marks(record.text);
        let language = language.to_owned();
        let sort: Option<BTreeMap<String, String>> = None;
        let added = index.add_custom_record(record.url, content, language, meta, filters, sort).await;
        added.map_err(|error| text(&error))?;
    }
    let files = index.get_files().await.map_err(|error| text(&error))?;
    let name = |path: &std::path::Path| path.to_string_lossy().replace('\\', "/");
    Ok(files.into_iter().map(|file| IndexFile { name: name(&file.filename), bytes: file.contents }).collect())
}

fn without_marks(text: String) -> String {
    let has_marks = MARKS.iter().any(|mark| text.contains(mark));
    if has_marks { text.replace("___", "__") } else { text }
}

/// The program that searches a language for whose word forms there are no rules.
const ANY_LANGUAGE: &str = "wasm.unknown.pagefind";

fn is_wasm(name: &str) -> bool {
    name.starts_with("wasm.")
}

/// Whether a file is of use: the theme has its own interface, and one set of scripts searches all indexes.
fn is_published(name: &str, role: Role, has_own_wasm: bool) -> bool {
    let is_data = name == "pagefind-entry.json" || name.ends_with(".pf_meta") || name.contains('/');
    let is_script = matches!(name, "pagefind.js" | "pagefind-worker.js");
    let is_program = is_wasm(name) && (name != ANY_LANGUAGE || !has_own_wasm);
    is_data || role == Role::Leading && (is_script || is_program)
}

/// Wakes a thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future to its end on this thread.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
