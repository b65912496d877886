#!/usr/bin/env python3
"""Makes the fonts of share cards: subsets of one bold face for each script, packed with Brotli.

Needs fonttools and brotli (PyPI), and these packages, unpacked into one folder:

  npm     source-serif 4.5.1                      package/OTF/*.otf
  Debian  fonts-noto-core 20201225-1              usr/share/fonts/truetype/noto/*.ttf
  Debian  fonts-noto-cjk 1:20220127+repack1-1     usr/share/fonts/opentype/noto/*.ttc

  npm pack source-serif@4.5.1 && tar xzf source-serif-4.5.1.tgz -C FOLDER
  apt-get download fonts-noto-core fonts-noto-cjk && for deb in *.deb; do dpkg-deb -x "$deb" FOLDER; done
  python3 make.py FOLDER [NAME...]

The same packages and the same versions of fonttools (4.68.0) and brotli (1.2.0) give the same bytes.
"""

import io
import sys
from pathlib import Path

import brotli
from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent

EUROPEAN = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x259, 0x259), (0x2B0, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F),
    (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20C0), (0x2100, 0x214F), (0x2150, 0x218F),
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x25A0, 0x25FF),
]
ARABIC = [(0x600, 0x6FF), (0x750, 0x77F), (0x200C, 0x200F)]
HEBREW = [(0x590, 0x5FF)]
DEVANAGARI = [(0x900, 0x97F), (0x200C, 0x200D), (0x25CC, 0x25CC)]
THAI = [(0xE00, 0xE7F)]
# Punctuation of East Asia, kana, and forms of full and half width. Latin letters are the European face's.
EAST_ASIAN = [(0x3000, 0x303F), (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3131, 0x318E), (0xFF00, 0xFFEF)]


def spread(ranges):
    return {code for first, last in ranges for code in range(first, last + 1)}


def rows(codec, first, last):
    """The characters of rows of a 94 by 94 set, by the first byte of its EUC form."""
    found = set()
    for row in range(first, last + 1):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([row, cell]).decode(codec)))
            except (UnicodeDecodeError, TypeError):
                continue
    return found


# What CLDR's exemplar characters of Japanese and Chinese have besides: jōyō kanji beyond the first level of JIS X 0208.
BESIDES = set(map(ord, "丼剝喩塡彙慄摯曖毀瘍箋籠緻訃諧貪錮頰鬱"))

# All of GB 2312, and the first level of JIS X 0208.
HAN = rows("gb2312", 0xB0, 0xF7) | rows("euc_jp", 0xB0, 0xCF) | BESIDES
HANGUL = rows("euc_kr", 0xB0, 0xC8)

SERIF = "package/OTF/SourceSerif4"
NOTO = "usr/share/fonts/truetype/noto/Noto"
CJK = "usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"

# Name, file, number of the face in it, characters, features, scripts and languages of its tables.
FACES = [
    ("european-bold", f"{SERIF}Display-Bold.otf", 0, spread(EUROPEAN), "kern,liga,locl,ccmp,mark,mkmk,lnum", "*"),
    ("european-regular", f"{SERIF}-Regular.otf", 0, spread(EUROPEAN), "kern,liga,locl,ccmp,mark,mkmk,lnum", "*"),
    ("arabic-bold", f"{NOTO}NaskhArabic-Bold.ttf", 0, spread(ARABIC), "*", "*"),
    ("hebrew-bold", f"{NOTO}SerifHebrew-Bold.ttf", 0, spread(HEBREW), "*", "*"),
    ("devanagari-bold", f"{NOTO}SerifDevanagari-Bold.ttf", 0, spread(DEVANAGARI), "*", "*"),
    ("thai-bold", f"{NOTO}SerifThai-Bold.ttf", 0, spread(THAI), "*", "*"),
    # The face for simplified Chinese; Japanese forms of the same characters through `locl`.
    ("cjk-bold", CJK, 2, spread(EAST_ASIAN) | HAN | HANGUL, "locl", "hani.JAN,kana.JAN,hani,kana,DFLT"),
]


def rename(font, name):
    """Gives a face a name of ours: that of Source Serif is reserved for the font as it was made."""
    family = f"sitegen {name}"
    font["name"].names = [own for own in font["name"].names if own.nameID not in (1, 2)]
    font["name"].setName(family, 1, 3, 1, 0x409)
    font["name"].setName("Regular", 2, 3, 1, 0x409)
    if "CFF " in font:
        font["CFF "].cff.fontNames = [family.replace(" ", "-")]
        top = font["CFF "].cff.topDictIndex[0]
        for own in ("FullName", "FamilyName"):
            if hasattr(top, own):
                setattr(top, own, family)


def make(folder, name, file, number, characters, features, scripts):
    font = TTFont(folder / file, fontNumber=number, lazy=True)
    options = subset.Options()
    options.layout_features = features.split(",") if features != "*" else ["*"]
    options.layout_scripts = scripts.split(",") if scripts != "*" else ["*"]
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 13]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "VORG", "vhea", "vmtx", "VVAR", "BASE", "STAT", "meta", "FFTM"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    rename(font, name)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    packed = brotli.compress(out.getvalue(), mode=brotli.MODE_FONT, quality=11, lgwin=24)
    (HERE / f"{name}.br").write_bytes(packed)
    print(f"{name}: {len(font.getGlyphOrder())} glyphs, {len(out.getvalue())} bytes, {len(packed)} packed")


def main():
    folder, only = Path(sys.argv[1]), sys.argv[2:]
    for face in FACES:
        if not only or face[0] in only:
            make(folder, *face)


if __name__ == "__main__":
    main()
