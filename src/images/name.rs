//! The names of variants: each says of what and how it is made, so that a page can name one before there is any.

use super::{Codec, Focus, Quality, Spec, VERSION};
use crate::digest::{Digest, Hasher};

/// Digits of a fingerprint.
const DIGITS: usize = 12;

/// What a variant is made from besides its size, in twelve digits.
pub fn fingerprint(source: Digest, quality: Quality) -> String {
    Hasher::new(VERSION).digest(source).value(&quality).finish().short(DIGITS)
}

/// The path of a variant of the image at `path`: `images/lead.0123456789ab-800.webp`, or, cropped to a size around a
/// point, `images/lead.0123456789ab-96x96-50-30.webp`.
pub fn named(path: &str, fingerprint: &str, spec: &Spec) -> String {
    let (stem, Spec { width, height, codec, .. }) = (stem(path), spec);
    let ending = codec.as_str();
    match spec.focus {
        None => format!("{stem}.{fingerprint}-{width}.{ending}"),
        Some(Focus { x, y }) => format!("{stem}.{fingerprint}-{width}x{height}-{x}-{y}.{ending}"),
    }
}

/// A path without the ending of its name.
fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    path[name..].rfind('.').filter(|dot| *dot > 0).map_or(path, |dot| &path[..name + dot])
}

/// What a name says: the path of the image without ending, the fingerprint, and the variant, whose height is 0 where
/// it follows from the width.
pub fn parse_name(path: &str) -> Option<(&str, &str, Spec)> {
    let (rest, ending) = path.rsplit_once('.')?;
    let (_, codec) = Codec::WORDS.into_iter().find(|(word, _)| *word == ending)?;
    let (stem, said) = rest.rsplit_once('.')?;
    let mut parts = said.split('-');
    let fingerprint = parts.next().filter(|part| part.len() == DIGITS)?;
    let size = parts.next()?;
    let number =
        |text: Option<&str>| text.and_then(|text| text.parse::<u8>().ok()).filter(|number| *number <= 100);
    let (width, height, focus) = match size.split_once('x') {
        None => (size.parse().ok()?, 0, None),
        Some((width, height)) => {
            let focus = Focus { x: number(parts.next())?, y: number(parts.next())? };
            (width.parse().ok()?, height.parse().ok()?, Some(focus))
        }
    };
    let spec = Spec { width, height, focus, codec };
    (parts.next().is_none() && width > 0).then_some((stem, fingerprint, spec))
}
