//! Sitemaps (<https://www.sitemaps.org/protocol.html>), their index, and Google's news sitemap
//! (<https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>).

use crate::{
    plan::Sitemap,
    site::Site,
    view::{self, NewsUrl, SitemapUrl},
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use std::io;

#[cfg(test)]
mod tests;

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";

type Xml = Writer<Vec<u8>>;

/// The sitemap, or its index where it is too long for one file.
pub fn whole(site: &Site, sitemap: &Sitemap) -> Vec<u8> {
    match sitemap.parts().as_slice() {
        [] => part(sitemap, 1),
        parts => index(site, parts),
    }
}

/// One part of a sitemap that is too long for one file.
pub fn part(sitemap: &Sitemap, number: usize) -> Vec<u8> {
    urlset(sitemap.part(number))
}

/// The sitemap of the posts of the last two days.
pub fn news(site: &Site) -> Vec<u8> {
    document("urlset", &[("xmlns", SITEMAP), ("xmlns:news", NEWS)], |xml| {
        site.fresh.iter().try_for_each(|id| news_entry(xml, &view::news_url(site, *id)))
    })
}

fn urlset(urls: &[SitemapUrl]) -> Vec<u8> {
    let several = urls.iter().any(|url| !url.alternates.is_empty());
    let names = [("xmlns", SITEMAP), ("xmlns:xhtml", XHTML)];
    document("urlset", if several { &names } else { &names[..1] }, |xml| {
        urls.iter().try_for_each(|url| entry(xml, url))
    })
}

fn index(site: &Site, parts: &[Option<String>]) -> Vec<u8> {
    let base = &site.config.base_url;
    document("sitemapindex", &[("xmlns", SITEMAP)], |xml| {
        (1..).zip(parts).try_for_each(|(number, newest)| {
            line(xml)?.create_element("sitemap").write_inner_content(|xml| {
                text(xml, "loc", &format!("{}{}/sitemap-{number}.xml", base.origin(), base.prefix()))?;
                newest.iter().try_for_each(|date| text(xml, "lastmod", date))
            })?;
            Ok(())
        })
    })
}

fn entry(xml: &mut Xml, url: &SitemapUrl) -> io::Result<()> {
    line(xml)?.create_element("url").write_inner_content(|xml| {
        text(xml, "loc", &url.loc)?;
        url.lastmod.iter().try_for_each(|date| text(xml, "lastmod", date))?;
        url.alternates.iter().try_for_each(|other| {
            let names =
                [("rel", "alternate"), ("hreflang", other.lang.as_str()), ("href", other.url.as_str())];
            xml.create_element("xhtml:link").with_attributes(names).write_empty().map(|_| ())
        })
    })?;
    Ok(())
}

fn news_entry(xml: &mut Xml, url: &NewsUrl) -> io::Result<()> {
    line(xml)?.create_element("url").write_inner_content(|xml| {
        text(xml, "loc", &url.loc)?;
        xml.create_element("news:news").write_inner_content(|xml| {
            xml.create_element("news:publication").write_inner_content(|xml| {
                text(xml, "news:name", &url.name)?;
                text(xml, "news:language", &url.language)
            })?;
            text(xml, "news:publication_date", &url.date)?;
            text(xml, "news:title", &url.title)
        })?;
        Ok(())
    })?;
    Ok(())
}

fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    let legal: String = text.chars().filter(|c| is_legal(*c)).collect();
    xml.create_element(name).write_text_content(BytesText::new(&legal)).map(|_| ())
}

/// Characters that XML 1.0, section 2.2, allows.
fn is_legal(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

fn line(xml: &mut Xml) -> io::Result<&mut Xml> {
    xml.write_event(Event::Text(BytesText::new("\n")))?;
    Ok(xml)
}

fn document(root: &str, names: &[(&str, &str)], content: impl Fn(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new(Vec::new());
    let write = |xml: &mut Xml| {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        line(xml)?.create_element(root).with_attributes(names.iter().copied()).write_inner_content(
            |xml| {
                content(xml)?;
                line(xml).map(|_| ())
            },
        )?;
        line(xml).map(|_| ())
    };
    write(&mut xml).expect("writing to memory cannot fail");
    xml.into_inner()
}
