#!/usr/bin/env python3
"""Tells how fast a site is published to a bucket, beside `aws s3 sync` and `rclone sync`.

    cargo build --release && cargo build --release --package s3
    benches/publish.py --posts 9600
    benches/publish.py --posts 96000 --rounds 1 --alone     Without the others

Builds the benchmark site in profile A, which has some 10,000 files then, starts the S3 server of the tests (benches/s3) with
its files in memory, and has each program send the site to a bucket of its own, in turn, ROUNDS times, with 16 requests at a
time: all of it into an empty bucket, and again when ten files have changed. awscli is installed from PyPI below the target
folder; rclone is that in the path, and is left out if there is none. `--checksum` is rclone's comparison by content; by time,
as it does without, it would send nothing of a file whose bytes changed and whose time did not, and after a checkout all.

A time is from start to end of the program. What stands beside it is how many times that of sitegen it is, and the program's
peak memory."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from statistics import median

from sides import SITEGEN, TARGET, sitegen_side, write_posts
from sides import build as run

KEY, SECRET = "bench", "bench-secret"
CHANGED = 10
PARALLEL = 16


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=9600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="sitegen alone")
    parser.add_argument("--tmp", type=Path, default=Path("/dev/shm"), help="where site and server have their files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.tmp) as folder:
        measure(Path(folder), options.posts, options.rounds, options.alone)


def measure(folder, posts, rounds, alone):
    site = sitegen_side(SITEGEN, folder / "site")
    write_posts(site.content, posts, 1)
    site.dress("A")
    static = site.root / "static"
    static.mkdir(exist_ok=True)
    for number in range(CHANGED):
        (static / f"changed-{number}.txt").write_text("before\n", encoding="utf-8")
    run(site)
    public = site.root / "public"
    count = sum(path.is_file() for path in public.rglob("*")) - 1
    size = sum(path.stat().st_size for path in public.rglob("*") if path.is_file())
    print(f"{count} files, {size / 1e6:.0f} MB, {PARALLEL} requests at a time, {os.cpu_count()} processors")
    settings = (site.root / "sitegen.yaml").read_text(encoding="utf-8")
    others = ["aws s3 sync", *(["rclone sync"] if shutil.which("rclone") else [])]
    programs = ["sitegen", *([] if alone else others)]
    figures = {program: {"first": [], "again": [], "change": []} for program in programs}
    for number in range(rounds):
        for place in range(len(programs)):
            # Each program is first in turn.
            program = programs[(place + number) % len(programs)]
            with Server(folder / "bucket") as port:
                send = sender(program, site.root, settings, port, folder)
                took = figures[program]
                took["first"].append(cost(send))
                took["again"].append(cost(send))
                change(site, static, f"after {program} {number}\n")
                took["change"].append(cost(send))
    for case, title in [("first", "into an empty bucket"), ("again", "nothing changed"), ("change", f"{CHANGED} files changed")]:
        own = median(took for took, _ in figures["sitegen"][case])
        print(f"\n{title}")
        for program in programs:
            took = median(took for took, _ in figures[program][case])
            peak = max(peak for _, peak in figures[program][case])
            print(f"  {program:12} {took:8.2f} s  {took / own:6.1f}  {peak:6.0f} MiB")


def change(site, static, text):
    for number in range(CHANGED):
        (static / f"changed-{number}.txt").write_text(text, encoding="utf-8")
    run(site)


def sender(program, root, settings, port, folder):
    """What sends the output to the bucket, as a command and its environment."""
    address = f"http://127.0.0.1:{port}"
    # What else is said of AWS here is not meant for this server.
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": str(folder / "aws"),
    }
    public = root / "public"
    if program == "sitegen":
        target = f"{{type: s3, bucket: bucket, endpoint: '{address}', parallel: {PARALLEL}}}"
        (root / "publish.yaml").write_text(f"{settings}\npublish: {{bench: {target}}}\n", encoding="utf-8")
        shutil.rmtree(root / ".sitegen/published", ignore_errors=True)
        return [SITEGEN, "publish", "--root", root, "--config", root / "publish.yaml", "--quiet"], environment
    if program == "aws s3 sync":
        (folder / "aws").write_text(f"[default]\ns3 =\n  max_concurrent_requests = {PARALLEL}\n", encoding="utf-8")
        command = [awscli(), "--endpoint-url", address, "s3", "sync", "--delete", "--only-show-errors"]
        return [*command, "--exclude", ".sitegen-manifest.json", public, "s3://bucket"], environment
    remote = f":s3,provider=Other,env_auth=true,endpoint='{address}',force_path_style=true,no_check_bucket=true,list_version=2:bucket"
    command = ["rclone", "sync", "--checksum", "--fast-list", "--transfers", str(PARALLEL), "--checkers", str(PARALLEL)]
    return [*command, "--exclude", ".sitegen-manifest.json", public, remote], environment


def cost(send):
    """Seconds from start to end of a program, and its peak memory in MiB."""
    command, environment = send
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            sys.exit(f"{command[0]} ended with {process.returncode}:\n{said.read().decode()}")
    return took, usage.ru_maxrss / 1024


class Server:
    """The S3 server, with an empty bucket."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.server = subprocess.Popen([SITEGEN.with_name("s3"), self.folder, str(port), KEY, SECRET, "bucket"])
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return port
            except OSError:
                time.sleep(0.01)

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()


def awscli():
    folder = TARGET / "awscli"
    program = folder / "bin/aws"
    if not program.exists():
        print(f"installing awscli into {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", "awscli==1.*"], check=True)
    return program


if __name__ == "__main__":
    main()
