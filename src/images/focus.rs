//! The point of a picture that must stay in sight when it is cropped.

use serde::{Deserialize, Serialize};

/// A point in hundredths of the width and the height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Focus {
    /// From the left, 0 to 100.
    pub x: u8,
    /// From the top, 0 to 100.
    pub y: u8,
}

impl Focus {
    /// The middle.
    pub const CENTER: Self = Self { x: 50, y: 50 };

    /// Reads `30% 20%`, `30 20`, or words such as `top left`; one word alone leaves the other side in the middle.
    pub fn parse(text: &str) -> Option<Self> {
        let mut focus = Self::CENTER;
        let mut numbers = Vec::new();
        let mut words = 0;
        for part in text.split([' ', ',']).filter(|part| !part.is_empty()) {
            match part.to_ascii_lowercase().as_str() {
                "center" | "centre" | "middle" => {}
                "left" => focus.x = 0,
                "right" => focus.x = 100,
                "top" => focus.y = 0,
                "bottom" => focus.y = 100,
                number => {
                    let number = number.strip_suffix('%').unwrap_or(number);
                    numbers.push(number.parse::<u8>().ok().filter(|number| *number <= 100)?);
                    continue;
                }
            }
            words += 1;
        }
        match (numbers[..].first(), numbers[..].get(1), words) {
            (None, None, 1 | 2) => Some(focus),
            (Some(x), Some(y), 0) if numbers.len() == 2 => Some(Self { x: *x, y: *y }),
            _ => None,
        }
    }

    /// As CSS writes it: `30% 20%`.
    pub fn css(self) -> String {
        format!("{}% {}%", self.x, self.y)
    }

    /// The classes of `css/images.css` that place it, to the nearest tenth; none for the middle.
    pub fn classes(self) -> String {
        let tenth = |side: u8| (u16::from(side) + 5) / 10 * 10;
        match (tenth(self.x), tenth(self.y)) {
            (50, 50) => String::new(),
            (x, y) => format!("focus-x-{x} focus-y-{y}"),
        }
    }
}
