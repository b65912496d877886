//! Prints the titles and addresses of a site's posts, and renders the newest into memory.
//!
//! `cargo run --example titles -- FOLDER 2026-07-20T12:00:00Z`

use sitegen::{Options, Site};
use std::{env, error::Error, io::Write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("name the folder of a site")?;
    let clock = arguments.next().ok_or("name an instant, such as 2026-07-20T12:00:00Z")?;
    print(&folder, &clock, &mut std::io::stdout())
}

/// Prints what a site has at an instant.
pub fn print(folder: &str, clock: &str, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let site = Site::load(folder, &Options::at(clock.parse()?))?;
    for mistake in site.diagnostics() {
        writeln!(out, "{}: {}", mistake.file.as_deref().unwrap_or("the site"), mistake.message)?;
    }
    for post in site.articles().filter(|article| article.is_post) {
        writeln!(out, "{} {}", post.url, post.title)?;
    }
    if let Some(newest) = site.articles().find(|article| article.is_post) {
        let html = String::from_utf8(site.render(newest.url)?)?;
        let is_page = html.starts_with("<!doctype html>") || html.starts_with("<!DOCTYPE html>");
        writeln!(out, "{} is a page: {is_page}; one of {} files", newest.url, site.plan().count())?;
    }
    Ok(())
}
