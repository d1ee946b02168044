"""Cut the web faces out of Libertinus Serif.

Usage: pip install fonttools brotli && python3 subset.py FOLDER_WITH_OTF
The folder is the one the typst-assets crate ships as files/fonts (Libertinus Serif 7, SIL OFL 1.1).

The typewriter apostrophe (U+0027) is drawn with the glyph of the typographic one: a page keeps the characters
of its sources, so that a quotation can be searched for and compared, and still looks set rather than typed.
"""

import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

TEXT = (
    "20-7E A0-17F 18F 192 1BF 1CD-1DC 1E2 1E3 1F7 1FC 1FD 218-21B 21C 21D 227 232 233 251 254 259 25B 261 26A 283 "
    "28A 28C 292 2B0-2B8 2B9-2BC 2C6-2DD 300-30C 311 323-325 327 328 32D 32E 330 331 35C-361 370-3FF 1E0C-1E0F 1E24 1E25 "
    "1E2A 1E2B 1E32-1E37 1E40-1E43 1E44-1E47 1E5A-1E5F 1E62 1E63 1E6C-1E6F 1E80-1E85 1E92 1E93 1E96 1EA0 1EA1 1EB8-1EBD "
    "1ECA-1ECD 1EE4 1EE5 1EF2 1EF3 1EF8 1EF9 2010-2015 2018-201E 2020-2022 2026 2032 2033 2039 203A 2044 2070-2079 20AC "
    "2190-2193 21A9 2212 2248"
)
GREEK_WITH_BREATHINGS = " 1F00-1FFF"
FACES = {
    "LibertinusSerif-Regular": ("kern,liga,ccmp,mark,mkmk,locl,onum,lnum,smcp,c2sc", TEXT + GREEK_WITH_BREATHINGS),
    "LibertinusSerif-Italic": ("kern,liga,ccmp,mark,mkmk,locl,onum,lnum", TEXT + GREEK_WITH_BREATHINGS),
    "LibertinusSerif-Semibold": ("kern,liga,ccmp,mark,mkmk,locl,onum,lnum", TEXT),
}


def characters(ranges):
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def main(folder):
    here = pathlib.Path(__file__).parent
    for name, (features, ranges) in FACES.items():
        options = subset.Options()
        options.layout_features = features.split(",")
        options.hinting = False
        options.desubroutinize = True
        options.drop_tables += ["FFTM"]
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        font = TTFont(pathlib.Path(folder) / f"{name}.otf", recalcTimestamp=False)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=characters(ranges))
        subsetter.subset(font)
        for table in font["cmap"].tables:
            if 0x2019 in table.cmap:
                table.cmap[0x27] = table.cmap[0x2019]
        font.flavor = "woff2"
        target = here / f"{name}.woff2"
        font.save(target)
        print(target.name, target.stat().st_size)


main(sys.argv[1])
