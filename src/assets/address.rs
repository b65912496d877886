//! Addresses in style sheets, below the folder of static files.

/// What an address in the style sheet `from` leads to: a path below `static/`; none for what is not a path of it
/// (another host, `data:`, a fragment) or leads out of it.
pub fn target(address: &str, from: &str) -> Option<String> {
    if is_elsewhere(address) {
        return None;
    }
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let (base, path) = match path.strip_prefix('/') {
        Some(rooted) => ("", rooted),
        None => (folder(from), path),
    };
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether an address names its host or carries its content.
pub fn is_elsewhere(address: &str) -> bool {
    let scheme = address.split(['/', '?', '#']).next().unwrap_or(address);
    address.starts_with("//") || scheme.contains(':')
}

/// A relative address of the style sheet `from` as `to` has to write it; none when it stays.
pub fn rebased(address: &str, from: &str, to: &str) -> Option<String> {
    if folder(from) == folder(to) || address.is_empty() || address.starts_with(['/', '#']) {
        return None;
    }
    let path = target(address, from)?;
    Some(format!("{}{}", relative(&path, to), tail(address)))
}

/// What follows the path of an address.
pub fn tail(address: &str) -> &str {
    address.find(['?', '#']).map_or("", |at| &address[at..])
}

/// The address of a path below `static/` as the style sheet `from` has to write it.
pub fn relative(path: &str, from: &str) -> String {
    let there: Vec<&str> = path.split('/').collect();
    let here: Vec<&str> = folder(from).split('/').filter(|part| !part.is_empty()).collect();
    let shared = here.iter().zip(&there).take_while(|(here, there)| here == there).count();
    let up = "../".repeat(here.len() - shared);
    format!("{up}{}", there[shared..].join("/"))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_below_the_static_folder_or_nowhere() {
        let lead = |address| target(address, "css/a/x.css");
        assert_eq!(lead("y.css").as_deref(), Some("css/a/y.css"));
        assert_eq!(lead("../y.css?v=1").as_deref(), Some("css/y.css"));
        assert_eq!(lead("/fonts/./b.woff2").as_deref(), Some("fonts/b.woff2"));
        for outside in ["../../../y.css", "https://example.org/y.css", "//example.org/y", "data:,x"] {
            assert_eq!(lead(outside), None, "{outside}");
        }
    }

    #[test]
    fn relative_addresses_are_written_for_their_new_place() {
        let written = |address| rebased(address, "vendor/lib/x.css", "css/site.css");
        assert_eq!(written("img/a.png?x#y").as_deref(), Some("../vendor/lib/img/a.png?x#y"));
        assert_eq!(written("../../css/b.png").as_deref(), Some("b.png"));
        for stays in ["/a.png", "#shape", "data:,x", "https://example.org/", "../../../a.png", ""] {
            assert_eq!(written(stays), None, "{stays}");
        }
        assert_eq!(rebased("a.png", "css/x.css", "css/site.css"), None);
    }
}
