//! `images`.

use super::{
    BOOLEAN,
    keys::{Expected, Keys, Problem, Taken, boolean, count, texts},
};
use crate::{
    config::ImageOptions,
    images::{Codec, Quality},
    yaml::Node,
};

/// The widest variant.
const WIDEST: usize = 4096;

/// `true`, `false`, or a map of options.
pub(super) fn read_images(keys: &mut Keys<'_>) -> ImageOptions {
    let mut images = ImageOptions::default();
    if keys.holds("images", |node| node.map().is_none()) {
        let expected = Expected { what: "`true`, `false` or a map", example: "{formats: [webp]}" };
        if keys.take("images", expected, boolean) == Some(false) {
            images.formats.clear();
        }
        return images;
    }
    let expected = Expected { what: "a map", example: "{formats: [webp]}" };
    keys.inside("images", expected, |keys| {
        let list = Expected { what: "a list of widths in pixels", example: "[480, 800, 1200, 1600]" };
        let forms = Expected { what: "a list of `avif` and `webp`", example: "[avif, webp]" };
        images.widths = keys.take("widths", list, widths).unwrap_or(std::mem::take(&mut images.widths));
        images.formats = keys.take("formats", forms, formats).unwrap_or(std::mem::take(&mut images.formats));
        images.keep_location = keys.take("keep_location", BOOLEAN, boolean).unwrap_or_default();
        let expected = Expected { what: "a map", example: "{webp: 80, avif: 60}" };
        keys.inside("quality", expected, |keys| {
            let number = Expected { what: "a whole number from 1 to 100", example: "80" };
            let Quality { webp, avif } = images.quality;
            let webp = keys.take("webp", number, quality).unwrap_or(webp);
            let avif = keys.take("avif", number, quality).unwrap_or(avif);
            images.quality = Quality { webp, avif };
        });
    });
    images
}

fn quality(node: &Node) -> Taken<u8> {
    Ok(u8::try_from(count(node, 1..=100)?).unwrap_or(100))
}

/// Sorted, each once.
fn widths(node: &Node) -> Taken<Vec<u32>> {
    let nodes = node.list().ok_or(Problem::Type)?;
    let width = |node: &Node| Ok(u32::try_from(count(node, 16..=WIDEST)?).unwrap_or_default());
    let mut widths = nodes.iter().map(width).collect::<Taken<Vec<u32>>>()?;
    widths.sort_unstable();
    widths.dedup();
    Ok(widths)
}

/// The shorter first, whatever their order: a browser takes the first that it knows.
fn formats(node: &Node) -> Taken<Vec<Codec>> {
    let format = |name: String| {
        let known = Codec::WORDS.into_iter().find(|(word, _)| *word == name);
        let hint = "known are `avif` and `webp`".to_owned();
        known
            .map(|(_, codec)| codec)
            .ok_or(Problem::Value(format!("there are no variants in `{name}`"), hint))
    };
    let mut formats = texts(node)?.into_iter().map(format).collect::<Taken<Vec<Codec>>>()?;
    formats.sort_unstable();
    formats.dedup();
    Ok(formats)
}
