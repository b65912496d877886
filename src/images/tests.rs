use super::*;
use crate::digest::Digest;
use image::{ExtendedColorType, ImageEncoder, codecs::jpeg::JpegEncoder, codecs::png::PngEncoder};

/// Pixels of a picture, red at the top left, with noise, so that it is no drawing.
fn pixels(width: u32, height: u32) -> Vec<u8> {
    let mut seed = 7_u32;
    let mut noise = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u8::try_from(seed >> 27).expect("five bits")
    };
    let pixel = |x: u32, y: u32| match (x < width / 2, y < height / 2) {
        (true, true) => [220, 10, 10],
        (false, true) => [10, 220, 10],
        (true, false) => [10, 10, 220],
        (false, false) => [200, 200, 200],
    };
    let all = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    all.flat_map(|(x, y)| pixel(x, y).map(|colour| colour + noise())).collect()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let written =
        PngEncoder::new(&mut out).write_image(&pixels(width, height), width, height, ExtendedColorType::Rgb8);
    written.expect("an encoder of small pictures");
    out
}

/// A JPEG with this orientation, and with a place if asked.
fn jpeg(width: u32, height: u32, orientation: u8, place: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, 90);
    encoder.write_image(&pixels(width, height), width, height, ExtendedColorType::Rgb8).expect("an encoder");
    let mut tiff = exif::upright(orientation);
    if place {
        // A second entry: the directory of places.
        tiff[9] = 2;
        let gps = [0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0];
        tiff.splice(22..22, gps);
    }
    let length = u16::try_from(2 + exif::PREFIX.len() + tiff.len()).expect("small").to_be_bytes();
    let segment = [b"\xff\xe1".as_slice(), &length, exif::PREFIX, &tiff].concat();
    out.splice(2..2, segment);
    out
}

const QUALITY: Quality = Quality { webp: 80, avif: 60 };

fn decoded(bytes: &[u8]) -> image::RgbaImage {
    image::load_from_memory(bytes).expect("an image").into_rgba8()
}

#[test]
fn sizes_are_read_and_orientation_turns_them() {
    let size = |bytes: &[u8]| facts(bytes).map(|facts| (facts.format, facts.width, facts.height));
    assert_eq!(size(&png(30, 20)), Some((Format::Png, 30, 20)));
    for orientation in 1..=8 {
        let expected = if orientation > 4 { (20, 30) } else { (30, 20) };
        let facts = facts(&jpeg(30, 20, orientation, false)).expect("a JPEG");
        assert_eq!((facts.width, facts.height), expected, "{orientation}");
    }
    assert_eq!(size(b"GIF89a\x05\0\x04\0rest"), Some((Format::Gif, 5, 4)));
    let svg = |text: &str| size(text.as_bytes()).map(|(_, width, height)| (width, height));
    assert_eq!(svg(r#"<?xml version="1.0"?><svg width="12" height="7.6px"/>"#), Some((12, 8)));
    assert_eq!(svg(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360">"#), Some((640, 360)));
    assert_eq!(svg(r#"<svg width="320" viewBox="0,0,640,360">"#), Some((320, 180)));
    assert_eq!(svg(r#"<svg width="100%">"#), None);
    assert_eq!(svg("<html>"), None);
    assert_eq!(size(b"no image"), None);
}

#[test]
fn damaged_files_are_found_out_and_never_panic() {
    let cut = |bytes: &[u8]| facts(bytes).map(|facts| facts.is_cut_off);
    let whole = [png(9, 9), jpeg(9, 9, 6, true)];
    for bytes in &whole {
        assert_eq!(cut(bytes), Some(false));
        assert_eq!(cut(&bytes[..bytes.len() - 30]), Some(true));
        for length in 0..bytes.len() {
            let cut = &bytes[..length];
            let _ = without_location(cut);
            if let Some(facts) = facts(cut) {
                let _ = Source::decode(cut, &facts);
            }
        }
        for place in 0..bytes.len().min(300) {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0xff;
            let _ = without_location(&damaged);
            let _ = facts(&damaged);
        }
    }
}

#[test]
fn all_eight_orientations_stand_upright() {
    // Where red, at the top left of what is stored, is to be seen: Exif's own definition.
    let corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0), (1, 0), (1, 1), (0, 1)];
    for (orientation, (right, bottom)) in (1..=8).zip(corners) {
        let bytes = jpeg(64, 32, orientation, false);
        let facts = facts(&bytes).expect("a JPEG");
        let source = Source::decode(&bytes, &facts).expect("decodes");
        let spec = Spec { width: facts.width / 2, height: facts.height / 2, focus: None, codec: Codec::Webp };
        let small = decoded(&make(&source, &spec, QUALITY).expect("made"));
        assert_eq!(small.dimensions(), (spec.width, spec.height));
        let corner = small.get_pixel(right * (spec.width - 3) + 1, bottom * (spec.height - 3) + 1);
        assert!(corner[0] > 150 && corner[1] < 90 && corner[2] < 90, "{orientation}: {corner:?}");
    }
}

#[test]
fn places_go_and_all_else_stays() {
    for orientation in [1, 6] {
        let with = jpeg(40, 30, orientation, true);
        assert!(facts(&with).expect("a JPEG").has_location);
        let without = without_location(&with).expect("it has a place");
        let left = facts(&without).expect("a JPEG");
        assert!(!left.has_location && !exif::contains(&without, &[0x88, 0x25, 0, 4]));
        assert_eq!(left.orientation, orientation);
        assert_eq!(decoded(&without), decoded(&with));
        assert_eq!(without_location(&without), None);
    }
    assert_eq!(without_location(&jpeg(40, 30, 6, false)), None, "it stays as it is");
    // Behind the end, as phones have it.
    let tail = [jpeg(40, 30, 1, false), jpeg(8, 8, 1, true)].concat();
    assert_eq!(without_location(&tail).map(|bytes| decoded(&bytes)), Some(decoded(&jpeg(40, 30, 1, false))));
}

#[test]
fn places_in_png_and_webp_go() {
    let tiff = {
        let mut tiff = exif::upright(6);
        tiff[9] = 2;
        tiff.splice(22..22, [0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0]);
        tiff
    };
    let png = png(20, 10);
    let mut chunk = u32::try_from(tiff.len()).expect("small").to_be_bytes().to_vec();
    chunk.extend([b"eXIf".as_slice(), &tiff, &[0; 4]].concat());
    let mut with = png.clone();
    with.splice(33..33, chunk);
    let without = without_location(&with).expect("it has a place");
    let left = facts(&without).expect("a PNG");
    assert!(!left.has_location);
    assert_eq!((left.width, left.height, left.orientation), (10, 20, 6));
    assert_eq!(decoded(&without), decoded(&png), "the checksum of what was added is right");

    let spec = Spec { width: 10, height: 20, focus: None, codec: Codec::Webp };
    let plain = make(&Source::decode(&with, &left).expect("decodes"), &spec, QUALITY).expect("made");
    let head = [10, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 19, 0, 0];
    let exif = [b"EXIF".as_slice(), &u32::try_from(tiff.len()).expect("small").to_le_bytes(), &tiff].concat();
    let body = [b"WEBPVP8X".as_slice(), &head, &plain[12..], &exif].concat();
    let with = [b"RIFF".as_slice(), &u32::try_from(body.len()).expect("small").to_le_bytes(), &body].concat();
    assert!(facts(&with).expect("a WebP").has_location);
    let without = without_location(&with).expect("it has a place");
    let left = facts(&without).expect("a WebP");
    assert_eq!((left.has_location, left.orientation, left.width), (false, 6, 20));
    assert_eq!(decoded(&without), decoded(&plain));
}

/// A box of an AVIF.
fn boxed(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(8 + body.len()).expect("small");
    [length.to_be_bytes().as_slice(), &kind, body].concat()
}

/// An AVIF, as far as its head goes, with Exif behind the image in two parts and with XMP among the heads.
fn avif_with_place(exif: &[u8], xmp: &[u8]) -> Vec<u8> {
    let entry = |id: u8, kind: [u8; 4]| {
        boxed(*b"infe", &[&[2, 0, 0, 0, 0, id, 0, 0], kind.as_slice(), &[0]].concat())
    };
    let entries = [entry(1, *b"av01"), entry(2, *b"Exif"), entry(3, *b"mime")].concat();
    let infos = [&[0, 0, 0, 0, 0, 3], entries.as_slice()].concat();
    let size = boxed(*b"ispe", &[0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 10]);
    let ipco = boxed(*b"ipco", &[size, boxed(*b"irot", &[1])].concat());
    let meta = |at: usize| {
        let at = u32::try_from(at).expect("small");
        let half = u32::try_from(exif.len() / 2).expect("small");
        let rest = u32::try_from(exif.len()).expect("small") - half;
        let xmp_length = u32::try_from(xmp.len()).expect("small");
        let mut iloc = vec![1, 0, 0, 0, 0x44, 0, 0, 2];
        iloc.extend([0, 2, 0, 0, 0, 0, 0, 2]);
        iloc.extend(
            [at.to_be_bytes(), half.to_be_bytes(), (at + half).to_be_bytes(), rest.to_be_bytes()].concat(),
        );
        iloc.extend([0, 3, 0, 1, 0, 0, 0, 1]);
        iloc.extend([0_u32.to_be_bytes(), xmp_length.to_be_bytes()].concat());
        let iprp = boxed(*b"iprp", &ipco);
        let all = [boxed(*b"iinf", &infos), boxed(*b"iloc", &iloc), iprp, boxed(*b"idat", xmp)];
        boxed(*b"meta", &[vec![0; 4], all.concat()].concat())
    };
    let head = boxed(*b"ftyp", b"avif\0\0\0\0");
    let at = head.len() + meta(0).len() + 8;
    [head, meta(at), boxed(*b"mdat", exif)].concat()
}

#[test]
fn places_in_avif_go() {
    let mut tiff = exif::upright(1);
    tiff[9] = 2;
    tiff.splice(22..22, [0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0]);
    let block = [[0, 0, 0, 6].as_slice(), exif::PREFIX, &tiff].concat();
    let (silent, telling) = (b"<x:xmpmeta/>".as_slice(), b"<x exif:GPSLatitude='52'/>".as_slice());
    let upright = [[0, 0, 0, 0].as_slice(), &exif::upright(1)].concat();
    for (exif, xmp) in [(block.as_slice(), silent), (&upright, telling), (&block, telling)] {
        let with = avif_with_place(exif, xmp);
        let said = facts(&with).expect("an AVIF");
        assert_eq!((said.format, said.width, said.height, said.has_location), (Format::Avif, 10, 20, true));
        let without = without_location(&with).expect("it has a place");
        assert_eq!(without.len(), with.len());
        assert!(!exif::contains(&without, b"GPSL") && !exif::contains(&without, &[0x88, 0x25, 0, 4]));
        assert_eq!(facts(&without), Some(Facts { has_location: false, ..said }));
        // Never beyond the file, whatever the head says.
        for place in 0..with.len() {
            let mut damaged = with.clone();
            damaged[place] ^= 0xff;
            assert!(without_location(&damaged).is_none_or(|left| left.len() == damaged.len()));
            let _ = without_location(&with[..place]);
        }
    }
    assert_eq!(without_location(&avif_with_place(&upright, silent)), None, "it stays as it is");
}

#[test]
fn variants_never_grow_and_never_take_more_bytes_than_the_original() {
    let photo = facts(&jpeg(1000, 500, 1, false)).expect("a JPEG");
    let widths = |length: u64, codec: Codec| -> Vec<u32> {
        ladder(&photo, length, &[480, 800, 1600, 480], codec).iter().map(|(width, _)| *width).collect()
    };
    assert_eq!(widths(200_000, Codec::Webp), [480, 800, 1000]);
    assert_eq!(widths(200_000, Codec::Avif), [480, 800, 1000]);
    assert_eq!(widths(5_760, Codec::Webp), [480, 1000], "not the 480 alone");
    assert_eq!(widths(5_000, Codec::Webp), [0_u32; 0]);
    let wide = Facts { width: 4000, height: 2000, ..photo };
    let rungs = ladder(&wide, 1 << 20, &[480, 1600], Codec::Webp);
    assert_eq!(rungs.iter().map(|(width, _)| *width).collect::<Vec<_>>(), [480, 1600]);
    let drawing = Facts { format: Format::Png, has_palette: true, ..photo };
    assert_eq!(ladder(&drawing, 5_000, &[480, 1600], Codec::Webp).len(), 1, "whole, without loss");
    assert_eq!(ladder(&drawing, 5_000, &[480, 1600], Codec::Avif), []);
    let webp = Facts { format: Format::Webp, ..photo };
    let rungs = ladder(&webp, 200_000, &[480, 1600], Codec::Webp);
    assert_eq!(rungs.last(), Some(&(1000, Candidate::Original)));
    for facts in [
        Facts { is_animated: true, ..webp },
        Facts { is_cut_off: true, ..photo },
        Facts { format: Format::Gif, ..photo },
    ] {
        assert_eq!(ladder(&facts, 200_000, &[480], Codec::Webp), []);
    }
    let bomb = Facts { width: 30_000, height: 30_000, ..photo };
    assert_eq!(bomb.problem(1000), Some(Problem::ManyPixels));
    assert_eq!(ladder(&bomb, 1 << 30, &[480], Codec::Webp), []);
    assert_eq!(photo.problem(LARGEST_FILE + 1), Some(Problem::LongFile));
}

#[test]
fn images_fit_into_boxes_and_never_grow() {
    let photo = facts(&jpeg(1000, 500, 1, false)).expect("a JPEG");
    assert_eq!(fitted(&photo, Some(300), None), (300, 150));
    assert_eq!(fitted(&photo, Some(300), Some(100)), (200, 100));
    assert_eq!(fitted(&photo, None, Some(100)), (200, 100));
    assert_eq!(fitted(&photo, Some(3000), None), (1000, 500));
}

#[test]
fn what_is_cropped_is_around_the_focus() {
    let bytes = png(80, 40);
    let source = Source::decode(&bytes, &facts(&bytes).expect("a PNG")).expect("decodes");
    let colour = |x: u8| {
        let focus = Some(Focus { x, y: 50 });
        let spec = Spec { width: 20, height: 20, focus, codec: Codec::Webp };
        let made = decoded(&make(&source, &spec, QUALITY).expect("made"));
        assert_eq!(made.dimensions(), (20, 20));
        made.get_pixel(3, 3).0
    };
    assert!(colour(0)[0] > 150 && colour(100)[1] > 150, "{:?} {:?}", colour(0), colour(100));
}

#[test]
fn avif_is_made_and_its_size_is_read() {
    let bytes = png(64, 48);
    let source = Source::decode(&bytes, &facts(&bytes).expect("a PNG")).expect("decodes");
    let spec = Spec { width: 32, height: 24, focus: None, codec: Codec::Avif };
    let made = make(&source, &spec, QUALITY).expect("made");
    let said = facts(&made).expect("an AVIF");
    assert_eq!((said.format, said.width, said.height), (Format::Avif, 32, 24));
    assert_eq!(make(&source, &spec, QUALITY).expect("made"), made);
}

#[test]
fn names_say_how_variants_are_made() {
    let print = fingerprint(Digest::of(b"x"), QUALITY);
    let whole = Spec { width: 800, height: 0, focus: None, codec: Codec::Webp };
    let cropped = Spec { width: 96, height: 48, focus: Some(Focus { x: 50, y: 30 }), codec: Codec::Avif };
    for (path, stem) in [("images/a.b.png", "images/a.b"), ("x.d/noending", "x.d/noending")] {
        for spec in [whole, cropped] {
            let name = named(path, &print, &spec);
            assert_eq!(parse_name(&name), Some((stem, print.as_str(), spec)), "{name}");
        }
    }
    assert_eq!(named("a/b.jpg", "0123456789ab", &cropped), "a/b.0123456789ab-96x48-50-30.avif");
    for other in [
        "a.webp",
        "a.0123456789ab.webp",
        "a.0123456789ab-0.webp",
        "a.0123456789ab-8x8-1-101.webp",
        "a.0123456789ab-9.png",
    ] {
        assert_eq!(parse_name(other), None, "{other}");
    }
    assert_ne!(print, fingerprint(Digest::of(b"x"), Quality { webp: 81, ..QUALITY }));
}

#[test]
fn a_focus_is_numbers_or_words() {
    let focus = |text: &str| Focus::parse(text).map(|focus| (focus.x, focus.y));
    assert_eq!(focus("30% 20%"), Some((30, 20)));
    assert_eq!(focus("30 20"), Some((30, 20)));
    assert_eq!(focus("top left"), Some((0, 0)));
    assert_eq!(focus("Right"), Some((100, 50)));
    assert_eq!(focus("center"), Some((50, 50)));
    for wrong in ["", "30%", "101% 1%", "top 30%", "above", "1 2 3", "-1 5"] {
        assert_eq!(focus(wrong), None, "{wrong}");
    }
    assert_eq!(Focus { x: 34, y: 96 }.classes(), "focus-x-30 focus-y-100");
    assert_eq!(Focus { x: 48, y: 52 }.classes(), "");
}
