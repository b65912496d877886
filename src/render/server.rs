//! Files that static hosts read and do not serve: `_redirects` and `_headers`, as Netlify, Cloudflare Pages and others
//! take them.

use crate::{plan, site::Site};
use std::fmt::Write as _;

/// What pages may load besides scripts: what the theme needs, pictures and media from anywhere over HTTPS, players of the
/// theme's shortcodes once they are clicked.
const CONTENT_SECURITY_POLICY: &str = "style-src 'self'; \
    img-src 'self' https: data:; media-src 'self' https:; font-src 'self'; connect-src 'self'; \
    frame-src https://www.youtube-nocookie.com https://player.vimeo.com; object-src 'none'; base-uri 'self'; \
    form-action 'self'; frame-ancestors 'self'";

/// `/old/ /new/ 301` for each alias.
pub fn redirects(site: &Site) -> Vec<u8> {
    let mut text = String::new();
    for (old, new) in plan::redirects(site) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{old} {new} 301");
    }
    text.into_bytes()
}

/// Headers for every response.
pub fn headers(site: &Site) -> Vec<u8> {
    let prefix = site.config.base_url.prefix();
    // What searches is a program of WebAssembly.
    let scripts = if site.config.search { "'self' 'wasm-unsafe-eval'" } else { "'self'" };
    let policy = format!("default-src 'self'; script-src {scripts}; {CONTENT_SECURITY_POLICY}");
    let headers = [
        ("Content-Security-Policy", policy.as_str()),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ];
    let mut text = format!("{prefix}/*\n");
    for (name, value) in headers {
        let _ = writeln!(text, "  {name}: {value}");
    }
    text.into_bytes()
}
