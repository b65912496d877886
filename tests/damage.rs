//! Text that was read in a wrong encoding is found in every encoding and repaired to the byte, and no other text is.
//!
//! `SITEGEN_CORPORA` names the folder of real blogs; without it their test is skipped.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a variable names the blogs, and the test says so"
)]

mod texts;

use crate::support::random::Random;
use encoding_rs::{
    EUC_KR, GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};
use sitegen::check::damage::{Damage, Encoding, find, repair};
use std::{fs, path::PathBuf};
use texts::TEXTS;

/// How a program reads a byte that the encoding does not define.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gaps {
    /// As the control character of its number.
    Control,
    /// As windows-1252 has it.
    Windows1252,
}

/// Text as a program shows it that takes its UTF-8 for another encoding; none where something is lost.
fn damaged(text: &str, encoding: Encoding, gaps: Gaps) -> Option<String> {
    let single = |table: &'static encoding_rs::Encoding| {
        let read = |byte: u8, table: &'static encoding_rs::Encoding| {
            let text = table.decode_without_bom_handling_and_without_replacement(&[byte])?.into_owned();
            text.chars().next().filter(|c| !('\u{80}'..'\u{a0}').contains(c))
        };
        let fill = |byte| (gaps == Gaps::Windows1252).then(|| read(byte, WINDOWS_1252)).flatten();
        let one = |byte| read(byte, table).or_else(|| fill(byte)).unwrap_or(char::from(byte));
        Some(text.bytes().map(one).collect())
    };
    let double = |table: &'static encoding_rs::Encoding| {
        let read = table.decode_without_bom_handling_and_without_replacement(text.as_bytes())?.into_owned();
        (table.encode(&read).0 == text.as_bytes()).then_some(read)
    };
    match encoding {
        Encoding::Windows1252 => single(WINDOWS_1252),
        Encoding::Latin1 => Some(text.bytes().map(char::from).collect()),
        Encoding::Windows874 => single(WINDOWS_874),
        Encoding::Windows1251 => single(WINDOWS_1251),
        Encoding::Windows1250 => single(WINDOWS_1250),
        Encoding::Windows1253 => single(WINDOWS_1253),
        Encoding::Windows1254 => single(WINDOWS_1254),
        Encoding::Windows1255 => single(WINDOWS_1255),
        Encoding::Windows1256 => single(WINDOWS_1256),
        Encoding::Windows1257 => single(WINDOWS_1257),
        Encoding::Windows1258 => single(WINDOWS_1258),
        Encoding::MacRoman => single(MACINTOSH),
        Encoding::Cp437 => Some(text.bytes().map(cp437).collect()),
        Encoding::Gb18030 => double(GB18030),
        Encoding::ShiftJis => double(SHIFT_JIS),
        Encoding::EucKr => double(EUC_KR),
    }
}

fn cp437(byte: u8) -> char {
    const UPPER: [&str; 8] = [
        "ÇüéâäàåçêëèïîìÄÅ",
        "ÉæÆôöòûùÿÖÜ¢£¥₧ƒ",
        "áíóúñÑªº¿⌐¬½¼¡«»",
        "░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
        "└┴┬├─┼╞╟╚╔╩╦╠═╬╧",
        "╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
        "αßΓπΣσµτΦΘΩδ∞φε∩",
        "≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
    ];
    match byte {
        0..=0x7f => char::from(byte),
        _ => UPPER[usize::from(byte >> 4) - 8].chars().nth(usize::from(byte & 15)).expect("sixteen in a row"),
    }
}

/// Some sentences of one language, with what stands between sentences in a post.
fn post(random: &mut Random, sentences: &[&str]) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(5) + 1 {
        text.push_str(random.pick::<&str>(sentences));
        text.push_str(random.pick::<&str>(&[" ", "\n", "\n\n", "\n\n## ", "\n- "]));
    }
    text
}

fn told(text: &str, damages: &[Damage]) -> Vec<String> {
    let tell = |damage: &Damage| {
        format!("{} in {}: {:?}", &text[damage.range.clone()], damage.encoding, damage.repaired)
    };
    damages.iter().map(tell).collect()
}

#[test]
fn good_text_of_all_languages_is_no_damage() {
    let mut random = Random::new(9);
    for (language, sentences) in TEXTS {
        for sentence in sentences {
            assert_eq!(told(sentence, &find(sentence)), [""; 0], "{language}");
            for word in sentence.split_whitespace() {
                assert_eq!(told(word, &find(word)), [""; 0], "{language}");
            }
        }
        for _ in 0..20 {
            let text = post(&mut random, sentences);
            assert_eq!(told(&text, &find(&text)), [""; 0], "{language}");
        }
    }
    let all: String =
        TEXTS.iter().flat_map(|(_, sentences)| *sentences).flat_map(|text| [*text, "\n"]).collect();
    assert_eq!(told(&all, &find(&all)), [""; 0]);
}

#[test]
fn damage_by_each_encoding_is_repaired_exactly() {
    for encoding in Encoding::ALL {
        let (mut tried, mut seed) = (0, 0);
        while tried < 60 && seed < 4000 {
            seed += 1;
            let mut random = Random::new(seed);
            let (language, sentences) = random.pick(&TEXTS);
            let text = post(&mut random, sentences);
            let gaps = *random.pick(&[Gaps::Control, Gaps::Windows1252]);
            let Some(damaged) = damaged(&text, encoding, gaps) else { continue };
            if damaged == text {
                continue;
            }
            tried += 1;
            let found = find(&damaged);
            assert_eq!(
                repair(&damaged, &found),
                text,
                "seed {seed}, {encoding}, {gaps:?}, {language}: {damaged}\n{:#?}",
                told(&damaged, &found)
            );
        }
        println!("{encoding}: {tried} texts of {seed}");
        assert!(tried >= 30, "{encoding}: only {tried} texts come through it whole");
    }
}

#[test]
fn damage_by_two_encodings_is_undone_twice() {
    for (seed, first, second) in [
        (1, Encoding::Windows1252, Encoding::Windows1252),
        (2, Encoding::Windows1252, Encoding::Latin1),
        (3, Encoding::Windows874, Encoding::Windows1252),
        (4, Encoding::Windows1251, Encoding::Windows1251),
        (5, Encoding::MacRoman, Encoding::Windows1252),
    ] {
        for step in 0..15 {
            let mut random = Random::new(seed * 1000 + step);
            let (language, sentences) = random.pick(&TEXTS);
            let text = post(&mut random, sentences);
            let once = damaged(&text, first, Gaps::Windows1252).expect("of one byte");
            let twice = damaged(&once, second, Gaps::Windows1252).expect("of one byte");
            let found = find(&twice);
            assert_eq!(
                repair(&twice, &found),
                text,
                "{language}, {first}, {second}: {:#?}",
                told(&twice, &found)
            );
        }
    }
}

/// Real damage in a real blog: a quotation that somebody pasted.
const KNOWN: (&str, [&str; 3]) =
    ("bair/_posts/2021-10-25-coms_mbo.md", ["â\u{80}\u{99}", "â\u{80}\u{9c}", "â\u{80}\u{9d}"]);

#[test]
fn real_blogs_have_only_the_damage_that_they_have() {
    let Some(folder) = std::env::var_os("SITEGEN_CORPORA").map(PathBuf::from) else {
        println!("skipped: SITEGEN_CORPORA names no folder");
        return;
    };
    let (mut folders, mut files) = (vec![folder.clone()], 0);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = String::from_utf8(fs::read(&path).expect("readable")) else { continue };
            files += 1;
            let found = find(&text);
            let found: Vec<&str> = found.iter().map(|damage| &text[damage.range.clone()]).collect();
            let is_known = path.strip_prefix(&folder).is_ok_and(|path| path.to_str() == Some(KNOWN.0));
            let expected: &[&str] = if is_known { &KNOWN.1 } else { &[] };
            assert_eq!(found, expected, "{}", path.display());
        }
    }
    println!("{files} files");
    assert!(files > 500, "only {files} files");
}
