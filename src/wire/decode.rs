//! Bytes of a feed → text.
//!
//! Feeds are wrong about their encoding in two ways. One says another while it is UTF-8: bytes that are UTF-8 with
//! letters beyond ASCII are hardly ever anything else, so they are read as such. One says UTF-8 and is not: a guess would
//! print wrong letters under someone's name, so that it is reported, and the site can say which encoding it is.

use super::Trouble;
use encoding_rs::{Encoding, UTF_8};

/// The text of a feed. `charset` is what the server says, `own` what the site says.
///
/// # Errors
/// It is not in the encoding that it names, or names one that there is not.
pub fn decode(bytes: &[u8], charset: Option<&str>, own: Option<&str>) -> Result<String, Trouble> {
    let text = match (own.and_then(label), Encoding::for_bom(bytes)) {
        (Some(encoding), _) | (None, Some((encoding, _))) => strictly(bytes, encoding)?,
        (None, None) => {
            let stated = match charset.map(str::to_owned).or_else(|| declared(bytes)) {
                Some(name) => label(&name).ok_or_else(|| unknown(&name))?,
                None => UTF_8,
            };
            match str::from_utf8(bytes) {
                // An encoding that writes everything in ASCII, such as ISO-2022-JP, looks like UTF-8 as well.
                Ok(text) if stated.is_ascii_compatible() => text.to_owned(),
                _ => strictly(bytes, stated)?,
            }
        }
    };
    Ok(without_declaration(&text).to_owned())
}

fn label(name: &str) -> Option<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes())
}

fn strictly(bytes: &[u8], encoding: &'static Encoding) -> Result<String, Trouble> {
    let (text, _, had_errors) = encoding.decode(bytes);
    if !had_errors {
        return Ok(text.into_owned());
    }
    let name = encoding.name();
    Err(Trouble::new(
        format!("its bytes are not the {name} that they are said to be"),
        "find out which encoding it is in and write `encoding: NAME` beside its `url`, or tell its publisher",
    ))
}

fn unknown(name: &str) -> Trouble {
    let name: String = name.chars().take(40).filter(char::is_ascii_graphic).collect();
    Trouble::new(
        format!("it says that it is in the encoding `{name}`, which there is not"),
        "write `encoding: NAME` beside its `url` with the encoding that it is in",
    )
}

/// What an XML declaration names.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let (declaration, _) = head.trim_start().strip_prefix("<?xml")?.split_once("?>")?;
    let (_, value) = declaration.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// The parser would decode once more what is text already.
fn without_declaration(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATIN: &[u8] = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>caf\xe9</a>";

    #[test]
    fn the_encoding_that_is_named_is_read() {
        assert_eq!(decode(LATIN, None, None).as_deref(), Ok("<a>café</a>"));
        assert_eq!(decode(b"<a>caf\xe9</a>", Some("windows-1252"), None).as_deref(), Ok("<a>café</a>"));
        let japanese = b"<?xml version='1.0' encoding='iso-2022-jp'?><a>\x1b$B$\"\x1b(B</a>";
        assert_eq!(decode(japanese, None, None).as_deref(), Ok("<a>あ</a>"));
        assert_eq!(decode(b"\xff\xfe<\0a\0/\0>\0", None, None).as_deref(), Ok("<a/>"));
        assert_eq!(decode(b"{}", None, None).as_deref(), Ok("{}"));
    }

    #[test]
    fn utf_8_is_read_whatever_it_says_of_itself() {
        let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>café</a>";
        assert_eq!(decode(text.as_bytes(), Some("latin1"), None).as_deref(), Ok("<a>café</a>"));
    }

    #[test]
    fn what_is_not_what_it_says_is_told_until_the_site_says_what_it_is() {
        let wrong = b"<?xml version=\"1.0\" encoding=\"utf-8\"?><a>caf\xe9</a>";
        let trouble = decode(wrong, None, None).expect_err("not UTF-8");
        assert_eq!(trouble.message, "its bytes are not the UTF-8 that they are said to be");
        assert_eq!(decode(wrong, None, Some("windows-1252")).as_deref(), Ok("<a>café</a>"));
        let trouble = decode(wrong, Some("klingon"), None).expect_err("none such");
        assert_eq!(trouble.message, "it says that it is in the encoding `klingon`, which there is not");
    }
}
