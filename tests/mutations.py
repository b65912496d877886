#!/usr/bin/env python3
"""Breaks the program on purpose and checks that the equality test notices, or else the test of single edits.

  tests/mutations.py [--sequences 60] [NAME ...]

Each mutation is one edit of the source: a digest left out of a key, a stale file left lying, a question that is
not recorded. It is made in a copy of the project, the equality test runs, and must fail; where random edits seldom meet
what was broken, `incremental` must. Prints a line for each;
exits with 1 if any mutation survives. Takes some minutes: it compiles once per mutation."""
import argparse, os, shutil, subprocess, sys, tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PLAN, STALE, RECORD = "src/plan/inputs.rs", "src/pipeline/stale.rs", "src/template/record.rs"
REACH, SETTINGS = "src/template/reach.rs", "src/template/settings.rs"
MUTATIONS = {
    "the neighbours' cards are in no digest": (PLAN, "for neighbour in [older, newer] {", "for neighbour in [older, newer].into_iter().take(0) {"),
    "a body is in no digest": (PLAN, "hasher.digest(entry.post.digest).value(&entry.links)", "hasher.value(&entry.links)"),
    "what links lead to is in no digest": (PLAN, "hasher.digest(entry.post.digest).value(&entry.links)", "hasher.digest(entry.post.digest)"),
    "the bodies of a feed are in no digest": (PLAN, "        if site.config.feeds.full_text {", "        if false {"),
    "the settings are in no key": (STALE, "if old.settings != now.settings {", "if false {"),
    "the settings of components are not followed": (REACH, "settings.extend(said[name].settings.iter().cloned());", "settings.extend(said[name].settings.iter().filter(|_| !name.contains('/')).cloned());"),
    "settings used as a whole are not noticed": (REACH, "            vec![path]", "            if path.contains('.') { vec![path] } else { Vec::new() }"),
    "settings are known by their first field": (SETTINGS, "find(global, fields).map_or(Digest::default(), of_value)", "find(global, fields.next().unwrap_or_default().split('.')).filter(|value| value.as_map().is_none()).map_or(Digest::default(), of_value)"),
    "what shortcodes read of the settings is in no key": (SETTINGS, "hasher.digest(of(&shortcodes::file_of(shortcode)));", "hasher.text(shortcode);"),
    "the settings of Markdown in templates are in no key": (REACH, "MARKDOWN => vec![MARKDOWN.to_owned()],", "MARKDOWN => Vec::new(),"),
    "settings that no template names are in no key": (REACH, "UNNAMED.into_iter().map(str::to_owned).collect();", "BTreeSet::new();"),
    "the site's title is in no digest of robots.txt": (PLAN, "hasher.text(&site.config.title);", "hasher.number(0);"),
    "the site's title is in no digest of feeds": (PLAN, ".text(view::site_title(site, list.locale));", ";"),
    "the feeds of a list are in no digest": (PLAN, ".value(&view::feed_links(site, list));", ";"),
    "related posts are in no digest": (PLAN, "hasher.digest(inputs.card(*id)).digest(inputs.related_digest(&related));", "hasher.digest(inputs.card(*id));"),
    "cards of lists are in no digest": (PLAN, "for post in page_of(&list.posts, number, list.per_page) {", "for post in page_of(&list.posts, number, list.per_page).iter().take(0) {"),
    "parts of a series and backlinks are in no digest": (PLAN, "        for part in parts {", "        for part in parts.iter().take(0) {"),
    "what is said of terms is in no digest": (PLAN, "hasher.value(&view::term_view(site, site.list(*term)));", "hasher.text(&site.list(*term).title);"),
    "the archive is in no digest": (PLAN, "hasher.value(&view::archive(site, *locale));", "hasher.number(u64::from(*locale));"),
    "what describes a section is in no digest": (PLAN, "hasher.digest(content_digest(site, *index));", ""),
    "redirects are in no digest": (PLAN, "hasher.value(&redirects(site));", "hasher.number(0);"),
    "fresh posts are in no digest": (PLAN, "            hasher.value(&urls);", "            hasher.number(u64::from(urls.is_empty()));"),
    "templates are in no key": (STALE, "if old.template != now.template {", "if false {"),
    "components are not followed": (REACH, "said[other].defines.iter()", "said[other].defines.iter().take(0)"),
    "included templates are not followed": (REACH, "own.texts.contains(other) ||", "own.texts.contains(other) && !other.contains('/') ||"),
    "the templates of shortcodes are in no key": ("src/template/load.rs", "hasher.text(shortcode).digest(self.digest(&shortcodes::file_of(shortcode)).unwrap_or_default());", "hasher.text(shortcode);"),
    "the shortcodes of a feed are in no key": (PLAN, "Page::Feed(list, _) if site.config.feeds.full_text => feed_posts", "Page::Feed(list, _) if false => feed_posts"),
    "the names of shortcodes are in no post's key": ("src/post/parse.rs", ".value(&languages).value(shortcodes)", ".value(&languages)"),
    "answers are not asked again": (STALE, "for (number, digest) in &record.queries {", "for (number, digest) in record.queries.iter().take(0) {"),
    "related posts are not recorded": (RECORD, "        if let Some(record) = record {", "        if let Some(record) = record.as_mut().filter(|_| !matches!(query, Query::Related(..))) {"),
    "data files are not recorded": (RECORD, "        if let Some(record) = record {", "        if let Some(record) = record.as_mut().filter(|_| !matches!(query, Query::Data(..))) {"),
    "lists of posts are not recorded": (RECORD, "        if let Some(record) = record {", "        if let Some(record) = record.as_mut().filter(|_| !matches!(query, Query::Posts(..))) {"),
    "terms are not recorded": (RECORD, "        if let Some(record) = record {", "        if let Some(record) = record.as_mut().filter(|_| !matches!(query, Query::Terms { .. })) {"),
    "assets are not recorded": (RECORD, "        if let Some(record) = record {", "        if let Some(record) = record.as_mut().filter(|_| !matches!(query, Query::Asset(..))) {"),
    "a build with other files has nothing to do": ("src/pipeline/unchanged.rs", "hasher.number(file.kind as u64).text(file.path.as_str()).digest(file.digest);", "hasher.number(file.kind as u64).text(file.path.as_str());"),
    "a build at another time has nothing to do": ("src/pipeline/unchanged.rs", "self.until.is_none_or(|until| now < until)", "self.until.is_none_or(|until| now < until || true)"),
    "stale files are left": ("src/output/commit.rs", "let removed = cleared + self.remove(&stale)?;", "let removed = cleared;"),
    "a parsed post is known by its path": ("src/pipeline/parse.rs", ".text(file.path.as_str()).digest(file.digest)", ".text(file.path.as_str())"),
    "settings are in no post's key": ("src/pipeline/parse.rs", "key.number(FORMAT).digest(options)", "key.number(FORMAT)"),
    "code is known by its language": ("src/pipeline/code.rs", ".text(info).text(code)", ".text(info)"),
    "a file of the same size and time is the same": ("src/source/stat.rs", "self.modified.max(self.changed).plus(blind) < now", "let _ = (now, blind); true"),
    "the output is believed to be intact": ("src/output/update.rs", "            Ok((digest, _)) if digest == entry.digest => {", "            Ok((_, _)) => {"),
    "checksums of the cache are not compared": ("src/cache/pack.rs", "if checksum(key, &bytes) == self.checksum { Ok(bytes) }", "if true { Ok(bytes) }"),
}
# The lie about files needs its other half: records that ignore what a program cannot set.
ALSO = {
    "a file of the same size and time is the same": ("src/source/stat.rs", "filter(|known| known.stat == *stat)", "filter(|known| known.stat.size == stat.size && known.stat.modified == stat.modified)"),
    "a body is in no digest": (PLAN, "hasher.digest(inputs.card(id)).value(&view::article(site, id));", "hasher.digest(inputs.card(id));"),
}


def mutate(copy, edit):
    path, old, new = edit
    path = os.path.join(copy, path)
    text = open(path).read()
    if text.count(old) != 1:
        sys.exit(f"{edit[0]}: the line to change is there {text.count(old)} times: {old}")
    open(path, "w").write(text.replace(old, new))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sequences", default="60")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    survived = []
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "project")
        ignore = shutil.ignore_patterns("target", "public", ".sitegen", ".git", "node_modules")
        shutil.copytree(ROOT, copy, ignore=ignore)
        env = dict(os.environ, SITEGEN_SEQUENCES=args.sequences, RUST_BACKTRACE="0")
        env.setdefault("CARGO_TARGET_DIR", os.path.join(folder, "target"))
        run = ["cargo", "test", "--quiet", "--test", "suite"]
        for name, edit in MUTATIONS.items():
            if args.names and not any(wanted in name for wanted in args.names):
                continue
            edits = [edit] + ([ALSO[name]] if name in ALSO else [])
            kept = {e[0]: open(os.path.join(copy, e[0])).read() for e in edits}
            for e in edits:
                mutate(copy, e)
            built = subprocess.run(run + ["--no-run"], cwd=copy, env=env, capture_output=True, text=True)
            if built.returncode:
                sys.exit(f"{name}: does not compile\n{built.stderr[-2000:]}")
            noticed, why = False, ""
            for test in ("equality::", "incremental::"):
                ran = subprocess.run(run + [test], cwd=copy, env=env, capture_output=True, text=True)
                if ran.returncode:
                    lines = (ran.stdout + ran.stderr).splitlines()
                    seed = next((line.strip() for line in lines if line.strip().startswith("seed")), "")
                    noticed, why = True, seed or f"by {test}"
                    break
            print(f"{'noticed ' if noticed else 'SURVIVED'}  {name}  {why[:90]}", flush=True)
            if not noticed:
                survived.append(name)
            for path, text in kept.items():
                open(os.path.join(copy, path), "w").write(text)
    print(f"{len(survived)} survived")
    sys.exit(1 if survived else 0)


if __name__ == "__main__":
    main()
