#!/usr/bin/env python3
"""Builds the same posts with sitegen and with a bare program, in turn, and prints how many times longer sitegen takes.

    cargo build --release
    benches/bare.py --posts 10000

The bare program (bare/) reads the posts, converts their Markdown, and writes as many files and bytes as sitegen, on as
many cores. It has no templates, lists, feeds, checks, digests or cache. sitegen builds profile C, with code shown plain
and no related posts, with no output and no cache before, and leaves both.

Every folder of --dir is measured on its own: without it, one on a tmpfs and one on the disk of the project. Each round
runs both programs once; before a run the system has written all that waits for the disk, so that no program waits for
another's bytes, and outputs of earlier runs are set aside and removed at the end, because a disk that discards what was
removed is busy with it for long. The posts themselves are in the system's memory."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from sides import HERE, SITEGEN, TARGET, build, run_measured, sitegen_side, write_posts
from tables import COLUMNS, head, ratio_row, spread_row, version_of


def build_bare():
    """The program, compiled with the settings of a release."""
    manifest = HERE.parent / "Cargo.toml"
    command = ["cargo", "build", "--quiet", "--release", "--locked", "--package", "bare", "--manifest-path", manifest]
    subprocess.run(command, check=True)
    return TARGET / "release/bare"


def files_of(folder):
    """Path and length of each file below a folder."""
    return sorted((str(path.relative_to(folder)), path.stat().st_size) for path in folder.rglob("*") if path.is_file())


def file_system(folder):
    """Its name, where the system tells it."""
    said = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=False)
    return said.stdout.strip() if said.returncode == 0 else "unknown file system"


def set_aside(made, folder):
    """Moves what a program made out of its way."""
    folder.mkdir()
    for path in made:
        if path.exists():
            path.rename(folder / path.name)


def measure(arguments, bare, work):
    """Figures of both programs by round, and the files and bytes that each wrote."""
    side = sitegen_side(arguments.sitegen, work / "sitegen")
    side.dress("C")
    write_posts(side.content, arguments.posts, arguments.seed)
    build(side)
    reference = files_of(side.root / "public")
    sizes, output = work / "sizes", work / "bare"
    sizes.write_text("".join(f"{length} {path}\n" for path, length in reference), encoding="utf-8")

    runs = [
        ("sitegen", side.made, lambda: build(side)),
        ("bare", [output], lambda: run_measured("bare", [bare, side.content, sizes, output])),
    ]
    figures = {"sitegen": [], "bare": []}
    for number in range(arguments.rounds):
        # Taking turns at going first, so that neither always follows the other.
        for name, made, run in runs if number % 2 == 0 else reversed(runs):
            set_aside(made, work / f"earlier-{name}-{number}")
            os.sync()
            figures[name].append(run())
    if not files_of(side.root / "public") == files_of(output) == reference:
        sys.exit("the two programs did not write the same files and lengths")
    return figures, len(reference), sum(length for _, length in reference)


def report(arguments, bare, folder):
    with tempfile.TemporaryDirectory(prefix="sitegen-bare-", dir=folder) as work:
        figures, count, size = measure(arguments, bare, Path(work))
        # Before all is removed, which on some disks takes longer than the rest.
        print(f"\n{arguments.posts} posts, {count} files, {size / 1e6:.1f} MB, {file_system(work)}\n")
        print(head(["program", *COLUMNS], 1))
        for name, rounds in figures.items():
            print(spread_row([name], rounds))
        print(ratio_row(["sitegen : bare"], figures["sitegen"], figures["bare"]), flush=True)


def default_folders():
    """A tmpfs, where there is one, and the disk where the project is built."""
    TARGET.mkdir(parents=True, exist_ok=True)
    return [Path(folder) for folder in ("/dev/shm", TARGET) if os.path.isdir(folder)]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000, help="how many (default: 10000)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each program (default: 5)")
    parser.add_argument("--seed", type=int, default=1, help="of the posts (default: 1)")
    parser.add_argument("--dir", type=Path, action="append", help="where the files are; may be given again")
    parser.add_argument("--sitegen", type=Path, default=SITEGEN, help="the program to measure")
    arguments = parser.parse_args()
    if not arguments.sitegen.is_file():
        parser.error(f"{arguments.sitegen} is not there: run `cargo build --release` first")
    return arguments


def main():
    arguments = parse_arguments()
    bare = build_bare()
    print(f"- {version_of(arguments.sitegen, '--version')}, profile C, cold")
    print(f"- {platform.system()} {platform.machine()}, {os.cpu_count()} cores")
    print(f"- minimum / median / maximum of {arguments.rounds} rounds; a ratio is the median of the rounds' ratios")
    for folder in arguments.dir or default_folders():
        report(arguments, bare, folder)


if __name__ == "__main__":
    main()
