//! Links: where they lead, and what is said of those that lead to other sites.

use super::{Link, Target, Writer, push_text, push_url, push_value};

impl Writer<'_, '_, '_> {
    pub(super) fn link(&mut self, link: &Link<'_>) {
        self.out.push_str("<a");
        self.target("href", &link.target);
        if !link.title.is_empty() {
            self.attribute("title", &link.title);
        }
        self.attributes("", link.extras.as_deref());
        if matches!(link.target, Target::Elsewhere(_)) {
            self.out.push_str(" rel=\"external noopener\"");
            self.new_tab =
                self.context.labels.new_tab.filter(|_| self.context.options.external_links.new_tab);
            if self.new_tab.is_some() {
                self.out.push_str(" target=\"_blank\"");
            }
        }
        self.out.push('>');
    }

    /// Nobody is taken to another tab without being told.
    pub(super) fn new_tab_note(&mut self) {
        if let Some(note) = self.new_tab.take() {
            self.out.push_str("<span class=\"visually-hidden\"> ");
            push_text(self.out, note);
            self.out.push_str("</span>");
        }
    }

    pub(super) fn target(&mut self, attribute: &str, target: &Target<'_>) {
        match target {
            Target::Dropped => return,
            Target::Hole(number) => {
                let kind = &self.document.holes[*number].0;
                let filled = (self.fill)(*number, kind);
                self.out.push(' ');
                self.out.push_str(attribute);
                self.out.push_str("=\"");
                push_value(self.out, &filled);
            }
            Target::Elsewhere(url) | Target::Fixed(url) => {
                self.out.push(' ');
                self.out.push_str(attribute);
                self.out.push_str("=\"");
                push_url(self.out, url);
            }
            Target::Verbatim(text) => return self.attribute(attribute, text),
        }
        self.out.push('"');
    }
}
