#!/usr/bin/env python3
"""Tells what the search costs: its index beside a cold build, and a query in a browser.

    cargo build --release
    benches/search.py --posts 10000
    benches/search.py --posts 10000 --no-browser
    benches/search.py --posts 10000 --theme --no-browser

Writes the posts (posts.py), lays out the benchmark site in profile A, and builds it cold, without and with
`search: true`. What the second takes more is the index. Then it builds again: with nothing changed, and with a paragraph
added to one post. With `--theme` the site has the default theme, whose pages cost more than those of the benchmark site,
without share cards. Sizes are those of the files below `pagefind/`.

For the query, Chromium (CHROMIUM, or `chromium` in the path) loads the index with Playwright, which tests/browser installs,
from a server on this machine, and asks for twenty words, one after the other, each twice: the first time it loads the part
of the index that has the word. Every time is from the question to the first ten results with their excerpts."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from sides import HERE, SITEGEN, edit, names_of_posts, sitegen_side, write_posts
from sides import build as run

WORDS = 20
THEMED = "title: Bench\nbase_url: https://example.org/\nshare_cards: false\n"
PAGE = """<!doctype html><html lang="en"><title>search</title>"""

SCRIPT = r"""
import { readFile } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
const [, , tests, folder, words] = process.argv;
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  readFile(folder + path, (error, bytes) => {
    const type = path.endsWith(".js") ? "text/javascript" : path.endsWith(".html") ? "text/html" : "application/octet-stream";
    response.writeHead(error ? 404 : 200, { "content-type": type }).end(bytes);
  });
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const { chromium } = createRequire(`${tests}/package.json`)("playwright-core");
const args = ["--no-sandbox", "--disable-gpu"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/search-bench.html`);
const figures = await page.evaluate(async (words) => {
  const began = performance.now();
  const pagefind = await import("/pagefind/en/pagefind.js");
  const [answer] = await Promise.all([fetch("/pagefind/en/parts.json"), pagefind.init()]);
  const { parts } = await answer.json();
  const others = Array.from({ length: parts - 1 }, (_, place) => pagefind.mergeIndex(`/pagefind/en/${place + 2}/`));
  await Promise.all(others);
  // Up to here and with this the theme does the same before it asks what a reader asks.
  const { results } = await pagefind.search(null);
  await results[0].data();
  await pagefind.filters();
  const loaded = performance.now() - began;
  const ask = async (word) => {
    const began = performance.now();
    const { results } = await pagefind.search(word);
    await Promise.all(results.slice(0, 10).map((result) => result.data()));
    return [performance.now() - began, results.length];
  };
  const [first, again] = [[], []];
  for (const word of words) first.push(await ask(word));
  for (const word of words) again.push(await ask(word));
  return { parts, loaded, first, again };
}, JSON.parse(words));
console.log(JSON.stringify(figures));
await browser.close();
server.close();
"""


def with_search(site, on):
    config = site.root / "sitegen.yaml"
    text = config.read_text(encoding="utf-8").replace("search: true\n", "")
    config.write_text(text + ("search: true\n" if on else ""), encoding="utf-8")


def words_of(content, posts):
    """Words from titles all over the blog, always the same ones."""
    words = []
    for name in posts[:: max(1, len(posts) // (WORDS * 4))]:
        title = next(line for line in (content / name).read_text(encoding="utf-8").splitlines() if "title:" in line)
        for word in title.split(":", 1)[1].strip(" \"'").split():
            if len(word) > 4 and word.isalpha() and word.lower() not in words:
                words.append(word.lower())
                break
    return words[:WORDS]


def ask(output, words):
    (output / "search-bench.html").write_text(PAGE)
    script = output.parent / "ask.mjs"
    script.write_text(SCRIPT)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    command = ["node", script, HERE.parent / "tests/browser", output, json.dumps(words)]
    environment = {**os.environ, "CHROMIUM": chromium}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout)


def tell(name, figures):
    print(f"{name:<24} wall {figures.wall:8.2f} s   CPU {figures.cpu:8.2f} s   peak {figures.peak:7.0f} MiB", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--dir", default="/dev/shm" if os.path.isdir("/dev/shm") else None)
    parser.add_argument("--theme", action="store_true", help="the default theme in place of the benchmark site's templates")
    parser.add_argument("--no-browser", action="store_true", help="only the index")
    options = parser.parse_args()
    if not SITEGEN.exists():
        sys.exit(f"{SITEGEN} is missing: cargo build --release")
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        site = sitegen_side(SITEGEN, Path(folder) / "site")
        write_posts(site.content, options.posts, 1)
        posts = names_of_posts(site.content)
        if options.theme:
            (site.root / "sitegen.yaml").write_text(THEMED, encoding="utf-8")
        else:
            site.dress("A")
            # The site's frame has not the blocks that the theme's own page fills.
            (site.root / "templates/search.html").write_text('{% extends "base.html" %}\n', encoding="utf-8")
        with_search(site, False)
        site.forget()
        without = run(site)
        tell("cold, without search", without)
        site.forget()
        with_search(site, True)
        cold = run(site)
        tell("cold, with search", cold)
        print(f"the index takes {(cold.cpu - without.cpu) / without.cpu:.2f} times the CPU of the cold build, "
              f"{(cold.wall - without.wall) / without.wall:.2f} times its wall time")
        tell("nothing changed", run(site))
        edit("body", site, posts[len(posts) // 2], 1)
        tell("a paragraph added", run(site))
        output = site.root / "public"
        files = [path for path in (output / "pagefind").rglob("*") if path.is_file()]
        print(f"index: {len(files)} files, {sum(path.stat().st_size for path in files) / 2**20:.1f} MiB")
        if not options.no_browser:
            answer = ask(output, words_of(site.content, posts))
            first = [time for time, _ in answer["first"]]
            again = [time for time, _ in answer["again"]]
            print(f"browser: {answer['parts']} parts loaded in {answer['loaded']:.0f} ms; {len(first)} words, "
                  f"first time median {median(first):.0f} ms, most {max(first):.0f}; "
                  f"again median {median(again):.0f} ms, most {max(again):.0f}; "
                  f"results median {median(count for _, count in answer['again'])}")


if __name__ == "__main__":
    main()
