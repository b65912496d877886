#!/usr/bin/env python3
"""Counts the instructions of a build of a small blog, and sets them beside the counts that were recorded last.

    benches/instructions.py             # prints
    benches/instructions.py --record    # and writes instructions.txt anew

The blog has 100 posts, always the same ones, in profile B; the program is that of `cargo build`, which is run first unless
--sitegen names one, on one thread under Valgrind's callgrind. It is less optimised than what readers of performance.md
time, and there whenever the tests have run. Unlike times, counts hardly depend on what
else the machine does: instructions.txt says by how much they vary. They do depend on the compiler, the processor and the
C library: compare those of one machine, and record anew when it changes.
Cases: `cold`, no output and no cache; `noop`, nothing has changed; `body`, a paragraph was added to one post.

A difference is printed and is no failure. Where Valgrind is missing and cannot be installed, that is said, and nothing
is counted."""

import argparse
import datetime
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sides import HERE, TARGET, edit, names_of_posts, settle, sitegen_side, write_posts
from tables import head, row, version_of

RECORD = HERE / "instructions.txt"
CASES = ("cold", "noop", "body")
POSTS, SEED = 100, 1
# After all posts, which are of the years 2020 to 2024.
CLOCK = "2026-01-01T00:00:00Z"


def has_valgrind():
    """Whether Valgrind is there, perhaps since now."""
    if not shutil.which("valgrind") and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("installing valgrind", file=sys.stderr)
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "valgrind"]
        # The list of packages is brought up to date only if the package cannot be had without that.
        for command in (install, ["apt-get", "update", "-q"], install):
            environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
            if shutil.which("valgrind"):
                break
    return bool(shutil.which("valgrind"))


def count(side, work):
    """Instructions of one build."""
    valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={work / 'callgrind.out'}"]
    done = subprocess.run([*valgrind, *side.command], capture_output=True, text=True, errors="replace", check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or not found:
        sys.exit(f"the build failed under Valgrind:\n{done.stderr[-2000:]}")
    return int(found[1])


def count_cases(sitegen, work):
    """Instructions by case."""
    side = sitegen_side(sitegen, work / "sitegen", ["--jobs", "1", "--clock", CLOCK])
    side.dress("B")
    write_posts(side.content, POSTS, SEED)
    counts = {"cold": count(side, work)}
    settle(side)
    counts["noop"] = count(side, work)
    edit("body", side, names_of_posts(side.content)[POSTS // 2], 1)
    counts["body"] = count(side, work)
    return counts


def recorded():
    """The last counts by case, and what is said of them."""
    if not RECORD.is_file():
        return {}, []
    lines = RECORD.read_text(encoding="utf-8").splitlines()
    fields = [line.split() for line in lines if line and not line.startswith("#")]
    return {case: (int(instructions), date) for case, instructions, date, *_ in fields}, lines


def print_counts(counts, last):
    print("\n" + head(["case", "instructions", "recorded", "ratio", "on"], 1))
    for case, instructions in counts.items():
        before, date = last.get(case, (None, ""))
        cells = [f"{before:,}", f"{instructions / before:.4f}", date] if before else ["–", "–", "–"]
        print(row([case, f"{instructions:,}", *cells]))


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def record(counts, lines, version):
    """Writes the counts of today below what the file says at its top."""
    day = datetime.date.today().isoformat()
    made_by = f"# Made by: {said('rustc', '--version')}; {said('valgrind', '--version')}; {platform.machine()}"
    kept = [line for line in lines if line.startswith("#") and not line.startswith("# Made by: ")]
    rows = [f"{case} {instructions} {day} {version}" for case, instructions in counts.items()]
    RECORD.write_text("\n".join([*kept, made_by, *rows]) + "\n", encoding="utf-8")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sitegen", type=Path, help="the program to count, instead of building it")
    parser.add_argument("--record", action="store_true", help="write the counts to instructions.txt")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    if not has_valgrind():
        print("instructions were not counted: valgrind is not there (Debian: valgrind)")
        return
    if not arguments.sitegen:
        manifest = HERE.parent / "Cargo.toml"
        subprocess.run(["cargo", "build", "--locked", "--manifest-path", manifest], check=True)
    sitegen = arguments.sitegen or TARGET / "debug/sitegen"
    with tempfile.TemporaryDirectory(prefix="sitegen-instructions-") as work:
        counts = count_cases(sitegen, Path(work))
    last, lines = recorded()
    print_counts(counts, last)
    if arguments.record:
        record(counts, lines, version_of(sitegen, "--version").split()[1])


if __name__ == "__main__":
    main()
