//! The video of a post.

use super::Placed;
use serde::{Deserialize, Serialize};

/// The video of a post: what a reel is about, what an article begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    /// Path beside the post, path on the site, or a whole URL: a file, or a page of a host that is known.
    pub src: Placed<String>,
    /// The picture before it plays: a path or a whole URL.
    pub poster: Option<Placed<String>>,
    /// Its own title, where that is not the post's.
    pub title: Option<String>,
    /// What is to be seen: plain text, where that is not the post's standfirst.
    pub description: Option<String>,
    /// Line under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
    /// Seconds.
    pub duration: Option<u32>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Files of captions, the first being shown unless a reader chooses another.
    pub captions: Vec<Captions>,
    /// What is said in it: Markdown.
    pub transcript: Option<String>,
}

/// A file of captions, in `WebVTT`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captions {
    /// Path beside the post, path on the site, or a whole URL.
    pub src: Placed<String>,
    /// BCP 47 tag; the post's language where there is none.
    pub lang: Option<String>,
    /// What the menu of the player calls it; the language's name where there is none.
    pub label: Option<String>,
}

/// A video on a host that shows it in a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosted {
    /// The host's name.
    pub name: &'static str,
    /// The page of the video there.
    pub page: String,
    /// What a frame loads.
    pub embed: String,
    /// Its picture there, where the host has one at a known address.
    pub thumbnail: Option<String>,
}

impl Hosted {
    /// What a frame loads that plays at once.
    pub fn playing(&self) -> String {
        let joint = if self.embed.contains('?') { '&' } else { '?' };
        format!("{}{joint}autoplay=1", self.embed)
    }
}

/// The video at an address of `YouTube` or Vimeo; none for any other address.
pub fn hosted(address: &str) -> Option<Hosted> {
    let url = url::Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?;
    let path: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    let start = url.query_pairs().find(|(name, _)| name == "t" || name == "start");
    let start =
        start.and_then(|(_, time)| time.trim_end_matches('s').parse().ok()).filter(|start| *start > 0);
    match host.trim_start_matches("www.").trim_start_matches("m.") {
        "youtu.be" => youtube(path.first()?, start),
        "youtube.com" | "youtube-nocookie.com" => match path.as_slice() {
            ["watch"] => youtube(&url.query_pairs().find(|(name, _)| name == "v")?.1, start),
            ["embed" | "shorts" | "live" | "v", id, ..] => youtube(id, start),
            _ => None,
        },
        "vimeo.com" => match path.as_slice() {
            [id] => vimeo(id, None),
            [id, hash] => vimeo(id, Some(hash)),
            _ => None,
        },
        "player.vimeo.com" => match path.as_slice() {
            ["video", id] => {
                let hash = url.query_pairs().find(|(name, _)| name == "h").map(|(_, hash)| hash);
                vimeo(id, hash.as_deref())
            }
            _ => None,
        },
        _ => None,
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn youtube(id: &str, start: Option<u32>) -> Option<Hosted> {
    let (at, from) = start.map_or_else(Default::default, |s| (format!("&t={s}s"), format!("?start={s}")));
    is_id(id).then(|| Hosted {
        name: "YouTube",
        page: format!("https://www.youtube.com/watch?v={id}{at}"),
        embed: format!("https://www.youtube-nocookie.com/embed/{id}{from}"),
        thumbnail: Some(format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg")),
    })
}

/// `hash`: what the address of a video that is not listed has after its number.
fn vimeo(id: &str, hash: Option<&str>) -> Option<Hosted> {
    let is_video = id.bytes().all(|b| b.is_ascii_digit()) && is_id(id) && hash.is_none_or(is_id);
    let (below, query) = hash.map_or_else(Default::default, |h| (format!("/{h}"), format!("&h={h}")));
    is_video.then(|| Hosted {
        name: "Vimeo",
        page: format!("https://vimeo.com/{id}{below}"),
        embed: format!("https://player.vimeo.com/video/{id}?dnt=1{query}"),
        thumbnail: None,
    })
}

/// Seconds of a duration as people and machines write it: `95`, `1:35`, `1:02:05`, `PT1M35S`.
pub fn seconds(text: &str) -> Option<u32> {
    let text = text.trim();
    let found = match text.get(..2) {
        Some(start) if start.eq_ignore_ascii_case("pt") => iso_seconds(&text[2..])?,
        _ => clock_seconds(text)?,
    };
    (1..=86_400).contains(&found).then_some(found)
}

/// Of several parts, each after the first has two digits below 60.
fn clock_seconds(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 {
        return None;
    }
    parts.iter().enumerate().try_fold(0_u32, |sum, (place, part)| {
        let number = whole(part)?;
        let is_legal = place == 0 || (part.len() == 2 && number < 60);
        is_legal.then(|| sum.checked_mul(60)?.checked_add(number)).flatten()
    })
}

/// `1H2M5S`: each unit once at most, the larger first.
fn iso_seconds(text: &str) -> Option<u32> {
    let (mut rest, mut sum, mut any) = (text.to_ascii_uppercase(), 0_u32, false);
    for (unit, worth) in [('H', 3600), ('M', 60), ('S', 1)] {
        let Some((number, after)) = rest.split_once(unit) else { continue };
        sum = sum.checked_add(whole(number)?.checked_mul(worth)?)?;
        (rest, any) = (after.to_owned(), true);
    }
    (any && rest.is_empty()).then_some(sum)
}

fn whole(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_three_manners() {
        let good = [
            ("95", 95),
            ("1:35", 95),
            ("01:02:05", 3725),
            ("PT1M35S", 95),
            ("pt2h", 7200),
            ("PT95S", 95),
            ("0:08", 8),
        ];
        for (text, expected) in good {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in [
            "",
            "0",
            "-1",
            "+5",
            "1.5",
            "1:5",
            "1:60",
            "1:2:3:4",
            "PT",
            "PT5",
            "PT1S2M",
            "P1D",
            "a",
            "99999999999",
            "é",
            "1:",
            "86401",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn videos_on_hosts_that_show_them_in_frames() {
        let youtube = "https://www.youtube-nocookie.com/embed/aB-1_c";
        let frames = [
            ("https://www.youtube.com/watch?v=aB-1_c", youtube.to_owned()),
            ("https://youtu.be/aB-1_c?t=90", format!("{youtube}?start=90")),
            ("https://m.youtube.com/shorts/aB-1_c", youtube.to_owned()),
            ("https://www.youtube-nocookie.com/embed/aB-1_c?start=5s", format!("{youtube}?start=5")),
            ("https://vimeo.com/123", "https://player.vimeo.com/video/123?dnt=1".to_owned()),
            ("https://vimeo.com/123/0af", "https://player.vimeo.com/video/123?dnt=1&h=0af".to_owned()),
            (
                "https://player.vimeo.com/video/123?h=0af",
                "https://player.vimeo.com/video/123?dnt=1&h=0af".to_owned(),
            ),
        ];
        for (address, frame) in frames {
            assert_eq!(hosted(address).map(|video| video.embed), Some(frame), "{address}");
        }
        for address in [
            "clip.mp4",
            "/videos/youtube.com/watch?v=a",
            "https://youtube.com/",
            "https://youtube.com/watch?v=%22onload",
            "https://www.youtube.com.example/watch?v=a",
            "https://vimeo.com/about",
            "ftp://vimeo.com/123",
            "https://example.org/clip.mp4",
        ] {
            assert_eq!(hosted(address), None, "{address}");
        }
    }
}
