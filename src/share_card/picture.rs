//! From SVG to PNG.
//!
//! Owns the drawing. No file and no address is opened: what an image leads to comes from outside. It must not know what
//! is drawn.

use crate::view::SHARE_CARD_SIZE;
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{ImageHrefResolver, ImageKind, Options, Tree},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Width of a card in pixels.
pub const WIDTH: u32 = SHARE_CARD_SIZE.0;

/// Height of a card in pixels.
pub const HEIGHT: u32 = SHARE_CARD_SIZE.1;

/// Bytes of the longest SVG that is drawn.
const LONGEST: usize = 16 << 20;

/// Finds the bytes of an image by what an SVG calls it.
pub type FindImage<'a> = &'a (dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync);

/// Draws a card; the mistake is a message and a hint.
///
/// # Errors
/// It is no SVG of a card's size, has text that is not outlines, or names an image that there is not.
pub fn draw(svg: &str, find: FindImage<'_>) -> Result<Vec<u8>, (String, String)> {
    if svg.len() > LONGEST {
        let message = format!("the card is {} bytes of SVG; {LONGEST} are the most", svg.len());
        return Err((message, "draw less".to_owned()));
    }
    if svg.contains("<text") {
        let hint =
            "write `{% set title = fit(text=card.title) %}` and draw the `path` of each of its `lines`";
        return Err(("`<text>` is not drawn: it has no fonts and does not wrap".to_owned(), hint.to_owned()));
    }
    let missing: Mutex<Option<String>> = Mutex::new(None);
    let options = Options { image_href_resolver: resolver(find, &missing), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| {
        (format!("the card is no SVG: {error}"), "see what it makes of a title with `&` in it".to_owned())
    })?;
    drop(options);
    if let Some(name) = missing.into_inner().unwrap_or_else(PoisonError::into_inner) {
        let hint = "write the path of a PNG, JPEG, GIF, WebP or SVG below `static/` as it is: `href=\"/img/logo.png\"`";
        return Err((format!("the card has the image `{name}`, which cannot be shown"), hint.to_owned()));
    }
    let size = tree.size().to_int_size();
    if (size.width(), size.height()) != (WIDTH, HEIGHT) {
        let message = format!("the card is {} × {} pixels", size.width(), size.height());
        return Err((message, format!("write `<svg width=\"{WIDTH}\" height=\"{HEIGHT}\" …>`")));
    }
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT).expect("a card has a size");
    // What an SVG leaves out is white, as in browsers.
    pixmap.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(&tree, Transform::default(), &mut pixmap.as_mut());
    encode(&rows(pixmap.data()))
        .map_err(|error| (format!("the card cannot be written as PNG: {error}"), String::new()))
}

/// Images come as `data:` or through `find`; the first that does neither is noted.
fn resolver<'a>(find: FindImage<'a>, missing: &'a Mutex<Option<String>>) -> ImageHrefResolver<'a> {
    let of_data = ImageHrefResolver::default_data_resolver();
    let note = move |name: &str| {
        missing.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| name.to_owned());
    };
    let resolve_string = move |name: &str, options: &Options<'_>| {
        let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let kind = match ending.as_str() {
            "png" => "image/png",
            "jpg" | "jpeg" => "image/jpeg",
            "gif" => "image/gif",
            "webp" => "image/webp",
            "svg" => "image/svg+xml",
            _ => "",
        };
        let image: Option<ImageKind> =
            find(name).filter(|_| !kind.is_empty()).and_then(|bytes| of_data(kind, Arc::new(bytes), options));
        if image.is_none() {
            note(name);
        }
        image
    };
    ImageHrefResolver {
        resolve_data: ImageHrefResolver::default_data_resolver(),
        resolve_string: Box::new(resolve_string),
    }
}

/// Pixels of one colour, side by side.
struct Run {
    colour: [u8; 3],
    length: usize,
}

/// Rows that are alike, one below the other.
struct Rows {
    runs: Vec<Run>,
    count: usize,
}

/// The rows of a picture that hides what is behind it; four bytes are a pixel.
fn rows(pixels: &[u8]) -> Vec<Rows> {
    let rows: Vec<&[u8]> = pixels.chunks_exact(WIDTH as usize * 4).collect();
    rows.chunk_by(|one, next| one == next)
        .map(|same| Rows { runs: runs(same[0]), count: same.len() })
        .collect()
}

fn runs(row: &[u8]) -> Vec<Run> {
    let (pixels, _) = row.as_chunks::<4>();
    let of_one_colour = pixels.chunk_by(|one, next| one == next);
    of_one_colour
        .map(|run| {
            let [red, green, blue, _] = run[0];
            Run { colour: [red, green, blue], length: run.len() }
        })
        .collect()
}

/// Each pixel, from the upper left on, as `put` writes a run of them.
fn each_pixel(rows: &[Rows], put: impl Fn(&mut Vec<u8>, &Run)) -> Vec<u8> {
    let mut pixels = Vec::new();
    let mut line = Vec::new();
    for Rows { runs, count } in rows {
        line.clear();
        for run in runs {
            put(&mut line, run);
        }
        for _ in 0..*count {
            pixels.extend_from_slice(&line);
        }
    }
    pixels
}

/// A PNG with a palette where there are few colours, else in true colour.
fn encode(rows: &[Rows]) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    if let Some(Palette { colours, numbers }) = palette(rows) {
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(colours.concat());
        // Neighbours in a palette have nothing in common.
        encoder.set_filter(png::Filter::NoFilter);
        let indices =
            each_pixel(rows, |line, run| line.resize(line.len() + run.length, numbers[&run.colour]));
        encoder.write_header()?.write_image_data(&indices)?;
    } else {
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_filter(png::Filter::Adaptive);
        let colours = each_pixel(rows, |line, run| line.extend(run.colour.repeat(run.length)));
        encoder.write_header()?.write_image_data(&colours)?;
    }
    Ok(bytes)
}

/// Colours of which each has a number, its place.
struct Palette {
    colours: Vec<[u8; 3]>,
    /// For each colour of the picture the number of the one that stands for it.
    numbers: BTreeMap<[u8; 3], u8>,
}

/// The palette of a picture. Where it has more than 256 colours, like ones are made one: the one that most pixels have, so
/// that plain areas keep their colour and edges lose a few steps. None where that is not enough.
fn palette(rows: &[Rows]) -> Option<Palette> {
    let mut counts: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    for Rows { runs, count } in rows {
        for Run { colour, length } in runs {
            *counts.entry(*colour).or_default() += length * count;
        }
    }
    for bits in [0_u8, 2, 3] {
        let group = |colour: &[u8; 3]| colour.map(|part| part >> bits);
        let mut groups: BTreeMap<[u8; 3], (usize, [u8; 3])> = BTreeMap::new();
        for (colour, count) in &counts {
            let known = groups.entry(group(colour)).or_insert((0, *colour));
            if *count > known.0 {
                *known = (*count, *colour);
            }
        }
        if groups.len() <= 256 {
            let of_group: BTreeMap<[u8; 3], u8> = groups.keys().copied().zip(0..=255).collect();
            let numbers = counts.keys().map(|colour| (*colour, of_group[&group(colour)])).collect();
            let colours = groups.into_values().map(|(_, colour)| colour).collect();
            return Some(Palette { colours, numbers });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(inside: &str) -> Result<Vec<u8>, (String, String)> {
        let svg =
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\">{inside}</svg>");
        draw(&svg, &|name| (name == "/dot.png").then(one_pixel))
    }

    fn one_pixel() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 1, 1);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header().and_then(|mut writer| writer.write_image_data(&[255, 0, 0])).expect("a PNG");
        bytes
    }

    fn decoded(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
        let info = reader.next_frame(&mut pixels).expect("a picture");
        (info.width, info.height, pixels)
    }

    #[test]
    fn plain_areas_keep_their_colour() {
        let bytes =
            card("<rect width=\"600\" height=\"630\" fill=\"#123457\"/><circle r=\"300\" fill=\"#fbf7ef\"/>");
        let (width, height, pixels) = decoded(&bytes.expect("drawn"));
        assert_eq!((width, height), (WIDTH, HEIGHT));
        assert_eq!(pixels[..3], [0xfb, 0xf7, 0xef]);
        assert_eq!(pixels[599 * 3..600 * 3], [0x12, 0x34, 0x57]);
        assert_eq!(pixels[601 * 3..602 * 3], [255, 255, 255]);
    }

    #[test]
    fn many_colours_are_true_ones() {
        let shades = (0..1200).map(|x| {
            format!(
                "<rect x=\"{x}\" width=\"1\" height=\"630\" fill=\"rgb({},{},{})\"/>",
                x % 256,
                x * 7 % 256,
                x * 31 % 256
            )
        });
        let (_, _, pixels) = decoded(&card(&shades.collect::<String>()).expect("drawn"));
        assert_eq!(pixels[1000 * 3..1000 * 3 + 3], [232, 88, 24]);
    }

    #[test]
    fn images_come_from_the_site_or_carry_their_content() {
        let shown = card("<image href=\"/dot.png\" width=\"1200\" height=\"630\"/>").expect("drawn");
        let middle = (315 * 1200 + 600) * 3;
        assert_eq!(decoded(&shown).2[middle..middle + 3], [255, 0, 0]);
        for elsewhere in ["/etc/passwd.png", "https://example.org/x.png", "file:///etc/hostname"] {
            let (message, _) =
                card(&format!("<image href=\"{elsewhere}\" width=\"9\" height=\"9\"/>")).expect_err("none");
            assert!(message.contains(elsewhere), "{message}");
        }
    }

    #[test]
    fn what_is_no_card_is_said() {
        let message = |svg: &str| draw(svg, &|_| None).expect_err("no card").0;
        assert!(message("<p").starts_with("the card is no SVG"));
        assert!(message("").starts_with("the card is no SVG"));
        let small = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"20\"/>";
        assert_eq!(message(small), "the card is 10 × 20 pixels");
        assert!(message("<svg><text>a</text></svg>").starts_with("`<text>` is not drawn"));
    }
}
