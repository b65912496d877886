//! Escaping of text for its place: HTML and XML text and attributes, JSON inside a script element.

use std::io::{self, Write};

/// Characters that neither HTML nor XML 1.0 (section 2.2) may hold, however they are written.
fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// Writes text for HTML or XML: `&`, `<`, `>`, quotes escaped, forbidden characters dropped.
pub fn escape_text(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let bytes = text.as_bytes();
    let (mut written, mut from) = (0, 0);
    while let Some(found) = bytes[from..].iter().position(|byte| SUSPECTS[usize::from(*byte)]) {
        let at = from + found;
        from = at + 1;
        let escaped: &[u8] = match bytes[at] {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\'' => b"&#39;",
            _ => match text[at..].chars().next().filter(|c| is_forbidden(*c)) {
                Some(c) => {
                    from = at + c.len_utf8();
                    b""
                }
                None => continue,
            },
        };
        out.write_all(&bytes[written..at])?;
        out.write_all(escaped)?;
        written = from;
    }
    out.write_all(&bytes[written..])
}

/// First bytes of the characters that are escaped or dropped, and of some that are neither.
const SUSPECTS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < u8::MAX {
        table[byte as usize] = matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'' | 0x7f | 0xc2 | 0xef)
            || byte < 0x20 && !byte.is_ascii_whitespace()
            || byte == 0xc;
        byte += 1;
    }
    table
};

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
    fn each_character_is_written_as_it_must_be() {
        for c in '\0'..=char::MAX {
            let expected = match c {
                '&' => "&amp;".to_owned(),
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '"' => "&quot;".to_owned(),
                '\'' => "&#39;".to_owned(),
                _ if is_forbidden(c) => String::new(),
                _ => c.to_string(),
            };
            assert_eq!(escaped(&format!("é{c}{c}é")), format!("é{expected}{expected}é"), "{c:?}");
        }
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
