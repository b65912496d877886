//! The video of a post.

use super::{card::date, locale::language_name};
use crate::{
    post::{
        self,
        meta::{Captions, Video, hosted},
    },
    site::{Entry, EntryId, Link, Site, VideoLinks},
};
use serde::Serialize;

/// What a card says of a video.
#[derive(Debug, Serialize)]
pub struct CardVideo {
    /// How long it is: `1:35`; none where the post does not say.
    pub length: Option<String>,
    /// Its own picture: link to it.
    pub poster: Option<String>,
}

/// A video as the page of its post shows it.
#[derive(Debug, Serialize)]
pub struct VideoView<'a> {
    /// Link to the file; none for a video on a host that shows it in a frame.
    pub src: Option<String>,
    /// Whole URL: of the file, or of the video's page on its host.
    pub permalink: String,
    /// Media type of the file, by its ending.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// The host that shows it in a frame.
    pub host: Option<HostView>,
    /// Its own picture, else the post's lead image: link to it.
    pub poster: Option<String>,
    /// Whole URL of a picture: the poster, else the host's.
    pub thumbnail: Option<String>,
    /// Its title, else the post's.
    pub title: &'a str,
    /// What is to be seen, else the post's standfirst, else the beginning of its text: plain text.
    pub description: &'a str,
    /// Line under it.
    pub caption: Option<&'a str>,
    /// Who made it.
    pub credit: Option<&'a str>,
    /// `PT1M35S`.
    pub duration: Option<String>,
    /// Seconds.
    pub seconds: Option<u32>,
    /// `1:35`.
    pub length: Option<String>,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Whether it is higher than wide.
    pub tall: bool,
    /// Captions, the first being shown.
    pub captions: Vec<CaptionsView<'a>>,
    /// What is said in it: Markdown, made HTML at render.
    pub transcript: Option<&'a str>,
    /// The same as plain text.
    pub transcript_text: Option<String>,
    /// RFC 3339: when it became public.
    pub uploaded: Option<String>,
}

/// A host that shows a video in a frame.
#[derive(Debug, Serialize)]
pub struct HostView {
    /// Its name.
    pub name: &'static str,
    /// What a frame loads.
    pub embed: String,
    /// The same, playing at once.
    pub frame: String,
}

/// A file of captions.
#[derive(Debug, Serialize)]
pub struct CaptionsView<'a> {
    /// Link to it.
    pub src: String,
    /// BCP 47 tag.
    pub lang: &'a str,
    /// What the player's menu calls it.
    pub label: &'a str,
}

/// What a post's card says of its video.
pub(super) fn card_video(site: &Site, entry: &Entry) -> Option<CardVideo> {
    let (video, links) = parts(entry)?;
    let poster = links.poster.as_ref().map(|poster| poster.on_site(&site.config.base_url));
    Some(CardVideo { length: video.duration.map(length), poster })
}

/// The video of a post's own page. None for one at an address that nothing can be loaded from.
pub(super) fn video(site: &Site, id: EntryId) -> Option<VideoView<'_>> {
    let entry = site.entry(id);
    let (video, links) = parts(entry)?;
    let (config, base, meta) = (&site.config, &site.config.base_url, &entry.post.meta);
    let on_host = hosted(&video.src.value);
    let picture = links.poster.as_ref().or(entry.image.as_ref());
    let absolute = |link: &Link| link.absolute(base, &entry.url);
    let file = absolute(&links.src);
    let media_type = mime_guess::from_path(file.split(['#', '?']).next().unwrap_or(&file)).first_raw();
    let thumbnail = on_host.as_ref().and_then(|video| video.thumbnail.clone());
    let summary = meta.summary.as_deref().unwrap_or(&entry.post.facts.summary);
    let about = [video.description.as_deref(), meta.description.as_deref(), Some(summary)];
    let about = about.into_iter().flatten().find(|text| !text.is_empty());
    let title = video.title.as_deref().unwrap_or(&meta.title);
    Some(VideoView {
        src: on_host.is_none().then(|| links.src.on_site(base)),
        permalink: on_host.as_ref().map_or(file, |video| video.page.clone()),
        media_type: media_type.filter(|_| on_host.is_none()).map(str::to_owned),
        host: on_host.map(|video| HostView { name: video.name, frame: video.playing(), embed: video.embed }),
        poster: picture.map(|picture| picture.on_site(base)),
        thumbnail: picture.map(absolute).or(thumbnail),
        title,
        description: about.unwrap_or(title),
        caption: video.caption.as_deref(),
        credit: video.credit.as_deref(),
        duration: video.duration.map(|seconds| format!("PT{seconds}S")),
        seconds: video.duration,
        length: video.duration.map(length),
        width: video.width,
        height: video.height,
        tall: video.width.zip(video.height).is_some_and(|(width, height)| height > width),
        captions: captions(site, entry, &video.captions, &links.captions),
        transcript: video.transcript.as_deref(),
        transcript_text: video.transcript.as_deref().map(|text| post::fragment_text(text, config)),
        uploaded: date(config, meta.publish_date.or(meta.date)),
    })
}

/// The video of an entry and its files; none for one at an address of another kind than those of the web.
fn parts(entry: &Entry) -> Option<(&Video, &VideoLinks)> {
    let (video, links) = entry.post.meta.video.as_ref().zip(entry.video.as_ref())?;
    let is_fit = match &links.src {
        Link::AsWritten(address) => {
            url::Url::parse(address).map_or(true, |url| matches!(url.scheme(), "http" | "https"))
        }
        Link::Site(..) | Link::Rooted(_) => true,
    };
    is_fit.then_some((video, links))
}

fn captions<'a>(
    site: &'a Site,
    entry: &'a Entry,
    captions: &'a [Captions],
    links: &[Link],
) -> Vec<CaptionsView<'a>> {
    let view = |(captions, link): (&'a Captions, &Link)| {
        let lang = captions.lang.as_deref().unwrap_or(site.lang(entry));
        CaptionsView {
            src: link.on_site(&site.config.base_url),
            lang,
            label: captions.label.as_deref().unwrap_or(language_name(&site.config, lang)),
        }
    };
    captions.iter().zip(links).map(view).collect()
}

/// `1:35`, `1:02:05`
fn length(seconds: u32) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn lengths_are_written_as_players_do() {
        assert_eq!([8, 95, 600, 3725].map(length), ["0:08", "1:35", "10:00", "1:02:05"]);
    }
}
