#!/usr/bin/env python3
"""Tells what `check` and `new post` cost beside a cold build.

    cargo build --release
    benches/check.py --posts 10000
    benches/check.py --posts 10000 --theme

Writes the posts (posts.py) and lays out the benchmark site in profile A, or with `--theme` one with the default theme,
without share cards. Each round builds it cold, checks it without and with what the build remembered, checks it once more after
an edit, checks one post on standard input and makes a new one. A ratio is the median of the rounds' ratios to the cold build."""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from sides import SITEGEN, build as run
from sides import edit, names_of_posts, sitegen_side, write_posts

THEMED = "title: Bench\nbase_url: https://example.org/\nshare_cards: false\n"


def cases(site, posts, number):
    """What is run, by its name: each a side of its own with another command."""
    root = ["--root", site.root, "--quiet"]
    check = replace(site, command=[SITEGEN, "check", *root])
    yield "build, cold", site, site.forget
    yield "check, after a build", check, lambda: None
    yield "check, body edited", check, lambda: edit("body", site, posts[len(posts) // 2], number)
    yield "check, without a cache", check, site.forget
    one = site.content / posts[0]
    yield "check -, one post", replace(site, command=["sh", "-c", f'"{SITEGEN}" check - --root "{site.root}" -q < "{one}"']), lambda: None
    yield "new post", replace(site, command=[SITEGEN, "new", "post", f"A title of round {number}", *root]), lambda: None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dir", default="/dev/shm" if os.path.isdir("/dev/shm") else None)
    parser.add_argument("--theme", action="store_true", help="the default theme in place of the benchmark site's templates")
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
        told = subprocess.run([SITEGEN, "check", "--root", site.root, "--quiet"], check=False, stderr=subprocess.DEVNULL)
        if told.returncode not in (0, 1):
            sys.exit("the site cannot be checked")
        figures = {}
        for number in range(1, options.rounds + 1):
            for name, side, prepare in cases(site, posts, number):
                prepare()
                figures.setdefault(name, []).append(run(side))
        cold = figures["build, cold"]
        for name, taken in figures.items():
            wall = median(one.wall / other.wall for one, other in zip(taken, cold))
            cpu = median(one.cpu / other.cpu for one, other in zip(taken, cold))
            print(f"{name:<24} wall {median(one.wall for one in taken):7.2f} s ({wall:5.3f})   CPU "
                  f"{median(one.cpu for one in taken):7.2f} s ({cpu:5.3f})   peak {median(one.peak for one in taken):6.0f} MiB")


if __name__ == "__main__":
    main()
