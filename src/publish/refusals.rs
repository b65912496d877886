//! What may not be published: decided before the target is looked at, from what the build says of itself.

use super::Inventory;
use crate::{diagnostic::Diagnostic, paths::BaseUrl};

/// All that forbids to publish this build to the target of that name, where the site is served at `base_url`.
pub fn refusals(inventory: &Inventory, target: &str, base_url: &BaseUrl) -> Vec<Diagnostic> {
    let again = "run `sitegen build`, then publish again";
    if !inventory.is_complete {
        let message = "the last build did not come to its end";
        return vec![Diagnostic::error("publish-unfinished", message).hint(again)];
    }
    if inventory.items.is_empty() {
        return vec![Diagnostic::error("publish-empty", "the build has no files").hint(again)];
    }
    let Some(built_for) = &inventory.built_for else {
        let message = "the build does not say what it was made for: an older version made it";
        return vec![Diagnostic::error("publish-unknown-build", message).hint(again)];
    };
    let mut refusals = Vec::new();
    if built_for.has_errors {
        let message = "the build had errors, so that pages are missing or old";
        let hint = "repair what `sitegen build` reports, and build without `--keep-going`";
        refusals.push(Diagnostic::error("publish-errors", message).hint(hint));
    }
    if !built_for.not_public.is_empty() {
        let reasons: Vec<&str> = built_for.not_public.iter().map(String::as_str).collect();
        let message = format!("the build has posts that are not public: {}", reasons.join(", "));
        let hint = "build without `--drafts`, `--future` and `--expired`";
        refusals.push(Diagnostic::error("publish-not-public", message).hint(hint));
    }
    let wanted: String = base_url.clone().into();
    if built_for.base_url != wanted {
        let message =
            format!("the build is for {}, and `{target}` is served at {wanted}", built_for.base_url);
        let hint = format!("build with `--base-url {wanted}`, or set `publish.{target}.base_url`");
        refusals.push(Diagnostic::error("publish-base-url", message).hint(hint));
    }
    refusals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        digest::Digest,
        output::BuiltFor,
        paths::OutputPath,
        publish::{Class, Item, Source},
    };
    use std::path::Path;

    fn inventory(built_for: Option<BuiltFor>) -> Inventory {
        let path = OutputPath::parse("index.html").expect("legal");
        let item = Item { class: Class::of(&path), path, digest: Digest::of(b"x"), size: 1, headers: None };
        Inventory {
            items: vec![item],
            built_for,
            is_complete: true,
            source: Source::new(Path::new("public")),
        }
    }

    fn built_for() -> BuiltFor {
        let base_url = "https://example.org/".to_owned();
        BuiltFor { base_url, not_public: [].into(), has_errors: false }
    }

    fn refused(inventory: &Inventory) -> Vec<String> {
        let base_url = BaseUrl::parse("https://example.org").expect("an address");
        let refusals = refusals(inventory, "live", &base_url);
        refusals.into_iter().map(|mistake| mistake.code.into_owned()).collect()
    }

    #[test]
    fn a_good_build_is_not_refused() {
        assert_eq!(refused(&inventory(Some(built_for()))), [""; 0]);
    }

    #[test]
    fn each_reason_is_told() {
        let all = BuiltFor {
            base_url: "http://127.0.0.1:1414/".to_owned(),
            not_public: ["draft".to_owned()].into(),
            has_errors: true,
        };
        assert_eq!(
            refused(&inventory(Some(all))),
            ["publish-errors", "publish-not-public", "publish-base-url"]
        );
        assert_eq!(refused(&inventory(None)), ["publish-unknown-build"]);
        let empty = Inventory { items: Vec::new(), ..inventory(Some(built_for())) };
        assert_eq!(refused(&empty), ["publish-empty"]);
        let unfinished = Inventory { is_complete: false, ..inventory(None) };
        assert_eq!(refused(&unfinished), ["publish-unfinished"]);
    }
}
