//! Share cards: for each article a picture of 1200 × 630 pixels that other sites show of a link to it.
//!
//! Owns the fonts of cards, the setting of text in lines and the drawing. What a card shows comes as a
//! [`ShareCardView`](crate::view::ShareCardView), and how, as the template `card.svg`: of both alone, of the site's own
//! fonts and of the files that the template names is a card a function. It must not know which pages ask for cards, nor
//! the disk.
//!
//! Text is set by us and drawn as outlines: SVG does not wrap text, and which fonts a machine has must not matter.

mod artist;
mod clean;
mod faces;
mod fit;
mod palette;
mod picture;
mod runs;

pub use artist::{Artist, Drawn};
pub use picture::{HEIGHT, WIDTH};
