//! Puts a piece of HTML into a page.

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};
use std::convert::Infallible;

/// The page with a piece before its last `</body>`, else at its end. Nothing else changes: without the piece, the bytes
/// are those of the page. What only looks like `</body>`, in a comment, a script or a value, is passed over.
pub fn inject(html: &[u8], snippet: &str) -> Vec<u8> {
    let place = end_of_body(html).unwrap_or(html.len());
    let mut page = Vec::with_capacity(html.len() + snippet.len());
    page.extend_from_slice(&html[..place]);
    page.extend_from_slice(snippet.as_bytes());
    page.extend_from_slice(&html[place..]);
    page
}

/// Where the last `</body>` begins.
fn end_of_body(html: &[u8]) -> Option<usize> {
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| -> Option<usize> {
        matches!(event, CallbackEvent::EndTag { name: b"body" }).then_some(span.start)
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter)
        .map(|place: Result<usize, Infallible>| place.unwrap_or_default())
        .last()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNIPPET: &str = "<script>x</script>";

    /// The page with `|` where the snippet went; checks that nothing else changed.
    fn marked(html: &str) -> String {
        let page = inject(html.as_bytes(), SNIPPET);
        let text = String::from_utf8(page).expect("UTF-8 stays so");
        let at = (0..=html.len())
            .find(|at| {
                html.is_char_boundary(*at) && text == format!("{}{SNIPPET}{}", &html[..*at], &html[*at..])
            })
            .expect("the page and the snippet, nothing else");
        format!("{}|{}", &html[..at], &html[at..])
    }

    #[test]
    fn before_the_end_of_the_body() {
        for expected in [
            "|",
            "<p>no body|",
            "<body><p>a</p>|</body></html>",
            "<BODY>a|</BODY></HTML>\n",
            "<body>a|</bOdY\n ></html>",
            "<body>日本|</body>",
            "<body></body>a|</body>",
            "<body>a|</body><!-- </body> -->",
            "<body>a|</body><script>'</body>'</script>",
            "<body><script>if (a</body>/) { '</body>' }</script>|</body>",
            "<body><style>/* </body> */</style>|</body>",
            "<body><textarea></body></textarea>|</body>",
            "<body><title></body></title>|</body>",
            "<body><a title='</body>'>x</a>|</body>",
            "<body><!-- </body> --><p>not closed|",
            "<body>a|</body><bodyguard></bodyguard>",
            "<body>a</body|",
        ] {
            assert_eq!(marked(&expected.replace('|', "")), expected);
        }
    }

    #[test]
    fn bytes_that_are_not_text_stay() {
        let html = b"<body>\xff\xfe\0</body>";
        let page = inject(html, SNIPPET);
        assert_eq!(page, [&b"<body>\xff\xfe\0"[..], SNIPPET.as_bytes(), &b"</body>"[..]].concat());
    }

    /// Every page of a few pieces is the page and the snippet, with `</body` after it where it is not the end.
    #[test]
    fn nothing_but_the_snippet_is_added() {
        let pieces =
            ["</body>", "<!--", "-->", "<script>", "</script>", "\"", "<a b=", "é", "</", ">", "\r\n"];
        let mut pages = vec![String::new()];
        for _ in 0..4 {
            pages = pages
                .iter()
                .flat_map(|page| pieces.iter().map(move |piece| format!("{page}{piece}")))
                .collect();
            for page in &pages {
                let marked = marked(page);
                let after = marked.split_once('|').expect("a mark").1;
                assert!(after.is_empty() || after.starts_with("</body"), "{marked:?}");
            }
        }
    }
}
