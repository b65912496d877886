//! What follows a text in a feed: what was wrong in it, and what AI had to do with it. Readers of feeds do not see
//! the article's own page.

use crate::{
    template::{Answers, escape_text, say, say_one},
    view::FeedNotes,
};

/// The notes as HTML, in the language of the post; empty where there is nothing to say.
pub fn html(notes: &FeedNotes<'_>, language: &str, answers: &Answers) -> String {
    let mut html = Vec::new();
    for update in &notes.updates {
        let kind = say_one(answers, language, update.kind.text_key());
        let day = update.date.split('T').next().unwrap_or_default();
        paragraph(&mut html, &format!("{kind}, {day}:"), update.text);
    }
    if let Some(ai) = notes.ai.as_ref().filter(|ai| !ai.is_none()) {
        let names = |key: &str, names: &[String]| {
            let comma = say(answers, language, "list_comma");
            (!names.is_empty()).then(|| format!("{}: {}.", say(answers, language, key), names.join(&comma)))
        };
        let told = [
            ai.note.map(str::to_owned),
            names("ai_tools", ai.tools),
            names("ai_reviewed_by", ai.reviewed_by),
            names("ai_responsible", ai.responsible),
        ];
        let told: Vec<String> = told.into_iter().flatten().collect();
        let involvement = say(answers, language, ai.involvement.text_key());
        paragraph(&mut html, &format!("{involvement}."), &told.join(" "));
    }
    String::from_utf8_lossy(&html).into_owned()
}

fn paragraph(html: &mut Vec<u8>, strong: &str, text: &str) {
    html.extend_from_slice(b"\n<p><strong>");
    escape_text(strong, html).expect("a vector takes all");
    html.extend_from_slice(b"</strong> ");
    escape_text(text, html).expect("a vector takes all");
    html.extend_from_slice(b"</p>");
}
