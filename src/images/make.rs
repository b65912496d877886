//! Variants: decoded within limits, turned upright, in sRGB, resized, encoded.

use super::{Codec, Facts, Focus, Format, LARGEST_FILE, MOST_PIXELS, Quality, Spec};
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, metadata::Orientation};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
use ravif::{Img, RGBA8};
use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// How hard AVIF is made: 1 takes longest, 10 is shortest in time and longest in bytes.
const AVIF_SPEED: u8 = 8;

/// How hard WebP is made, from 0 to 6.
const WEBP_METHOD: i32 = 4;

/// An image of which variants are made.
pub struct Source {
    width: u32,
    height: u32,
    /// Red, green, blue and opacity, in sRGB.
    pixels: Vec<u8>,
    is_png: bool,
}

impl Source {
    /// Decodes an image, of which the facts are known and are no problem.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn decode(bytes: &[u8], facts: &Facts) -> Result<Self, String> {
        guarded(|| decode(bytes, facts))
    }
}

/// Makes a variant.
///
/// # Errors
/// Says what is wrong, which is not to be expected of an image that was decoded.
pub fn make(source: &Source, spec: &Spec, quality: Quality) -> Result<Vec<u8>, String> {
    guarded(|| {
        let is_whole = (spec.width, spec.height) == (source.width, source.height);
        let resized = if is_whole { None } else { Some(resize(source, spec)?) };
        let pixels = resized.as_deref().unwrap_or(&source.pixels);
        match spec.codec {
            Codec::Avif => avif(pixels, spec, quality.avif),
            Codec::Webp => {
                let lossy = webp(pixels, spec, source.is_png, Some(quality.webp))?;
                // A drawing is shorter without loss, and sharper; but only with the colours that it was drawn in.
                if !is_whole || !source.is_png {
                    return Ok(lossy);
                }
                let lossless = webp(pixels, spec, true, None)?;
                Ok(if lossless.len() <= lossy.len() { lossless } else { lossy })
            }
        }
    })
}

/// What decoders and encoders do with hostile bytes ends here.
fn guarded<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("the decoder failed".to_owned()))
}

fn decode(bytes: &[u8], facts: &Facts) -> Result<Source, String> {
    let format = match facts.format {
        Format::Jpeg => image::ImageFormat::Jpeg,
        Format::Png => image::ImageFormat::Png,
        Format::Webp => image::ImageFormat::WebP,
        Format::Gif | Format::Avif | Format::Svg => {
            return Err("it is of a form that is not decoded".to_owned());
        }
    };
    if u64::from(facts.width) * u64::from(facts.height) > MOST_PIXELS || bytes.len() as u64 > LARGEST_FILE {
        return Err("it is above the limits".to_owned());
    }
    let said = |error: image::ImageError| error.to_string();
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(facts.width.max(facts.height));
    limits.max_image_height = limits.max_image_width;
    // Sixteen bits of four colours for each pixel, and as much again for the decoder.
    limits.max_alloc = Some(MOST_PIXELS * 16);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(said)?;
    let profile = decoder.icc_profile().ok().flatten();
    let mut image = DynamicImage::from_decoder(decoder).map_err(said)?;
    if let Some(orientation) = Orientation::from_exif(facts.orientation) {
        image.apply_orientation(orientation);
    }
    let has_colours = image.color().has_color();
    let image = image.into_rgba8();
    let (width, height) = image.dimensions();
    if (width, height) != (facts.width, facts.height) {
        return Err("its head names another size".to_owned());
    }
    let pixels = image.into_raw();
    let pixels =
        profile.filter(|_| has_colours).and_then(|profile| in_srgb(&pixels, &profile)).unwrap_or(pixels);
    Ok(Source { width, height, pixels, is_png: facts.format == Format::Png })
}

/// The same colours in sRGB; none where they are, or where the profile is not one of red, green and blue.
fn in_srgb(pixels: &[u8], profile: &[u8]) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    if profile.color_space != DataColorSpace::Rgb {
        return None;
    }
    let srgb = ColorProfile::new_srgb();
    let transform =
        profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, TransformOptions::default()).ok()?;
    let mut turned = vec![0; pixels.len()];
    transform.transform(pixels, &mut turned).ok()?;
    Some(turned)
}

fn resize(source: &Source, spec: &Spec) -> Result<Vec<u8>, String> {
    let from = ImageRef::new(source.width, source.height, &source.pixels, PixelType::U8x4);
    let from = from.map_err(|error| error.to_string())?;
    let mut to = Image::new(spec.width, spec.height, PixelType::U8x4);
    let mut options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    if let Some(focus) = spec.focus {
        let (left, top, width, height) = crop(source, spec, focus);
        options = options.crop(left, top, width, height);
    }
    Resizer::new().resize(&from, &mut to, &options).map_err(|error| error.to_string())?;
    Ok(to.into_vec())
}

/// The largest part of an image in the proportions of a variant, moved towards the focus.
fn crop(source: &Source, spec: &Spec, focus: Focus) -> (f64, f64, f64, f64) {
    let (own_width, own_height) = (f64::from(source.width), f64::from(source.height));
    let ratio = f64::from(spec.width) / f64::from(spec.height.max(1));
    let width = own_width.min(own_height * ratio);
    let height = own_height.min(own_width / ratio);
    let left = (own_width - width) * f64::from(focus.x) / 100.0;
    let top = (own_height - height) * f64::from(focus.y) / 100.0;
    (left, top, width, height)
}

/// Without a quality, without loss.
fn webp(pixels: &[u8], spec: &Spec, is_drawn: bool, quality: Option<u8>) -> Result<Vec<u8>, String> {
    let mut config = webp::WebPConfig::new().map_err(|()| "the encoder failed".to_owned())?;
    config.lossless = i32::from(quality.is_none());
    config.quality = f32::from(quality.unwrap_or(50));
    config.method = if quality.is_none() { 2 } else { WEBP_METHOD };
    // Lines of one colour on another stay as sharp as they can.
    config.use_sharp_yuv = i32::from(is_drawn);
    let encoder = webp::Encoder::from_rgba(pixels, spec.width, spec.height);
    let made = encoder.encode_advanced(&config).map_err(|error| format!("the encoder failed: {error:?}"))?;
    Ok(made.to_vec())
}

fn avif(pixels: &[u8], spec: &Spec, quality: u8) -> Result<Vec<u8>, String> {
    let pixels: Vec<RGBA8> =
        pixels.chunks_exact(4).map(|pixel| RGBA8::new(pixel[0], pixel[1], pixel[2], pixel[3])).collect();
    // One thread for each image: there are many images.
    let encoder = ravif::Encoder::new()
        .with_quality(f32::from(quality))
        .with_alpha_quality(f32::from(quality))
        .with_speed(AVIF_SPEED)
        .with_num_threads(Some(1));
    let image = Img::new(pixels.as_slice(), spec.width as usize, spec.height as usize);
    encoder.encode_rgba(image).map(|made| made.avif_file).map_err(|error| error.to_string())
}
