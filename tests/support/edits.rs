//! Random edits of everything but posts: templates, configuration, data, sections, static files, damage.

use super::{
    draft::ABOUTS,
    picture::{jpeg, png},
    random::Random,
    settings::READERS,
    site::World,
};
use std::fs;

impl World {
    pub(super) fn edit_template(&mut self, random: &mut Random) -> String {
        const OVERRIDES: [(&str, &str); 7] = [
            (
                "templates/components/hooks.html",
                "{% component head_end() %}<meta name=\"test\">{% endcomponent head_end %}{% component footer_end() %}<p>end</p>{% endcomponent footer_end %}",
            ),
            (
                "templates/term.html",
                "<!doctype html><title>{{ term.name }}</title>{% for post in posts %}<p>{{ post.title }} {{ post.date | date }}</p>{% endfor %}",
            ),
            (
                "templates/page.html",
                "<title>{{ page.title }}</title>{{ page.content }}{% for post in posts(limit=3, tag=\"ai\") %}<p>{{ post.title }}</p>{% endfor %}{% set numbers = data(name=\"numbers\") %}{{ numbers.one }}",
            ),
            (
                "templates/post.html",
                "<title>{{ page.title }}</title>{{ page.content }}{% for item in related(id=page.id, limit=2) %}<p>{{ item.post.title }}: {{ item.terms | join(sep=\", \") }}</p>{% endfor %}{% for term in terms(sort=\"count\", limit=2) %}{{ term.name }} {{ term.count }}{% endfor %}<link href=\"{{ asset(path=\"note.txt\") }}\">",
            ),
            (
                "templates/404.html",
                "<p>{{ data(name=\"numbers\") | json_encode }} {{ url(path=\"/about/\", absolute=true) }}{{ markdown(text=\"a -- b\") }}</p>",
            ),
            ("static/css/code.css", "p::after { content: '<p>' }"),
            (
                "templates/strings/en.yaml",
                "min_read: '<p>{count} minutes'\nlink_to_section: '<p>This part'\nno_related: '<p>None'\n",
            ),
        ];
        let (path, text) = *if random.chance(50) { random.pick(&OVERRIDES) } else { random.pick(&READERS) };
        let file = self.root.join(path);
        let is_needed = READERS[..2].iter().any(|(needed, _)| *needed == path);
        if file.exists() && !is_needed && random.chance(50) {
            fs::remove_file(file).expect("removable");
            return format!("remove {path}");
        }
        let number = random.below(3).to_string();
        self.write(path, &text.replace("<p>", &format!("<p data-edit=\"{number}\">")));
        format!("write {path}")
    }

    /// Writes, changes or removes a shortcode of the site's own, or one over the theme's.
    pub(super) fn edit_shortcode(&mut self, random: &mut Random) -> String {
        const SHORTCODES: [(&str, &str); 4] = [
            (
                "templates/shortcodes/note.html",
                "{% component note(text: string = \"none\", @page, @place) %}<p>{{ text }}, {{ page.title }}, {{ place }}{% if body %}: {{ body }}{% endif %}</p>{% endcomponent note %}",
            ),
            (
                "templates/shortcodes/note.html",
                "{% component note(text: string = \"none\", @config) %}<p>{{ text }} {{ config.title }}{{ config.extra.read or \"\" }}{% set numbers = data(name=\"numbers\") %} {{ numbers.one }}</p>{{ <noted /> }}{% if body %}{{ body }}{% endif %}{% endcomponent note %}{% component noted() %}{% for post in posts(limit=2) %}{{ post.title }}{% endfor %}{% endcomponent noted %}",
            ),
            (
                "templates/shortcodes/aside.html",
                "{% component aside(title: string = \"\") %}<p>{{ title }}</p>{{ body }}{{ asset(path=\"note.txt\") }}{% endcomponent aside %}",
            ),
            (
                "templates/components/embed.html",
                "{% component embed_card(title: string, url: string, host: string, frame: string = \"\", label: string = \"\", wide: bool = true) %}<p>{{ title }} {{ url }}</p>{% endcomponent embed_card %}",
            ),
        ];
        let (path, text) = *random.pick(&SHORTCODES);
        let file = self.root.join(path);
        if file.exists() && random.chance(40) {
            fs::remove_file(file).expect("removable");
            return format!("remove {path}");
        }
        self.write(path, &text.replace("<p>", &format!("<p data-edit=\"{}\">", random.below(3))));
        format!("write {path}: {text}")
    }

    /// Says something else of a taxonomy's terms.
    pub(super) fn edit_about(&mut self, random: &mut Random) -> String {
        let (taxonomy, abouts) = random.pick(&ABOUTS);
        let about = random.pick(abouts);
        self.write(&format!("data/{taxonomy}.yaml"), &format!("none: {{}}\n{about}"));
        format!("say of {taxonomy}: {about}")
    }

    /// Describes a section, in one language or the other, or no longer.
    pub(super) fn edit_section(&mut self, random: &mut Random) -> String {
        let path =
            *random.pick(&["content/posts/_index.md", "content/news/_index.md", "content/news/_index.zh.md"]);
        if self.root.join(path).exists() && random.chance(20) {
            fs::remove_file(self.root.join(path)).expect("removable");
            return format!("remove {path}");
        }
        let (title, text) = (random.below(2), random.below(4));
        self.write(
            path,
            &format!("---\ntitle: Section {title}\ndescription: About it\n---\n\nText {text}.\n"),
        );
        format!("write {path}: {title}, {text}")
    }

    /// Adds, changes or removes a file of a bundle, or the bundle's post.
    pub(super) fn edit_bundle(&mut self, random: &mut Random) -> String {
        const FILES: [&str; 3] = ["index.md", "extra.txt", "deep/more.csv"];
        let path = format!("content/posts/2026-03-09-box/{}", random.pick(&FILES));
        let file = self.root.join(&path);
        if file.exists() && random.chance(40) {
            fs::remove_file(file).expect("removable");
            return format!("remove {path}");
        }
        let number = random.below(4);
        let text = if path.ends_with("index.md") {
            format!(
                "---\ntitle: A box {number}\n---\n\nSee [what is in it](extra.txt) and [more](/about/).\n"
            )
        } else {
            format!("{number}\n")
        };
        self.write(&path, &text);
        format!("write {path}: {number}")
    }

    /// Writes, damages or removes an image.
    pub(super) fn edit_image(&self, random: &mut Random) -> String {
        const FILES: [&str; 3] = ["static/images/a.png", "static/images/b.jpg", "content/posts/pic.png"];
        let path = *random.pick(&FILES);
        let file = self.root.join(path);
        if random.chance(20) && fs::remove_file(&file).is_ok() {
            return format!("remove {path}");
        }
        let (width, number) = (20 + random.below(3) * 20, random.below(3));
        let (width, seed) = (u32::try_from(width).expect("small"), u32::try_from(number).expect("small"));
        let mut bytes = if file.extension().is_some_and(|ending| ending == "jpg") {
            jpeg(width, 20, if number == 0 { 6 } else { 1 }, number == 1)
        } else {
            png(width, 20, seed)
        };
        let damage = random.below(10);
        match damage {
            0 => bytes.truncate(bytes.len() / 2),
            1 => bytes[60..70].fill(0xff),
            _ => {}
        }
        fs::create_dir_all(file.parent().expect("a folder")).expect("writable");
        fs::write(&file, bytes).expect("writable");
        format!("write {path}: {width} {number} {damage}")
    }

    pub(super) fn edit_static(&mut self, random: &mut Random) -> String {
        if random.chance(20) {
            let text = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"n{}\"/>\n", random.below(5));
            self.write("content/posts/pic.svg", &text);
            return "edit a picture beside posts".to_owned();
        }
        if random.chance(70) {
            // Both are asked for by their fingerprints: one by the default theme, one by an override.
            let path = *random.pick(&["static/note.txt", "static/css/main.css"]);
            self.write(path, &format!("/* number {} */\n", random.below(5)));
            return format!("edit {path}");
        }
        let path = self.root.join("static/more.txt");
        if path.exists() {
            fs::remove_file(path).expect("removable");
            "remove a static file".to_owned()
        } else {
            self.write("static/more.txt", "more\n");
            "add a static file".to_owned()
        }
    }

    /// Flips a byte of, cuts short or removes a random file of the cache or the output.
    pub(super) fn damage(&mut self, folder: &str, random: &mut Random) -> String {
        let files: Vec<String> = super::tree::read(&self.root.join(folder))
            .into_keys()
            .filter(|path| !path.ends_with("manifest.json"))
            .collect();
        if files.is_empty() {
            return format!("nothing to damage in {folder}");
        }
        let path = self.root.join(folder).join(random.pick(&files));
        let mut bytes = fs::read(&path).expect("readable");
        match random.below(6) {
            0..=3 if !bytes.is_empty() => {
                for _ in 0..=random.below(6) {
                    let place = random.below(bytes.len());
                    bytes[place] ^= 1 << random.below(8);
                }
                fs::write(&path, bytes).expect("writable");
            }
            4 => {
                bytes.truncate(random.below(bytes.len() + 1));
                fs::write(&path, bytes).expect("writable");
            }
            _ => fs::remove_file(&path).expect("removable"),
        }
        format!("damage {}", path.display())
    }

    /// Makes the next build fail, in a way that the edit after it mends.
    pub(super) fn break_something(&mut self, post: usize, random: &mut Random) -> String {
        let post_path = self.root.join(&self.posts[post].path);
        let template = self.root.join("templates/terms.html");
        let (path, text) = match random.below(6) {
            0 => (post_path, "---\ntitle: a: b\n---\n\nx\n".to_owned()),
            1 => (post_path, self.posts[post].text().replace("date: ", "date: 2026-02-30 ")),
            2 => (template, "{{ nothing_here }}".to_owned()),
            3 => (post_path, format!("{}\n{{{{ figure(sr=\"a\") }}}}\n", self.posts[post].text())),
            4 => (post_path, format!("{}\n{{% aside() %}}\n", self.posts[post].text())),
            _ => (template, "{% for %}".to_owned()),
        };
        self.broken = Some((path.clone(), fs::read(&path).ok()));
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(&path, text).expect("writable");
        format!("break {}", path.display())
    }
}
