//! The bytes that are sent: read, compared with what was built, and compressed where that makes them smaller.
//!
//! What was sent is known by the digest of the file, never by that of the compressed bytes: another version may compress
//! otherwise.

use crate::{
    config::Encoding,
    digest::Digest,
    environment::failed,
    publish::{Headers, Item, Source, Stopped, encode::encode},
};
use object_store::{Attribute, Attributes};
use std::{fs, path::Path};

/// What is sent of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Body {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How they are compressed.
    pub encoding: Option<Encoding>,
}

/// Reads a file of the output.
///
/// # Errors
/// It is not what was built, or cannot be read.
pub fn read(from: &Path, item: &Item) -> Result<Body, Stopped> {
    check_file(from, item)?;
    let bytes = fs::read(from).map_err(failed("read", from))?;
    if Digest::of(&bytes) != item.digest {
        return Err(Source::changed(&item.path));
    }
    let wanted = item.headers.as_ref().and_then(|headers| headers.content_encoding);
    let packed =
        wanted.map(|encoding| encode(encoding, &bytes)).transpose().map_err(failed("compress", from))?;
    let smaller = packed.filter(|packed| packed.len() < bytes.len());
    Ok(match smaller {
        Some(bytes) => Body { bytes, encoding: wanted },
        None => Body { bytes, encoding: None },
    })
}

/// Whether there is a file, and not a link to one elsewhere.
///
/// # Errors
/// There is none.
pub fn check_file(from: &Path, item: &Item) -> Result<(), Stopped> {
    let is_file = fs::symlink_metadata(from).is_ok_and(|metadata| metadata.is_file());
    if is_file { Ok(()) } else { Err(Source::changed(&item.path)) }
}

/// The headers with which a body is sent.
pub fn attributes(headers: Option<&Headers>, encoding: Option<Encoding>) -> Attributes {
    let mut attributes = Attributes::new();
    let Some(headers) = headers else { return attributes };
    let Headers { content_type, cache_control, content_disposition, content_encoding: _ } = headers;
    attributes.insert(Attribute::ContentType, content_type.clone().into());
    attributes.insert(Attribute::CacheControl, cache_control.clone().into());
    if let Some(disposition) = content_disposition {
        attributes.insert(Attribute::ContentDisposition, disposition.clone().into());
    }
    if let Some(encoding) = encoding {
        attributes.insert(Attribute::ContentEncoding, encoding.as_str().into());
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        paths::OutputPath,
        publish::{Class, object::decode::digest_decoded},
    };

    fn item(text: &[u8], encoding: Option<Encoding>) -> Item {
        let path = OutputPath::parse("a.html").expect("legal");
        let headers = Headers {
            content_type: "text/html; charset=utf-8".to_owned(),
            cache_control: "no-cache".to_owned(),
            content_disposition: None,
            content_encoding: encoding,
        };
        Item {
            class: Class::of(&path),
            path,
            digest: Digest::of(text),
            size: text.len() as u64,
            headers: Some(headers),
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "makes the file that is read")]
    fn what_becomes_smaller_is_compressed() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let from = folder.path().join("a.html");
        let long = b"a word and a word ".repeat(100);
        for (text, encoding, is_packed) in [
            (long.as_slice(), Some(Encoding::Gzip), true),
            (long.as_slice(), Some(Encoding::Brotli), true),
            (long.as_slice(), None, false),
            (b"a".as_slice(), Some(Encoding::Gzip), false),
            (b"".as_slice(), Some(Encoding::Gzip), false),
        ] {
            fs::write(&from, text).expect("written");
            let item = item(text, encoding);
            let body = read(&from, &item).expect("as built");
            assert_eq!(body.encoding, encoding.filter(|_| is_packed));
            assert_eq!(read(&from, &item).expect("as built"), body, "always the same");
            if let Some(encoding) = body.encoding {
                let unpacked = digest_decoded(encoding, &body.bytes, 1 << 20).expect("whole");
                assert_eq!(unpacked, (item.digest, item.size));
            }
        }
        fs::write(&from, "other").expect("written");
        assert!(matches!(read(&from, &item(b"a", None)), Err(Stopped::Refused(_))));
    }

    #[test]
    fn headers_become_attributes() {
        let item = item(b"", Some(Encoding::Gzip));
        let plain = attributes(item.headers.as_ref(), None);
        assert_eq!(plain.len(), 2);
        let packed = attributes(item.headers.as_ref(), Some(Encoding::Gzip));
        assert_eq!(packed.get(&Attribute::ContentEncoding).map(AsRef::as_ref), Some("gzip"));
    }
}
