use super::*;
use crate::diagnostic::Diagnostic;

fn file(language: &str, text: &str) -> StringsFile {
    StringsFile {
        file: format!("templates/strings/{language}.yaml"),
        language: language.to_owned(),
        bytes: text.as_bytes().to_owned(),
        is_theme: false,
    }
}

fn read_all(files: &[(&str, &str)], site: &str) -> (Strings, Vec<Diagnostic>) {
    let files: Vec<StringsFile> = files.iter().map(|(language, text)| file(language, text)).collect();
    read(&files, site)
}

#[test]
fn a_language_falls_back_to_less_specific_ones_then_to_the_site_then_to_english() {
    let (strings, diagnostics) = read_all(
        &[
            ("en", "a: en-a\nb: en-b\nc: en-c\nd: en-d\n"),
            ("de", "a: de-a\nb: de-b\nc: de-c\n"),
            ("zh", "a: zh-a\nb: zh-b\n"),
            ("zh-Hant", "a: hant-a\n"),
        ],
        "de",
    );
    assert_eq!(diagnostics, []);
    let said = |language: &str| {
        ["a", "b", "c", "d"].map(|key| {
            let found = strings.find(language, key).expect("said somewhere");
            format!("{} ({})", strings.words(language, key).expect("words"), found.voice)
        })
    };
    assert_eq!(said("zh-Hant-TW"), ["hant-a (zh-Hant-TW)", "zh-b (zh-Hant-TW)", "de-c (de)", "en-d (en)"]);
    assert_eq!(said("ZH_hant"), ["hant-a (ZH_hant)", "zh-b (ZH_hant)", "de-c (de)", "en-d (en)"]);
    let first = |tag: &str| strings.words(tag, "a");
    assert_eq!(
        ["zh-TW", "zh_HK", "zh-Hans-HK", "zh-SG", "zhx-TW"].map(first).map(Option::unwrap_or_default),
        ["hant-a", "hant-a", "zh-a", "zh-a", "de-a"]
    );
    assert_eq!(said("not a tag")[0], "de-a (de)");
    assert!(strings.speaks("zh-CN") && !strings.speaks("pt"));
}

#[test]
fn a_later_file_wins_key_by_key() {
    let (strings, _) = read_all(&[("en", "a: 1\nb: 2\n"), ("en", "a: 3\n")], "en");
    assert_eq!((strings.words("en", "a"), strings.words("en", "b")), (Some("3"), Some("2")));
}

#[test]
fn numbers_and_plurals_follow_the_language() {
    let quantity = |language: &str| Format::of(language).quantity(&Number::from(1_234_567));
    assert_eq!(
        ["en", "de", "fr", "es", "hi", "en-IN", "zh", "ar", "ar-EG", "no tag"].map(quantity),
        [
            "1,234,567",
            "1.234.567",
            "1\u{202f}234\u{202f}567",
            "1.234.567",
            "12,34,567",
            "12,34,567",
            "1,234,567",
            "1,234,567",
            "١٬٢٣٤٬٥٦٧",
            "1,234,567"
        ]
    );
    assert_eq!(Format::of("ar").categories(), ["few", "many", "one", "other", "two", "zero"]);
    assert_eq!(Format::of("ko").categories(), ["other"]);
    let arabic = Format::of("ar");
    let categories = [0, 1, 2, 3, 11, 100].map(|number| arabic.category(&Number::from(number)));
    assert_eq!(categories, ["zero", "one", "two", "few", "many", "other"]);
    let decimal = Number::of_float(1234.5).expect("finite");
    assert_eq!(Format::of("de").quantity(&decimal), "1.234,5");
    assert_eq!(Format::of("en").ordinal(&Number::from(2026)), "2026");
    assert_eq!(Number::of_float(f64::NAN), None);
    assert_eq!(Number::parse("12 of 13"), None);
}

#[test]
fn digests_tell_what_is_said_and_by_whom() {
    let strings = |text: &str| read_all(&[("en", "a: x\nb: y\n"), ("de", text)], "en").0;
    let digest = |text: &str, language: &str, key: &str| strings(text).digest(language, key);
    assert_eq!(digest("a: z\n", "de", "a"), digest("a: z\nb: w\n", "de", "a"));
    assert_ne!(digest("a: z\n", "de", "a"), digest("a: w\n", "de", "a"));
    // Where German lacks it, the German page speaks English.
    assert_eq!(digest("a: z\n", "de", "b"), digest("a: w\n", "de", "b"));
    assert_ne!(digest("a: z\n", "de", "b"), digest("a: z\nb: y\n", "de", "b"));
}

#[test]
fn braces_are_placeholders_or_doubled() {
    use message::parse;
    let text = |text: &str| Part::Text(text.to_owned());
    let argument = |name: &str| Part::Argument(name.to_owned());
    assert_eq!(parse("{a}{b} c"), Ok(vec![argument("a"), argument("b"), text(" c")]));
    assert_eq!(parse("{{a}} }}"), Ok(vec![text("{a} }")]));
    assert_eq!(parse(""), Ok(vec![text("")]));
    assert_eq!(
        ["{", "a }", "{a b}", "{}", "日{"].map(|text| parse(text).expect_err("odd").start),
        [0, 2, 0, 0, 3]
    );
}

#[test]
fn mistakes_say_what_to_type() {
    let english = "min_read: '{count} min read'\nby: By {names}\nfewer:\n  one: '{count} fewer'\n  other: '{count} fewer'\n";
    let german =
        "min_raed: x\nby: Von {name}\nfewer:\n  eins: x\n  few: '{count}'\nlist: [a]\nopen: '{a'\nnone:\n";
    let (_, diagnostics) = read_all(&[("en", english), ("de", german), ("deutsch!", "- a\n")], "en");
    let told: Vec<String> = diagnostics
        .iter()
        .map(|found| {
            let place = found.position.map_or(String::new(), |at| format!("{}:{}", at.line, at.column));
            let hint = found.hint.as_deref().unwrap_or("no hint");
            format!("{} {place} {} | {hint}", found.level.as_str(), found.message)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    error 4:3 `eins` is no plural category | the categories are one, other
    warning 5:3 no number takes `few` in the language `de` | take it out; the categories are one, other
    error 3:1 `fewer` lacks the plural category `other` | add `other: …`, which stands for every number without a text of its own
    error 6:8 `list` is a list; it must be a text, or a map of plurals | write `list: …`, or take it out
    error 7:7 `open` has a brace that is part of no placeholder: `{` | write placeholders as `{name}`, and a brace itself twice
    error 8:1 `none` is nothing; it must be a text, or a map of plurals | write `none: …`, or take it out
    warning  `deutsch!` names no language | name the file by the language's BCP 47 tag: `de.yaml`, `pt-BR.yaml`
    error 1:3 this is a list; strings are a map | write a line `key: text` for each string
    warning 1:1 the theme has no text `min_raed` | did you mean `min_read`?
    warning 2:1 `by` has a placeholder that English does not have: `{name}` | did you mean `{names}`?
    ");
}
