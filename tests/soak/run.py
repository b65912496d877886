#!/usr/bin/env python3
"""Runs the preview of the demo blog for half an hour under edits and readers, and looks whether it grows.

    cargo build --release
    tests/soak/run.py --minutes 30
    tests/soak/run.py --storm 60

Edits follow one another at random: texts, titles, new posts, posts that go, mistakes and their repair, templates, settings,
files of `static/`. Twenty readers ask for pages all the while; five of them listen for changes too. Each minute it prints
what the program holds; at the end every post must be shown as it was written last, and gone ones not at all. Memory may
be a quarter more than after the first third, open descriptors no more than eight. A storm is a thousand saves a second for so
many seconds: it is to be told in few changes, the last of it always, and nothing after it. It needs Python 3 and Linux."""

import argparse
import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PARTS = ("content", "data", "static", "sitegen.yaml")
READERS, LISTENERS = 20, 5
# Memory and descriptors at the end, beside those after a third of the time.
GROWTH, MORE_FILES = 1.25, 8
PATIENCE = 60


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def fetch(port, path):
    """Status and text of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    finally:
        connection.close()


class Blog:
    """The posts of the test's own, as they were written last, and all that is changed beside them."""

    def __init__(self, root, seed):
        self.root, self.random = root, random.Random(seed)
        self.posts, self.gone, self.count, self.edits = {}, set(), 0, 0
        self.settings = (root / "sitegen.yaml").read_text(encoding="utf-8")
        for _ in range(20):
            self.new()

    def path(self, number):
        return self.root / f"content/posts/soak-{number}.md"

    def url(self, number):
        return f"/2026/06/01/soak-{number}/"

    def mark(self):
        self.edits += 1
        return f"mark{self.edits}mark"

    def write(self, number, title, mark):
        front = f'title: "{title}"\nslug: soak-{number}\ndate: 2026-06-01\ntags: [soak, tag-{number % 7}]'
        self.path(number).write_text(f"---\n{front}\n---\n\nA text with {mark} in it.\n", encoding="utf-8")
        self.posts[number] = mark

    def new(self):
        self.count += 1
        self.write(self.count, f"Number {self.count}", self.mark())

    def any(self):
        return self.random.choice(list(self.posts))

    def body(self):
        number = self.any()
        self.write(number, f"Number {number}", self.mark())

    def title(self):
        number, mark = self.any(), self.mark()
        self.write(number, f"Number {number}, {mark}", mark)

    def remove(self):
        if len(self.posts) > 10:
            number = self.any()
            self.path(number).unlink()
            del self.posts[number]
            self.gone.add(number)

    def mistake(self):
        number = self.any()
        self.path(number).write_text("---\ntitle: a: b\n---\n", encoding="utf-8")
        time.sleep(self.random.uniform(0, 0.5))
        self.write(number, f"Number {number}", self.mark())

    def template(self):
        path = self.root / "templates/soak.html"
        path.parent.mkdir(exist_ok=True)
        text = self.random.choice(["{{ page.title }}", "{% if %}", "{{ nothing.at.all }}", "<p>soak</p>"])
        path.write_text(text, encoding="utf-8")
        time.sleep(self.random.uniform(0, 0.3))
        path.unlink()

    def setting(self):
        text = re.sub(r"(?m)^tagline:.*\n", "", self.settings) + f'tagline: "{self.mark()}"\n'
        (self.root / "sitegen.yaml").write_text(text, encoding="utf-8")

    def file(self):
        (self.root / f"static/soak-{self.random.randrange(5)}.txt").write_text(self.mark(), encoding="utf-8")

    def edit(self):
        kinds = [self.body] * 8 + [self.title] * 3 + [self.new, self.remove, self.mistake, self.file] + [self.template]
        self.random.choice([*kinds, self.setting])()


class Readers:
    """Those who ask for pages until they are told to stop."""

    def __init__(self, port, blog):
        self.port, self.blog, self.stop = port, blog, threading.Event()
        self.answers, self.wrong, self.heard, self.lock = 0, [], 0, threading.Lock()
        self.threads = [threading.Thread(target=self.read, args=(seed,)) for seed in range(READERS - LISTENERS)]
        self.threads += [threading.Thread(target=self.listen, args=(seed,)) for seed in range(LISTENERS)]
        for thread in self.threads:
            thread.start()

    def read(self, seed):
        chance = random.Random(seed)
        fixed = ["/", "/tags/", "/tags/soak/", "/archive/", "/rss.xml", "/sitemap.xml", "/search/", "/nothing/"]
        while not self.stop.wait(chance.uniform(0, 0.5)):
            number = chance.randint(1, max(1, self.blog.count))
            path = chance.choice([*fixed, self.blog.url(number), self.blog.url(number)])
            try:
                status, _ = fetch(self.port, path)
                right = status == 200 or status == 404 and path not in fixed[:-1]
                self.note(None if right else f"{path}: {status}")
            except OSError as error:
                self.note(f"{path}: {error!r}")

    def listen(self, seed):
        """A browser: it loads a page, listens to its events for a while, and loads it again."""
        chance = random.Random(100 + seed)
        while not self.stop.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                token = re.search(r'data-token="(\w+)"', fetch(self.port, "/")[1])[1]
                connection.request("GET", f"/__sitegen/events?token={token}&after=0")
                stream, end = connection.getresponse(), time.monotonic() + chance.uniform(1, 20)
                while time.monotonic() < end and not self.stop.is_set():
                    if stream.readline().startswith(b"event:"):
                        self.heard += 1
            except TimeoutError:
                pass  # Nothing happened for a while.
            except (OSError, TypeError) as error:
                self.note(f"events: {error!r}")
            finally:
                connection.close()

    def note(self, wrong):
        with self.lock:
            self.answers += 1
            if wrong:
                self.wrong.append(wrong)

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join()


class Held(tuple):
    """What a process holds: MiB of memory, open descriptors, threads."""

    @classmethod
    def by(cls, pid):
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        number = lambda key: int(re.search(rf"{key}:\s+(\d+)", status)[1])
        return cls((number("VmRSS") / 1024, len(os.listdir(f"/proc/{pid}/fd")), number("Threads")))

    def __str__(self):
        return "{:.0f} MiB, {} descriptors, {} threads".format(*self)


def shows_all(port, blog):
    """What is not shown as it was written, after waiting for it."""
    end = time.monotonic() + PATIENCE
    missing = {number for number in blog.gone | set(blog.posts)}
    while missing and time.monotonic() < end:
        for number in sorted(missing):
            status, text = fetch(port, blog.url(number))
            mark = blog.posts.get(number)
            if (mark is None and status == 404) or (mark is not None and status == 200 and mark in text):
                missing.discard(number)
        time.sleep(0.2)
    return sorted(missing)


def wait_until_it_answers(server, port):
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return fetch(port, "/")
        except OSError:
            if time.monotonic() > end or server.poll() is not None:
                sys.exit("the preview does not answer")
            time.sleep(0.05)


def storm(program, root, seconds, seed):
    """A thousand saves a second, of twenty posts in turn."""
    blog, port = Blog(root, seed), free_port()
    told = root / "told.jsonl"
    command = [program, "serve", "--root", root, "--port", str(port), "--message-format", "json"]
    with told.open("w", encoding="utf-8") as out:
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
    count = lambda: told.read_text(encoding="utf-8").count('"type":"change"')
    try:
        wait_until_it_answers(server, port)
        before, numbers, begun, saves = count(), sorted(blog.posts), time.monotonic(), 0
        while (passed := time.monotonic() - begun) < seconds:
            while saves < passed * 1000:
                number = numbers[saves % len(numbers)]
                blog.write(number, f"Number {number}", blog.mark())
                saves += 1
            time.sleep(0.001)
        unseen = shows_all(port, blog)
        late, changes = time.monotonic() - begun - seconds, count() - before
        time.sleep(3)
        after = count() - before - changes
        print(f"{saves} saves in {seconds} s: {changes} changes told, the last shown after {late:.2f} s; "
              f"{after} changes in 3 s after it; {Held.by(server.pid)}")
        problems = [f"{blog.url(number)} is not as it was written" for number in unseen]
        if changes > seconds * 50:
            problems.append("more than 50 changes a second were told")
        if after:
            problems.append("changes were told that nobody made")
        return problems
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def soak(program, root, minutes, seed):
    blog, port = Blog(root, seed), free_port()
    command = [program, "serve", "--root", root, "--port", str(port), "--quiet"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_it_answers(server, port)
        readers = Readers(port, blog)
        begun, samples = time.monotonic(), []
        for minute in range(1, minutes + 1):
            while time.monotonic() < begun + 60 * minute:
                blog.edit()
                time.sleep(blog.random.expovariate(2))
                if server.poll() is not None:
                    readers.end()
                    sys.exit(f"the preview ended with {server.returncode} after {blog.edits} edits")
            samples.append(Held.by(server.pid))
            print(f"{minute:3} min  {samples[-1]}; {blog.edits} edits, {readers.answers} answers, "
                  f"{readers.heard} events, {len(readers.wrong)} wrong", flush=True)
        readers.end()
        unseen = shows_all(port, blog)
        third, last = samples[(minutes - 1) // 3], Held.by(server.pid)
        print(f"after a third {third}; at the end {last}")
        problems = readers.wrong[:10] + [f"{blog.url(number)} is not as it was written" for number in unseen]
        if last[0] > third[0] * GROWTH:
            problems.append("memory grew")
        if last[1] > third[1] + MORE_FILES:
            problems.append("descriptors grew")
        return problems
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--storm", type=int, metavar="SECONDS", help="saves alone, a thousand a second")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sitegen", type=Path, default=TARGET / "release/sitegen")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, Path(folder) / part)
        if arguments.storm:
            problems = storm(arguments.sitegen, Path(folder), arguments.storm, arguments.seed)
        else:
            problems = soak(arguments.sitegen, Path(folder), arguments.minutes, arguments.seed)
    for problem in problems:
        print(f"FAILED: {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
