//! The setting `limits`.

use super::{
    MAP,
    keys::{Expected, Keys, count},
};
use crate::config::Limits;

const NUMBER: Expected = Expected { what: "a whole number", example: "4096" };

/// `limits: {post_kilobytes: 4096}`.
pub(super) fn read_limits(keys: &mut Keys<'_>) -> Limits {
    let mut limits = Limits::default();
    keys.inside("limits", MAP, |keys| {
        let mut take = |key, most| keys.take(key, NUMBER, |node| count(node, 1..=most));
        if let Some(kilobytes) = take("post_kilobytes", 65_536) {
            limits.post_bytes = kilobytes as u64 * 1_024;
        }
        limits.post_elements = take("post_elements", 100_000_000).unwrap_or(limits.post_elements);
        limits.page_seconds =
            take("page_seconds", 3_600).map_or(limits.page_seconds, |seconds| seconds as u64);
        limits.files = take("files", 100_000_000).unwrap_or(limits.files);
    });
    limits
}

#[cfg(test)]
mod tests {
    use crate::{config::Limits, config::raw::parse, decode::report};

    fn read(limits: &str) -> (Limits, String) {
        let text = format!("limits: {limits}\ntitle: T\nbase_url: https://a.b/\n");
        let (config, found) = parse(&text, "sitegen.yaml");
        (config.limits, report(&found))
    }

    #[test]
    fn each_may_be_set_alone() {
        let wanted = Limits { post_bytes: 64 << 10, ..Limits::default() };
        assert_eq!(read("{post_kilobytes: 64}"), (wanted, String::new()));
        let wanted = Limits { post_elements: 5, page_seconds: 60, files: 7, ..Limits::default() };
        assert_eq!(read("{post_elements: 5, page_seconds: 60, files: 7}"), (wanted, String::new()));
    }

    #[test]
    fn mistakes_say_what_to_type() {
        let cases =
            ["2 MiB", "{post_kilobytes: 2 MiB}", "{post_kilobytes: 0}", "{page_seconds: 9999}", "{post: 1}"];
        insta::assert_snapshot!(cases.map(|case| format!("{case}\n  {}", read(case).1)).join("\n"));
    }
}
