//! F47: images that are not what they say.

use super::support::{POST, build_in_bounds, post, site_with, warnings};

/// A PNG of this size with one more part and no pixels.
fn png(width: u32, height: u32, kind: &[u8], part: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut add = |kind: &[u8], part: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(part);
        bytes.extend(u32::try_from(part.len()).expect("small").to_be_bytes());
        bytes.extend(kind);
        bytes.extend(part);
        bytes.extend(crc.sum().to_be_bytes());
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    add(b"IHDR", &head);
    if !kind.is_empty() {
        add(kind, part);
    }
    add(b"IDAT", &zlib(b""));
    add(b"IEND", b"");
    bytes
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

#[test]
fn f47_images_that_lie_cost_no_memory_and_are_published_as_they_are() {
    let entity = |name: char| {
        let before = char::from_u32(u32::from(name) - 1).expect("a letter");
        format!("<!ENTITY {name} \"{}\">", format!("&{before};").repeat(10))
    };
    let entities = ('b'..='j').map(entity).collect::<Vec<_>>().concat();
    let svg = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY a \"xxxxxxxxxx\">{entities}]>\
         <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"5\" height=\"5\"><script>alert(1)</script><text>&j;</text></svg>"
    );
    let text = [&b"iTXtk\0\x01\0\0\0"[4..], &zlib(&vec![0; 300_000_000])].concat();
    let gif = b"GIF89a\x05\0\x04\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x05\0\x04\0\0\x02\x04\x84\x8f\t\x05\0;";
    let named: [(&str, Vec<u8>); 6] = [
        ("large.png", png(100_000, 100_000, b"", b"")),
        ("text.png", png(30, 20, b"iTXt", &text)),
        ("entities.svg", svg.into_bytes()),
        ("other.jpg", png(30, 20, b"", b"")),
        ("other.png", gif.to_vec()),
        ("empty.png", Vec::new()),
    ];
    assert!(named[0].1.len() < 100, "{}", named[0].1.len());
    let shown = named.iter().map(|(name, _)| format!("![it](/{name})\n\n")).collect::<Vec<_>>().concat();
    let sandbox = site_with(&[(POST, post("image: /large.png", &shown))]);
    for (name, bytes) in &named {
        sandbox.write(&format!("static/{name}"), bytes);
    }
    let run = build_in_bounds(&sandbox, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let output = sandbox.output();
    for (name, bytes) in &named {
        assert!(output[*name] == *bytes, "{name} is another file");
    }
    let told = warnings(&run);
    for (code, name) in
        [("image-limit", "large.png"), ("image-broken", "text.png"), ("image-broken", "empty.png")]
    {
        assert!(told.contains(&(code.to_owned(), format!("static/{name}"))), "{name}: {told:?}");
    }
    // A drawing is shown by `img` alone, where no script of it runs.
    let page = String::from_utf8_lossy(&output["2026/03/05/fault/index.html"]).into_owned();
    assert!(page.contains("src=\"/entities.svg\"") && !page.contains("alert(1)"));
}
