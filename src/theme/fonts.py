#!/usr/bin/env python3
"""Makes the faces of the default theme: static/fonts/*.woff2 and static/css/faces/*.css.

Each face comes from a package of the npm registry (all are under the SIL Open Font License), is set to its size for
headlines where it has an axis for sizes, keeps its axis of weights, and loses what headlines do not need. The style
sheets name the parts by the letters they have, so that a browser fetches what a page shows, and describe a fallback of
the system with the same metrics, so that nothing moves whichever of them is shown.

Needs: pip install fonttools brotli; npm; the Liberation fonts (Debian: fonts-liberation), whose widths are those of
Times New Roman and Arial. `--widths FOLDER` says where they are.
"""

import argparse
import io
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = pathlib.Path(__file__).resolve().parents[2]
FEATURES = ["kern", "liga", "lnum", "tnum", "locl", "ccmp", "mark", "mkmk"]
# How often letters stand in headlines; widths are weighed by it.
LETTERS = {
    "e": 11, "t": 9, "a": 8, "o": 8, "i": 7, "n": 7, "s": 6, "r": 6, "h": 5, "l": 4, "d": 4, "u": 3, "c": 3, "m": 3,
    "f": 2, "p": 2, "g": 2, "w": 2, "y": 2, "b": 2, "v": 1, "k": 1, " ": 16, "A": 1, "S": 1, "T": 1,
}
FACES = [
    {
        "name": "Source Serif 4", "file": "source-serif", "package": "@fontsource-variable/source-serif-4@5.3.1",
        "axis": "opsz", "size": 48, "weights": (400, 900),
        "parts": ["latin", "latin-ext", "cyrillic", "greek", "vietnamese"],
        "local": ["Times New Roman", "Liberation Serif", "Tinos"], "widths": "LiberationSerif",
    },
    {
        "name": "Schibsted Grotesk", "file": "schibsted", "package": "@fontsource-variable/schibsted-grotesk@5.3.0",
        "axis": "wght", "size": None, "weights": (400, 900), "parts": ["latin", "latin-ext"],
        "local": ["Arial", "Liberation Sans", "Arimo"], "widths": "LiberationSans",
    },
    {
        "name": "Bricolage Grotesque", "file": "bricolage",
        "package": "@fontsource-variable/bricolage-grotesque@5.3.0",
        "axis": "opsz", "size": 36, "weights": (400, 800), "parts": ["latin", "latin-ext", "vietnamese"],
        "local": ["Arial", "Liberation Sans", "Arimo"], "widths": "LiberationSans",
    },
]


def package(name, folder):
    """The files of a package, unpacked."""
    told = subprocess.run(["npm", "pack", name, "--silent"], cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / told.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def again(font):
    """The font as it is read from its own bytes: what an instancer leaves is not whole."""
    font.flavor = None
    bytes_ = io.BytesIO()
    font.save(bytes_)
    bytes_.seek(0)
    return TTFont(bytes_, recalcTimestamp=False)


def part(face, source):
    """One part of a face, for headlines."""
    limits = {"wght": face["weights"]}
    if face["size"]:
        limits["opsz"] = face["size"]
    font = again(instancer.instantiateVariableFont(TTFont(source, recalcTimestamp=False), limits))
    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False, name_IDs=[0, 1, 2, 13, 14])
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=list(font.getBestCmap()))
    subsetter.subset(font)
    font.flavor = "woff2"
    return font


def ranges(letters):
    """Letters as CSS writes them."""
    runs = []
    for code in sorted(letters):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def width(font):
    """The mean width of letters as a part of the size."""
    names, metrics = font.getBestCmap(), font["hmtx"]
    total = sum(metrics[names[ord(letter)]][0] * times for letter, times in LETTERS.items())
    return total / sum(LETTERS.values()) / font["head"].unitsPerEm


def percent(number):
    return f"{100 * number:.2f}%"


def fallback(face, latin, widths, style, weights, at):
    """The rule of a face of the system that takes the room of ours at a weight."""
    ours = width(again(instancer.instantiateVariableFont(again(latin), {"wght": at})))
    system = width(TTFont(widths / f"{face['widths']}-{style}.ttf"))
    adjust = ours / system
    head, line = latin["head"].unitsPerEm, latin["hhea"]
    bold = " Bold" if style == "Bold" else ""
    sources = ", ".join(f'local("{name}{bold}")' for name in face["local"])
    return (
        f'@font-face {{\n  font-family: "{face["name"]} Fallback";\n  src: {sources};\n  font-weight: {weights};\n'
        f"  size-adjust: {percent(adjust)};\n  ascent-override: {percent(line.ascent / head / adjust)};\n"
        f"  descent-override: {percent(-line.descent / head / adjust)};\n"
        f"  line-gap-override: {percent(line.lineGap / head / adjust)};\n}}\n"
    )


def make(face, widths, folder):
    root = package(face["package"], folder)
    fonts, rules, named = ROOT / "static/fonts", [], set()
    weights = "{} {}".format(*face["weights"])
    for name in face["parts"]:
        stem = face["package"].split("/")[1].split("@")[0]
        font = part(face, root / "files" / f"{stem}-{name}-{face['axis']}-normal.woff2")
        file = f"{face['file']}-{name}.woff2"
        font.save(fonts / file)
        print(file, (fonts / file).stat().st_size)
        if name == "latin":
            latin = TTFont(fonts / file)
        # A letter belongs to the first part that has it: every part has a blank, and all would be fetched for it.
        letters = set(font.getBestCmap()) - named
        named |= letters
        rules.append(
            f'@font-face {{\n  font-family: "{face["name"]}";\n  src: url("../../fonts/{file}") format("woff2");\n'
            f"  font-weight: {weights};\n  font-display: optional;\n  unicode-range: {ranges(letters)};\n}}\n"
        )
    rules.append(fallback(face, latin, widths, "Regular", "400 500", 400))
    rules.append(fallback(face, latin, widths, "Bold", "600 900", 700))
    text = f"/* {face['name']}, from {face['package']}; made by src/theme/fonts.py. */\n\n" + "\n".join(rules)
    (ROOT / f"static/css/faces/{face['file']}.css").write_text(text)
    shutil.copy(root / "LICENSE", fonts / f"{face['file']}-LICENSE.txt")
    shutil.rmtree(root)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--widths", type=pathlib.Path, default="/usr/share/fonts/truetype/liberation")
    widths = arguments.parse_args().widths
    with tempfile.TemporaryDirectory() as folder:
        for face in FACES:
            make(face, widths, pathlib.Path(folder))


if __name__ == "__main__":
    main()
