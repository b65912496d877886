//! Escaping of text for its place: HTML and XML text and attributes, JSON inside a script element.

use std::io::{self, Write};

/// Characters that neither HTML nor XML 1.0 (section 2.2) may hold, however they are written.
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// Writes text for HTML or XML: `&`, `<`, `>`, quotes escaped, forbidden characters dropped.
pub fn escape_text(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let bytes = text.as_bytes();
    let mut written = 0;
    for (index, c) in text.char_indices() {
        let escaped: &[u8] = match c {
            '&' => b"&amp;",
            '<' => b"&lt;",
            '>' => b"&gt;",
            '"' => b"&quot;",
            '\'' => b"&#39;",
            _ if is_forbidden(c) => b"",
            _ => continue,
        };
        out.write_all(&bytes[written..index])?;
        out.write_all(escaped)?;
        written = index + c.len_utf8();
    }
    out.write_all(&bytes[written..])
}

/// JSON text made fit for the inside of a script element: the characters that could end the element or that
/// older scripts take for line ends are written as `\u…` (RFC 8259, section 7, allows it in strings, and outside
/// strings JSON has none of them).
pub fn script_json(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape_text(text, &mut out).expect("a vector takes all");
        String::from_utf8(out).expect("UTF-8 in, UTF-8 out")
    }

    #[test]
    fn text_and_attributes() {
        assert_eq!(escaped("a<b & 'c' \"d\" 日本"), "a&lt;b &amp; &#39;c&#39; &quot;d&quot; 日本");
        assert_eq!(escaped("\0a\u{b}b\tc\u{85}\n"), "ab\tc\n");
    }

    #[test]
    fn json_in_a_script_keeps_its_meaning() {
        let text = "</script><!-- & \u{2028}";
        let json = serde_json::to_string(text).expect("text");
        let safe = script_json(&json);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<String>(&safe).expect("still JSON"), text);
    }
}
