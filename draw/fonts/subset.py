"""Cuts the fonts of this folder out of their upstream files: `subset.py FROM INTO`.

FROM holds the unpacked packages named in README.md. Needs fonttools and brotli.
Hinting and names go, because pictures are drawn unhinted and nobody installs these files;
all layout features that make text correct stay.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FEATURES = [
    "ccmp", "locl", "mark", "mkmk", "kern", "liga", "clig", "calt", "rlig", "rclt", "curs",
    "isol", "init", "medi", "fina", "fin2", "fin3", "med2",
    "nukt", "akhn", "rphf", "rkrf", "pref", "blwf", "abvf", "half", "pstf", "vatu", "cjct", "cfar",
    "pres", "abvs", "blws", "psts", "haln", "dist", "abvm", "blwm", "ljmo", "vjmo", "tjmo", "tnum",
]


def span(first, last):
    return set(range(first, last + 1))


EVERYTHING = None
# Every Han character of the basic block, all of hangul and kana. The extensions are rare print.
HAN = (
    span(0x2E80, 0x2FDF) | span(0x3000, 0x30FF) | span(0x3100, 0x312F) | span(0x3131, 0x318E)
    | span(0x31A0, 0x31BF) | span(0x31F0, 0x33FF) | span(0x4E00, 0x9FFF) | span(0xAC00, 0xD7A3)
    | span(0xF900, 0xFAFF) | span(0xFE30, 0xFE4F) | span(0xFF00, 0xFFEF)
)
LETTERS_IN_DISGUISE = span(0x1D400, 0x1D7FF) | span(0x2100, 0x214F) | span(0x2190, 0x22FF)
SYMBOLS = span(0x2100, 0x218F) | span(0x2300, 0x23FF) | span(0x2460, 0x24FF) | span(0x2600, 0x27BF) | span(0x1F100, 0x1F1FF)
SYMBOLS_2 = (
    span(0x2190, 0x21FF) | span(0x2300, 0x23FF) | span(0x2400, 0x243F) | span(0x2500, 0x27BF)
    | span(0x2800, 0x28FF) | span(0x2900, 0x297F) | span(0x2B00, 0x2BFF) | span(0x1F650, 0x1F67F) | span(0x1F780, 0x1F7FF)
)
BORDERS = span(0x0F00, 0x0F3F) | span(0x0FBE, 0x0FDA)

# what it is called here, where it comes from, what is kept
FONTS = [
    ("Inter-Medium.otf", "Inter-Medium.otf", EVERYTHING),
    ("Inter-Bold.otf", "InterDisplay-Bold.otf", EVERYTHING),
    ("Code-Bold.ttf", "JetBrainsMono-Bold.ttf", span(0x20, 0x7E)),
    ("NotoSans-Medium.ttf", "NotoSans-Medium.ttf", EVERYTHING),
    ("Han-Medium.otf", "NotoSansCJK-Medium.ttc", HAN),
    ("Emoji.ttf", "twemoji.woff2", EVERYTHING),
    ("Math.ttf", "NotoSansMath-Regular.ttf", LETTERS_IN_DISGUISE),
    ("Symbols.ttf", "NotoSansSymbols-Medium.ttf", SYMBOLS),
    ("Symbols2.ttf", "NotoSansSymbols2-Regular.ttf", SYMBOLS_2),
    ("Borders.ttf", "NotoSerifTibetan-Medium.ttf", BORDERS),
    ("Javanese.ttf", "NotoSansJavanese-Regular.ttf", EVERYTHING),
] + [
    (f"{script}.ttf", f"NotoSans{script}-Medium.ttf", EVERYTHING)
    for script in [
        "Arabic", "Armenian", "Balinese", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew",
        "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Sinhala", "Tamil", "Telugu", "Thaana", "Thai",
    ]
]


def find(folder, name):
    found = sorted(folder.rglob(name))
    if not found:
        sys.exit(f"{name} is nowhere under {folder}")
    return found[0]


def cut(source, target, keep):
    options = subset.Options()
    # Regional forms would double the Han font.
    options.layout_features = ["ccmp", "ljmo", "vjmo", "tjmo"] if keep is HAN else FEATURES
    options.hinting = False
    options.name_IDs = [0, 13]
    options.notdef_outline = False
    options.glyph_names = False
    options.desubroutinize = False
    options.drop_tables += ["FFTM", "DSIG", "MATH", "vhea", "vmtx", "VORG", "BASE", "STAT", "meta"]
    options.font_number = 2  # of the Han collection: the simplified Chinese face
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=font.getBestCmap().keys() if keep is EVERYTHING else keep)
    cutter.subset(font)
    font.flavor = None
    font.save(target)


def main():
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    for name, upstream, keep in FONTS:
        cut(find(source, upstream), target / name, keep)
        print(f"{(target / name).stat().st_size:>9} {name}")


main()
