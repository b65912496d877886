//! Images: their sizes, their variants, and which one is likely to be seen at once.

use super::{Picture, Writer, push_number, push_text, push_value};
use crate::post::markdown::step::{Image, Step, Target};

/// How wide an image in the text is: as wide as the column, which css/main.css sets.
const SIZES: &str = "(min-width: 43rem) 41rem, 100vw";

impl Writer<'_, '_, '_> {
    pub(super) fn image(&mut self, image: &Image<'_>) {
        if !image.is_figure {
            return self.picture(image);
        }
        self.block("");
        self.open_tag("<figure", "", &image.extras);
        self.picture(image);
        self.out.push_str("<figcaption>");
        push_text(self.out, &image.title);
        self.out.push_str("</figcaption></figure>\n");
    }

    fn picture(&mut self, image: &Image<'_>) {
        // A hole is filled once.
        let filled = match &image.target {
            Target::Hole(number) => {
                let kind = &self.document.holes[*number].0;
                Some((self.fill)(*number, kind).into_owned())
            }
            _ => None,
        };
        let src = filled.as_deref();
        let found = src.map_or_else(Picture::default, |src| self.pictures.find(src));
        let is_eager = found.may_be_first && !std::mem::replace(&mut self.has_begun, true);
        if found.sources.is_empty() {
            return self.img(image, src, &found, is_eager);
        }
        self.out.push_str("<picture>");
        for (media_type, srcset) in &found.sources {
            self.out.push_str("<source");
            self.attribute("type", media_type);
            self.attribute("srcset", srcset);
            self.attribute("sizes", SIZES);
            self.out.push('>');
        }
        self.img(image, src, &found, is_eager);
        self.out.push_str("</picture>");
    }

    fn img(&mut self, image: &Image<'_>, src: Option<&str>, found: &Picture, is_eager: bool) {
        self.out.push_str("<img");
        match src {
            Some(src) => self.attribute("src", src),
            None => self.target("src", &image.target),
        }
        self.attribute("alt", &image.alt);
        if !image.is_figure {
            if !image.title.is_empty() {
                self.attribute("title", &image.title);
            }
            self.attributes("", image.extras.as_deref());
        }
        if let Some(size) = found.size {
            self.out.push_str(&sides(size));
        }
        self.out.push_str(if is_eager {
            " fetchpriority=\"high\" decoding=\"async\">"
        } else {
            " loading=\"lazy\" decoding=\"async\">"
        });
    }

    /// Fills in an attribute of raw HTML; `next` is the step after it. An image gets its size unless it says one.
    pub(super) fn raw_hole(&mut self, number: usize, quote: &str, next: Option<&Step<'_>>) {
        let kind = &self.document.holes[number].0;
        let filled = (self.fill)(number, kind);
        if let Some(at) = place_of_size(self.out, next)
            && let Some(size) = self.pictures.find(&filled).size
        {
            self.out.insert_str(at, &sides(size));
        }
        self.out.push_str(quote);
        push_value(self.out, &filled);
        self.out.push_str(quote);
    }
}

fn sides((width, height): (u32, u32)) -> String {
    let mut text = String::from(" width=\"");
    push_number(&mut text, width);
    text.push_str("\" height=\"");
    push_number(&mut text, height);
    text.push('"');
    text
}

/// Where the size goes into an image of raw HTML whose address comes next; none where it is no image, or says a size.
fn place_of_size(out: &str, next: Option<&Step<'_>>) -> Option<usize> {
    let start = out.rfind('<')?;
    let before = out[start..].to_ascii_lowercase();
    let end = before.trim_end_matches(['"', '\'']).trim_end().strip_suffix('=')?;
    let is_image = before.starts_with("<img") && end.trim_end().ends_with(" src");
    let Some(Step::Raw(rest)) = next else { return None };
    let after = rest.split('>').next().unwrap_or_default().to_ascii_lowercase();
    let says_size =
        [before.as_str(), &after].iter().any(|part| part.contains("width") || part.contains("height"));
    (is_image && rest.contains('>') && !says_size).then_some(start + "<img".len())
}
