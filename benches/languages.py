#!/usr/bin/env python3
"""Gives seven of eight posts of the benchmark blog another language: languages.py FOLDER. Posts that have one are left.

The words stay made up: letters become those of another script, in Chinese a word one or two characters, in Chinese and Thai
without blanks. Code, addresses and markup stay. With it the benchmark blog asks for what blogs of one script do not: other
ways to find words, wide characters, texts from right to left."""

import hashlib
import re
import sys
import zlib
from multiprocessing import Pool
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# The tag of a language and the first of its letters; none is English as it stands.
LANGUAGES = [None, ("ru", 0x430), ("el", 0x3B1), ("ar", 0x628), ("th", 0xE01), ("hi", 0x915), ("zh", None), ("ko", 0xAC00)]
# What is not words: code, what stands in quotation marks of code, addresses of links.
KEPT = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)", re.DOTALL)
WORD = re.compile(r"[A-Za-z]+")


def ideographs(word):
    """One or two characters for a word, always the same."""
    digest = hashlib.blake2b(word.lower().encode(), digest_size=4).digest()
    count = 1 if len(word) < 6 else 2
    return "".join(chr(0x4E00 + int.from_bytes(digest[2 * at : 2 * at + 2], "big") % 6000) for at in range(count))


def turned(text, first):
    """The same text in another script."""
    if first is None:
        text = WORD.sub(lambda found: ideographs(found[0]), text)
    else:
        step = 28 if first == 0xAC00 else 1
        table = {ord(letter): first + step * at for at, letter in enumerate(LETTERS)}
        text = text.lower().translate(table)
    if first in (None, 0xE01):
        text = re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text)
    return text


def turn(path):
    language = LANGUAGES[zlib.crc32(path.name.encode()) % len(LANGUAGES)]
    if language is None:
        return
    tag, first = language
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    if "\nlang: " in front:
        return
    front = re.sub(r'(?m)^(title|description): "(.*)"$', lambda found: f'{found[1]}: "{turned(found[2], first)}"', front)
    parts, at = [], 0
    for kept in KEPT.finditer(body):
        parts += [turned(body[at : kept.start()], first), kept[0]]
        at = kept.end()
    parts.append(turned(body[at:], first))
    path.write_text(f"---\n{front}lang: {tag}\n---\n{''.join(parts)}", encoding="utf-8")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with Pool() as pool:
        pool.map(turn, sorted(Path(sys.argv[1]).rglob("*.md")), chunksize=200)


if __name__ == "__main__":
    main()
