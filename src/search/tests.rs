use super::*;
use rayon::prelude::*;

fn record(number: usize) -> Record {
    let text =
        format!("The {number}th text is about héllo, naïve and word{} of wörd{}.", number % 7, number % 3);
    let meta = [("title".to_owned(), format!("Title {number}")), ("date".to_owned(), "d20260701".to_owned())];
    let filters = [
        ("tag".to_owned(), vec![format!("t{}", number % 4), format!("t{}", number % 5 + 10)]),
        ("date".to_owned(), vec!["2026".to_owned(), "2026-07".to_owned()]),
    ];
    Record { url: format!("/{number}/"), text, meta: meta.into(), filters: filters.into() }
}

fn names(files: &[IndexFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn equal_records_give_equal_files_whatever_the_threads() {
    let make = || index((0..200).map(record).collect(), "en", Role::Leading).expect("indexed");
    let first = make();
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        // Several at a time: a thread that waits for one takes up another.
        let all: Vec<_> = pool.install(|| (0..6).into_par_iter().map(|_| make()).collect());
        assert!(all.iter().all(|files| *files == first), "{threads} threads");
    }
}

#[test]
fn only_what_is_searched_with_is_published() {
    let files = |language, role| index(vec![record(1)], language, role).expect("indexed");
    let leading = files("en-gb", Role::Leading);
    let own = |name: &&str| !name.contains('/') && !name.ends_with(".pf_meta");
    let scripts: Vec<&str> = names(&leading).into_iter().filter(own).collect();
    assert_eq!(scripts, ["pagefind-entry.json", "pagefind-worker.js", "pagefind.js", "wasm.en-gb.pagefind"]);
    let of_zh: Vec<IndexFile> = files("zh", Role::Leading);
    assert!(names(&of_zh).contains(&ANY), "no rules for Chinese: {:?}", names(&of_zh));
    let further = files("en", Role::Further);
    let scripts: Vec<&str> = names(&further).into_iter().filter(own).collect();
    assert_eq!(scripts, ["pagefind-entry.json"]);
    assert_eq!(further.iter().filter(|file| file.name.starts_with("fragment/")).count(), 1);
}

const ANY: &str = "wasm.unknown.pagefind";

#[test]
fn texts_cannot_speak_to_the_indexer() {
    let plain = Record { text: "one __PAGEFIND_WEIGHT___0 two".to_owned(), ..record(1) };
    let marked = Record { text: "one ___PAGEFIND_WEIGHT___0 two".to_owned(), ..record(1) };
    let [plain, marked] =
        [plain, marked].map(|record| index(vec![record], "en", Role::Further).expect("indexed"));
    assert_eq!(plain.len(), marked.len());
    for text in
        ["___END_PAGEFIND_WEIGHT___ a", "___PAGEFIND_ANCHOR___h2:1:x a", "\u{200b} \u{0} \u{feff}", ""]
    {
        let record = Record { text: text.to_owned(), ..record(1) };
        assert!(index(vec![record], "zh", Role::Leading).is_ok(), "{text}");
    }
}
