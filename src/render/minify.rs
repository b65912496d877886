//! HTML with less white space and without comments.
//!
//! Owns what may be left out so that every browser shows the same and every script finds the same elements: of white space
//! in text all but one character, and comments. Tags, attributes, scripts, styles and formatted text stay byte for byte.

use lol_html::{
    RewriteStrSettings, doc_comments, doc_text, element, end_tag, html_content::ContentType, rewrite_str,
};
use std::{cell::Cell, rc::Rc};

/// What white space means something in, or may: scripts, formatted text, and code, which a style sheet may have preformatted.
const KEPT: &str = "pre, textarea, script, style, code, kbd, samp, svg, math, xmp, listing, plaintext, title";

/// The page with less in it; as it is where it cannot be read.
pub fn minify(html: String) -> String {
    // How many elements of those that keep theirs are open.
    let kept = Rc::new(Cell::new(0_u32));
    let within = Rc::clone(&kept);
    let after_space = Cell::new(false);
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(element!(KEPT, move |element| {
            if let Some(handlers) = element.end_tag_handlers() {
                within.set(within.get() + 1);
                let leave = Rc::clone(&within);
                handlers.push(end_tag!(move |_| {
                    leave.set(leave.get().saturating_sub(1));
                    Ok(())
                }));
            }
            Ok(())
        }))
        .append_document_content_handler(doc_text!(move |chunk| {
            if kept.get() == 0 {
                let collapsed = collapse(chunk.as_str(), &after_space);
                if collapsed.len() < chunk.as_str().len() {
                    chunk.replace(&collapsed, ContentType::Html);
                }
            }
            if chunk.last_in_text_node() {
                after_space.set(false);
            }
            Ok(())
        }))
        .append_document_content_handler(doc_comments!(|comment| {
            comment.remove();
            Ok(())
        }));
    rewrite_str(&html, settings).unwrap_or(html)
}

/// A piece of text in which each run of white space is one character: a new line if it has one, else a blank. A run that
/// began in the piece before goes on.
fn collapse(text: &str, after_space: &Cell<bool>) -> String {
    let mut collapsed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_space = is_white_space(first);
        let end = rest.find(|c| is_white_space(c) != is_space).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        match (is_space, after_space.get()) {
            (true, true) => {}
            (true, false) => collapsed.push(if run.contains('\n') { '\n' } else { ' ' }),
            (false, _) => collapsed.push_str(run),
        }
        after_space.set(is_space);
        rest = after;
    }
    collapsed
}

/// What browsers collapse: not the blanks of other widths.
fn is_white_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minified(html: &str) -> String {
        minify(html.to_owned())
    }

    #[test]
    fn white_space_becomes_one_character() {
        let page = "<!doctype html>\n\n<html>\n  <body>\n    <p>one  <b> two </b>\tthree\n   four&nbsp; &amp;\u{3000} 五\u{a0} </p>\n\n";
        assert_eq!(
            minified(page),
            "<!doctype html>\n<html>\n<body>\n<p>one <b> two </b> three\nfour&nbsp; &amp;\u{3000} 五\u{a0} </p>\n"
        );
    }

    #[test]
    fn what_means_something_stays() {
        for page in [
            "<pre>a  b\n\n  c <b>  d  </b>\n</pre>",
            "<textarea>\n\n a  b</textarea>",
            "<script>let a  =  1;\n\n// <!-- no comment -->\n</script>",
            "<style>a  {  b: c }\n\n d {}</style>",
            "<p><code>a  b</code></p>",
            "<svg><text>a  b</text></svg>",
            "<p title=\"a  b\n\n c\" class='x  y'  hidden>a</p>",
        ] {
            assert_eq!(minified(page), page);
        }
    }

    #[test]
    fn after_what_was_kept_it_goes_on() {
        assert_eq!(minified("<pre>a  b</pre>  <p>c  d<!-- e -->  f</p>"), "<pre>a  b</pre> <p>c d f</p>");
        assert_eq!(minified("<img alt=\"\">  <br>  <p>a  b"), "<img alt=\"\"> <br> <p>a b");
    }

    #[test]
    fn what_is_minified_stays_so() {
        let page = "<div>\n <p> a  b <!-- c --></p>\n\n <pre> d </pre></div>";
        assert_eq!(minified(&minified(page)), minified(page));
    }
}
