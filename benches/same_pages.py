#!/usr/bin/env python3
"""Checks that two builds of the benchmark blog hold the same pages: same_pages.py OURS HUGO [--examples N].

A comparison of speed means little when one side does less. This reads both output folders and compares, page by page,
what a reader or a program gets from them:

- the addresses of articles, front pages, tag index, tag pages and feed; that both have a sitemap of all articles;
- of every page: title, description and social metadata, menu, footer, the order of elements outside the article's text;
- of an article: headline, date, author, category, tags, lead, structured data, the neighbours, three related posts, the
  words of its text in their order, and the elements, links and heading anchors of its text;
- of a list: its cards with all they say, in order, and the links to its other pages; of the index: tags and counts;
- of the feed: its items with title, address, date, description and the words of the text.

White space counts for nothing. Differences that are tolerated, because neither side is wrong and no work is saved:

- `page/1/` redirects that lead to the first page of a list (Hugo's, unless `pagination.disableAliases` is set);
- our 404 page, robots.txt, favicon and style sheets of the built-in theme, and the manifest, which Hugo's site lacks;
- Hugo's `<meta name="generator">`; the canonical address of the further pages of a list, which Hugo sets to the first;
- reading times that differ by up to two minutes: Hugo counts code as words, and cuts words at white space alone;
- Hugo's capital letter in the title of a tag's page;
- markup of highlighted code, `rel` of links to other sites, our links beside headings and around tables;
- addresses in the feed's text, which we make whole;
- which posts are related, and in which order: the two compute it differently.

Exits with 1 when anything else differs."""

import argparse
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from html.parser import HTMLParser
from multiprocessing import Pool
from urllib.parse import urljoin, urlsplit

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Differences that are counted but not held against anyone.
TOLERATED = {"reading time, up to two minutes apart"}
INLINE = {"a", "code", "del", "em", "span", "strong", "sub", "sup"}
XML = {
    "content": "{http://purl.org/rss/1.0/modules/content/}encoded",
    "self": "{http://www.w3.org/2005/Atom}link",
    "loc": "{http://www.sitemaps.org/schemas/sitemap/0.9}loc",
}


class Node:
    """An element: its tag, attributes, and what is in it, elements and text."""

    def __init__(self, tag, attributes=()):
        self.tag, self.attributes, self.children = tag, dict(attributes), []

    def get(self, name):
        return self.attributes.get(name) or ""

    def elements(self):
        """All elements below, in order."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.elements()

    def all(self, tag, classes=None):
        return [n for n in self.elements() if n.tag == tag and (classes is None or n.get("class") == classes)]

    def first(self, tag, classes=None):
        found = self.all(tag, classes)
        return found[0] if found else Node(tag)

    def raw_text(self):
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag in INLINE:
                parts.append(child.raw_text())
            else:
                parts += [" ", child.raw_text(), " "]
        return "".join(parts)

    def words(self):
        return " ".join(self.raw_text().split())


class TreeBuilder(HTMLParser):
    """Builds the tree of a well-formed page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Node("document")
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, attrs)
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Node(tag, attrs))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.open[-1].tag != tag:
            raise ValueError(f"</{tag}> closes <{self.open[-1].tag}>")
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(text):
    builder = TreeBuilder()
    builder.feed(text)
    builder.close()
    return builder.root


# ------------------------------------------------------------------------------------------------ what a page says


def outline(node, skipped):
    """Tags and classes of the elements below, in order; nothing of those that `skipped` names."""
    for child in node.children:
        if isinstance(child, Node) and not skipped(child):
            yield f"{child.tag}.{child.get('class')}" if child.get("class") else child.tag
            yield from outline(child, skipped)


def is_incidental(node):
    """Parts whose insides are compared on their own or not at all."""
    return node.get("class") in ("content", "related") or node.get("name") == "generator"


def text_outline(node):
    """Elements of a text with what they lead to. A code block counts as one element, and wrappers not at all."""
    for child in node.children:
        if isinstance(child, str) or child.get("class") == "anchor":
            continue
        if child.tag == "pre":
            language = child.first("code").get("class")
            yield f"pre {language}"
        elif child.tag == "a":
            yield f"a {child.get('href')}"
        else:
            if child.tag not in ("div", "figure", "span"):
                yield f"{child.tag} {child.get('id')}".strip()
            yield from text_outline(child)


def minutes(text):
    """A byline without its reading time, and that time."""
    found = re.search(r"(\d+) min read", text)
    return (text.replace(found[0], "N min read"), int(found[1])) if found else (text, 0)


def card(node):
    category, byline = node.first("p", "category"), node.first("p", "byline")
    said, reading = minutes(byline.words())
    link = node.first("h2").first("a")
    lead = [p.words() for p in node.all("p") if not p.get("class")]
    tags = [(a.get("href"), a.words()) for a in node.first("ul", "tags").all("a")]
    facts = (category.words(), link.get("href"), link.words(), said, byline.first("time").get("datetime"), lead, tags)
    return facts, reading


def cards(node):
    found = [card(each) for each in node.all("article", "card")]
    return [facts for facts, _ in found], [reading for _, reading in found]


def head_facts(page, kind):
    head = page.first("head")
    metas = [(m.get("name") or m.get("property"), m.get("content")) for m in head.all("meta")]
    links = [(link.get("rel"), link.get("href")) for link in head.all("link")]
    title = head.first("title").words()
    if kind in ("front", "tag", "index"):
        metas = [(name, content) for name, content in metas if name != "og:url"]
        links = [(rel, href) for rel, href in links if rel != "canonical"]
    if kind == "tag":
        title = title.lower()
        metas = [(name, content.lower() if "title" in (name or "") else content) for name, content in metas]
    return {
        "title": title,
        "metadata": [pair for pair in metas if pair[0] != "generator"],
        "links in the head": links,
        "menu": [(a.get("href"), a.get("class"), a.words()) for a in page.first("header", "site-header").all("a")],
        "footer": page.first("footer", "site-footer").words(),
        "order of elements": list(outline(page, is_incidental)),
    }


def article_facts(page):
    article, content = page.first("article", "post"), page.first("div", "content")
    said, reading = minutes(article.first("p", "byline").words())
    neighbours = [(a.get("rel"), a.get("href"), a.words()) for a in page.first("nav", "prevnext").all("a")]
    data = [json.loads(s.raw_text()) for s in page.all("script") if s.get("type") == "application/ld+json"]
    related = page.all("section", "related")
    return {
        "category": article.first("p", "category").words(),
        "headline": article.first("h1").words(),
        "byline": (said, article.first("p", "byline").first("time").get("datetime")),
        "author": article.first("span", "author").words(),
        "lead": article.first("p", "lead").words(),
        "tags": [(a.get("href"), a.words()) for a in article.first("footer").all("a")],
        "neighbours": neighbours,
        "structured data": data,
        "number of related posts": [len(block.all("article", "card")) for block in related],
        "words of the text": content.words(),
        "elements of the text": list(text_outline(content)),
        "minutes": [reading],
    }


def list_facts(page, kind):
    main = page.first("main")
    said, reading = cards(main)
    heading = main.first("h1").words()
    pagination = main.first("nav", "pagination")
    return {
        "heading": heading.lower() if kind == "tag" else heading,
        "cards": said,
        "minutes": reading,
        "pagination": ([(a.get("rel"), a.get("href")) for a in pagination.all("a")], pagination.words()),
    }


def index_facts(page):
    items = page.first("ul", "all-tags").all("li")
    return {"tags and counts": [(item.first("a").get("href"), item.words()) for item in items]}


def page_kind(path):
    if re.fullmatch(r"posts/.+/index\.html", path):
        return "article"
    if re.fullmatch(r"(page/\d+/)?index\.html", path):
        return "front"
    if path == "tags/index.html":
        return "index"
    if re.fullmatch(r"tags/[^/]+/(page/\d+/)?index\.html", path):
        return "tag"
    return None


def facts_of(text, kind):
    """What a page says, by name; none of a redirect."""
    if is_redirect(text):
        return None
    page = parse(text)
    facts = head_facts(page, kind)
    facts |= {"article": article_facts, "index": index_facts}.get(kind, lambda page: list_facts(page, kind))(page)
    return facts


# ---------------------------------------------------------------------------------------------- feeds and sitemaps


def feed_facts(text):
    channel = ElementTree.fromstring(text).find("channel")
    facts = {name: channel.findtext(name) for name in ("title", "link", "description")}
    facts["own address"] = channel.find(XML["self"]).get("href")
    items = channel.findall("item")
    for name in ("title", "link", "guid", "pubDate", "description"):
        facts[f"{name} of items"] = [item.findtext(name) for item in items]
    trees = [(item.findtext("link"), parse(item.findtext(XML["content"]) or "")) for item in items]
    facts["words of items"] = [tree.words() for _, tree in trees]
    facts["links of items"] = [
        [urljoin(base, a.get("href")) for a in tree.all("a") if a.get("class") != "anchor"] for base, tree in trees
    ]
    return facts


def sitemap_facts(text):
    paths = [urlsplit(loc.text).path for loc in ElementTree.fromstring(text).iter(XML["loc"])]
    return {"articles": sorted(path for path in paths if path.startswith("/posts/"))}


# ------------------------------------------------------------------------------------------------------ comparison


def read(folder, path):
    with open(os.path.join(folder, path), encoding="utf-8") as file:
        return file.read()


def first_difference(ours, theirs):
    """The first place where two values differ, short."""
    if isinstance(ours, str) and isinstance(theirs, str) and (" " in ours or " " in theirs):
        ours, theirs = ours.split(), theirs.split()
    if isinstance(ours, (list, tuple)) and isinstance(theirs, (list, tuple)):
        for at, (one, other) in enumerate(zip(ours, theirs)):
            if one != other:
                return f"at {at}: " + first_difference(one, other)
        return f"{len(ours)} against {len(theirs)} parts"
    return f"{str(ours)[:120]!r} against {str(theirs)[:120]!r}"


def compare_facts(path, ours, theirs):
    """Differences of two pages, as (what, where and how)."""
    found = []
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name), theirs.get(name)
        if name == "minutes":
            apart = [abs(a - b) for a, b in zip(one, other)]
            found += [("reading time, up to two minutes apart", path) for gap in apart if 0 < gap <= 2]
            found += [("reading time", f"{path}: {one} against {other}") for gap in apart if gap > 2]
        elif one != other:
            found.append((name, f"{path}: {first_difference(one, other)}"))
    return found


def compare_page(job):
    path, ours, theirs = job
    kind = page_kind(path) or path
    read_facts = {"rss.xml": feed_facts, "sitemap.xml": sitemap_facts}.get(path, lambda text: facts_of(text, kind))
    one, other = read_facts(read(ours, path)), read_facts(read(theirs, path))
    if one is None or other is None:
        return [] if one is other else [("page against redirect", path)]
    found = compare_facts(path, one, other)
    return [(what if what in TOLERATED else f"{kind}: {what}", how) for what, how in found]


def is_redirect(text):
    return 'http-equiv="refresh"' in text[:2000]


def is_first_again(folder, path):
    """Whether a file is a redirect from `page/1/` to the list itself."""
    return path.endswith("page/1/index.html") and is_redirect(read(folder, path))


def compared_files(folder):
    """Files of an output folder that both sides must have."""
    found = set()
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(parent, name), folder)
            if (page_kind(path) or path in ("rss.xml", "sitemap.xml")) and not is_first_again(folder, path):
                found.add(path)
    return found


def compare(ours, theirs):
    """Pages compared by kind, and all differences."""
    mine, other = compared_files(ours), compared_files(theirs)
    found = [("only in ours", path) for path in sorted(mine - other)]
    found += [("only in Hugo's", path) for path in sorted(other - mine)]
    found += [("in neither", path) for path in ("rss.xml", "sitemap.xml") if path not in mine | other]
    common = sorted(mine & other)
    with Pool() as pool:
        for differences in pool.imap(compare_page, [(path, ours, theirs) for path in common], chunksize=20):
            found += differences
    return Counter(page_kind(path) or path for path in common), found


def report(kinds, found, examples):
    """Prints the result, and answers whether all is as it should be."""
    print("compared: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    wrong = False
    for what, count in sorted(Counter(what for what, _ in found).items()):
        wrong |= what not in TOLERATED
        print(f"{'tolerated' if what in TOLERATED else 'DIFFERENT'}: {what}: {count}")
        if what not in TOLERATED:
            for _, how in [each for each in found if each[0] == what][:examples]:
                print(f"    {how}")
    print("different pages" if wrong else "the same pages")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ours", help="output folder of sitegen")
    parser.add_argument("hugo", help="output folder of Hugo")
    parser.add_argument("--examples", type=int, default=3, help="examples shown of each difference")
    arguments = parser.parse_args()
    kinds, found = compare(arguments.ours, arguments.hugo)
    sys.exit(0 if report(kinds, found, arguments.examples) else 1)


if __name__ == "__main__":
    main()
