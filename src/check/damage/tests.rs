use super::*;

#[track_caller]
fn repairs(text: &str, encoding: Encoding, expected: &str) {
    let damages = find(text);
    assert_eq!(repair(text, &damages), expected, "{damages:?}");
    assert!(damages.iter().all(|damage| damage.repaired.is_some()), "{damages:?}");
    assert!(damages.iter().any(|damage| damage.encoding == encoding), "{damages:?}");
}

#[track_caller]
fn nothing(text: &str) {
    let found = find(text);
    let found: Vec<_> = found.iter().map(|damage| (&text[damage.range.clone()], damage)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn an_explainer_that_went_through_windows_874_is_repaired() {
    repairs(
        "Ada Lind ยท July 4, 2026 ยท 7 min read",
        Encoding::Windows874,
        "Ada Lind · July 4, 2026 · 7 min read",
    );
    repairs("a ยท b", Encoding::Windows874, "a · b");
    repairs("10–12 July โ€“ or later", Encoding::Windows874, "10–12 July – or later");
    repairs("one claim โ€” unverified", Encoding::Windows874, "one claim — unverified");
    repairs("๐Ÿšซ Security", Encoding::Windows874, "🚫 Security");
    let all = "๐Ÿšซ AI security\n\nAda ยท July 4 ยท 7 min\n\nWhy it matters โ€” and 3โ€“5 July\n";
    repairs(
        all,
        Encoding::Windows874,
        "🚫 AI security\n\nAda · July 4 · 7 min\n\nWhy it matters — and 3–5 July\n",
    );
    for (damaged, whole) in [("โ€“", "–"), ("โ€”", "—"), ("๐Ÿšซ", "🚫"), ("ยท", "·"), ("โ€\u{99}", "’")]
    {
        repairs(damaged, Encoding::Windows874, whole);
    }
}

#[test]
fn one_damaged_sign_is_enough() {
    for (damaged, encoding, whole) in [
        ("â€™", Encoding::Windows1252, "’"),
        ("â€”", Encoding::Windows1252, "—"),
        ("â€œ", Encoding::Windows1252, "“"),
        ("â€\u{9d}", Encoding::Windows1252, "”"),
        ("â\u{80}\u{99}", Encoding::Latin1, "’"),
        ("Ã©", Encoding::Windows1252, "é"),
        ("cafÃ©", Encoding::Windows1252, "café"),
        ("it's 20Â°C", Encoding::Windows1252, "it's 20°C"),
        ("wordÂ\u{a0}word", Encoding::Windows1252, "word\u{a0}word"),
        ("cÅ“ur", Encoding::Windows1252, "cœur"),
        ("cafГ©", Encoding::Windows1251, "café"),
        ("вЂ”", Encoding::Windows1251, "—"),
        ("caf├⌐", Encoding::Cp437, "café"),
        ("itΓÇÖs", Encoding::Cp437, "it’s"),
        ("caf√©", Encoding::MacRoman, "café"),
        ("it‚Äôs", Encoding::MacRoman, "it’s"),
        ("a ‚Äî b", Encoding::MacRoman, "a — b"),
        ("it鈥檚", Encoding::Gb18030, "it’s"),
        ("it窶冱", Encoding::ShiftJis, "it’s"),
        ("cafﾃｩ", Encoding::ShiftJis, "café"),
        ("cafأ©", Encoding::Windows1256, "café"),
        ("schรถn", Encoding::Windows874, "schön"),
        ("ðŸš«", Encoding::Windows1252, "🚫"),
        ("ï»¿title", Encoding::Windows1252, "\u{feff}title"),
    ] {
        repairs(damaged, encoding, whole);
    }
}

#[test]
fn whole_sentences_in_other_scripts_are_repaired() {
    repairs("РџСЂРёРІРµС‚, РјРёСЂ", Encoding::Windows1251, "Привет, мир");
    repairs("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", Encoding::Windows1252, "привет");
    repairs("เธ เธฒเธฉเธฒเน„เธ—เธข".replace("เธ ", "เธ\u{a0}").as_str(), Encoding::Windows874, "ภาษาไทย");
    repairs("ä¸\u{ad}æ–‡", Encoding::Windows1252, "中文");
    repairs("ظ…ط±ط\u{ad}ط¨ط§", Encoding::Windows1256, "مرحبا");
    repairs("ОљО±О»О·ОјО\u{ad}ПЃО±", Encoding::Windows1251, "Καλημέρα");
}

#[test]
fn one_damage_after_another_is_undone_to_the_end() {
    repairs("itÃ¢â‚¬â„¢s", Encoding::Windows1252, "it’s");
    repairs("cafÃƒÂ©", Encoding::Windows1252, "café");
    let text = "itÃ¢â‚¬â„¢s a cafÃƒÂ© and a cafÃ©";
    let damages = find(text);
    let times: Vec<usize> = damages.iter().map(|damage| damage.times).collect();
    assert_eq!((repair(text, &damages).as_str(), times), ("it’s a café and a café", vec![2, 2, 1]));
    assert_eq!(&text[damages[1].range.clone()], "ÃƒÂ©");
}

#[test]
fn damage_within_good_text_is_repaired_alone() {
    repairs("ไทยโ€“ลาว และรถยนต์", Encoding::Windows874, "ไทย–ลาว และรถยนต์");
    repairs("นายกโ€”คนใหม่", Encoding::Windows874, "นายก—คนใหม่");
    repairs("Это вЂ” хорошо, и ЕЁ тоже", Encoding::Windows1251, "Это — хорошо, и ЕЁ тоже");
    repairs("À l’été, «CAFÉ» et cafÃ©", Encoding::Windows1252, "À l’été, «CAFÉ» et café");
}

#[test]
fn what_only_looks_like_it_is_left_alone() {
    for text in [
        "«CAFÉ», NESTLÉ®, un café\u{a0}»",
        "„SPÄ“ und “SPÄ”",
        "«AMANHû e «IRMÃ…»",
        "the Thai word รถ means car, ยก means lift, แบบ means form",
        "แอป Grabรถ และรณรงค์ พรรณ ไทยที่ ขายทุน",
        "ระตะนะปะริตตัง สะพะ ภะคะวะโต",
        "МОЁ и ЕЁ, Ті, Ні, Ці, діє, Р’льех, „БДС“, „НСР“",
        "«ΝΑΤΟ», ΚΑΛΟ…",
        "KOŚCIÓŁ, VÝŠE, zášť",
        "اگر تک بھ کچھ رک، ت؟",
        "l’été «école» —écrit, Hawai‘i",
        "┌──┐\n│ab│\n└──┘ ═══╗ ├─élève.txt",
        "¬π √π x√π dx ∆µ ≈∞ ±½ Ø±0.1 2×½ 5 Å²",
        "么么 茅台 猫 the word 猫 means cat, 联通",
        "ﾎｼ ﾈｺ ﾃｽﾄ",
        "Google처럼, iPhone은, 타",
        "שלום״… צה״ל",
        "caf� au lait",
        "• one · two – three — “four” ‘five’ … ™ ® ©",
        "½ cup, 20 °C, m², 1º, Nº 5, §5, £5, €5, ¥5",
    ] {
        nothing(text);
    }
}
