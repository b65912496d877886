#!/usr/bin/env python3
"""Measures how long an edit takes until a preview shows it: `sitegen serve` and `hugo server` over the same posts.

    cargo build --release
    benches/preview.py --posts 1000,10000

From outside: a file is written, and the page of its post is asked for every two milliseconds until it shows the edit;
what counts is the time between. Each case is the median of several edits, each of which waits until the server has been
quiet for half a second. Before, the time from the start of the program until its first page, with no cache and with one,
and at the end the memory that it holds (the sum of what is resident, as the system tells it).

Hugo runs without its browser reload and renders what is asked for (`--renderToMemory`), with `--disableFastRender` left
out, as it comes."""

import argparse
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sides import SITEGEN, find_hugo, hugo_side, replaced, sitegen_side, write_posts

POLL = 0.002
QUIET = 0.5
PATIENCE = 120


def fetch(port, path):
    """The bytes of a page; none while the server does not answer."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        return connection.getresponse().read()
    except OSError:
        return b""


def wait_for(port, path, mark):
    """Seconds until a page holds a mark."""
    started = time.perf_counter()
    while mark not in fetch(port, path):
        if time.perf_counter() - started > PATIENCE:
            sys.exit(f"{path} never showed {mark}")
        time.sleep(POLL)
    return time.perf_counter() - started


def resident(pid):
    """MiB that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


class Server:
    """A preview that runs."""

    def __init__(self, command, port, page):
        self.port, self.page = port, page
        started = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(port, page, b"</html>")
        self.ready = time.perf_counter() - started

    def edit(self, path, change, mark):
        """Seconds from an edit until the page shows it."""
        time.sleep(QUIET)
        text = change(path.read_text(encoding="utf-8"))
        started = time.perf_counter()
        path.write_text(text, encoding="utf-8")
        wait_for(self.port, self.page, mark.encode())
        return time.perf_counter() - started

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def edits(server, side, post, count):
    """The median time of each kind of edit."""
    article = side.article_template

    def body(number):
        mark = f"An afterthought, number {number}."
        return side.content / post, lambda text: f"{text}\n{mark}\n", mark

    def title(number):
        mark = f"Take {number} of it"
        return side.content / post, lambda text: replaced(text, r'title: "(Take \d+ of it )?', f'title: "{mark} '), mark

    def template(number):
        mark = f"Edition {number}"
        pattern = r'(<p class="edition">.*\n)?</article>'
        return article, lambda text: replaced(text, pattern, f'<p class="edition">{mark}</p>\n</article>'), mark

    figures = {}
    for name, make in [("body", body), ("title", title), ("template", template)]:
        times = [server.edit(*make(number)) for number in range(1, count + 1)]
        figures[name] = statistics.median(times)
    return figures


def measure(side, command, port, page, post, arguments):
    side.forget()
    cold = Server(command, port, page)
    cold.stop()
    server = Server(command, port, page)
    memory = resident(server.process.pid)
    figures = {"cold": cold.ready, "warm": server.ready, **edits(server, side, post, arguments.edits)}
    server.stop()
    return figures, memory


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def address(post):
    """The path of a post's page."""
    date = re.search(r"(?m)^date: (\d{4})-(\d{2})", post.read_text(encoding="utf-8"))
    return f"/posts/{date[1]}/{date[2]}/{post.stem}/"


def compare(count, arguments, hugo, work):
    programs = {}
    for name in ["sitegen", "hugo"] if hugo else ["sitegen"]:
        root = work / f"{name}-{count}"
        side = sitegen_side(arguments.sitegen, root) if name == "sitegen" else hugo_side(hugo, root)
        side.dress(arguments.profile)
        write_posts(side.content, count, 1)
        files = sorted(side.content.glob("posts/**/*.md"))
        post = files[len(files) // 2]
        page, port = address(post), free_port()
        if name == "sitegen":
            command = [arguments.sitegen, "serve", "--root", root, "--quiet", "--port", str(port)]
        else:
            command = [hugo, "server", "--quiet", "--source", root, "--port", str(port), "--disableLiveReload", "--renderToMemory"]
        programs[name] = measure(side, command, port, page, post.relative_to(side.content), arguments)
    print(f"\n**{count:,} posts**, profile {arguments.profile}\n")
    print("| case | " + " | ".join(programs) + (" | ratio |" if hugo else " |"))
    print("|---|" + "---:|" * (len(programs) + bool(hugo)))
    for case in ["cold", "warm", "body", "title", "template"]:
        values = [figures[case] for figures, _ in programs.values()]
        ratio = f" {values[0] / values[1]:.3f} |" if hugo else ""
        print(f"| {case}, ms | " + " | ".join(f"{value * 1000:.0f}" for value in values) + " |" + ratio)
    memories = [memory for _, memory in programs.values()]
    ratio = f" {memories[0] / memories[1]:.3f} |" if hugo else ""
    print("| memory, MiB | " + " | ".join(f"{memory:.0f}" for memory in memories) + " |" + ratio, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", default="1000", help="how many, or several as 1000,10000 (default: 1000)")
    parser.add_argument("--profile", default="B", help="A, B or C (default: B)")
    parser.add_argument("--edits", type=int, default=20, help="of each kind (default: 20)")
    parser.add_argument("--sitegen", type=Path, default=SITEGEN, help="the program to measure")
    parser.add_argument("--hugo", help="Hugo's program, instead of fetching it")
    parser.add_argument("--no-hugo", action="store_true", help="measure sitegen alone")
    parser.add_argument("--dir", type=Path, default=Path("/dev/shm") if os.path.isdir("/dev/shm") else None)
    arguments = parser.parse_args()
    hugo = None if arguments.no_hugo else find_hugo(arguments.hugo)
    with tempfile.TemporaryDirectory(prefix="sitegen-preview-", dir=arguments.dir) as work:
        for count in arguments.posts.split(","):
            compare(int(count), arguments, hugo, Path(work))


if __name__ == "__main__":
    main()
