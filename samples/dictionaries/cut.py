#!/usr/bin/env python3
"""Cuts the sample dictionaries from the full ones that Debian's dict-gcide and dict-wn install.

    python3 cut.py [FOLDER]        FOLDER defaults to /usr/share/dictd

Writes gcide.index, gcide.dict, wn.index and wn.dict beside this file: whole entries, byte for byte, in the order of the
full databases, with the databases' own pages on origin and licence.
"""

import gzip
import pathlib
import sys

WORDS = """villain villa villainous villainy village vicinity vill villanage window eye wind quadrant four candidate candid
serendipity nice science ignorant muscle mouse orange tea thee karma chocolate cocoa sincere mischief minus chief salary salt
silly disaster star aster octant alphabet cafe encyclopaedia aegis ice curfew cover sandwich robot zeal goodbye
happiness happy quixotic xylophone jump boycott daisy day lord loaf ward lady march lead bass scrip colour color alumnus fowl marry tory centre center""".split() + ["ice cream", "gunner's quadrant", "deja vu"]

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def decode(text):
    value = 0
    for digit in text:
        value = value * 64 + DIGITS.index(digit)
    return value


def encode(value):
    digits = DIGITS[value % 64]
    while value >= 64:
        value //= 64
        digits = DIGITS[value % 64] + digits
    return digits


def fold(word):
    return "".join(letter for letter in word.lower() if letter.isalnum() or letter == " ")


def cut(source, target, name):
    text = gzip.decompress((source / f"{name}.dict.dz").read_bytes())
    rows = []
    for line in (source / f"{name}.index").read_text(encoding="utf-8").splitlines():
        headword, offset, length = line.split("\t")[:3]
        rows.append((headword, decode(offset), decode(length)))
    wanted = {fold(word) for word in WORDS}
    about = ("00-database-info", "00-database-short", "00-database-url")
    taken = {(offset, length) for headword, offset, length in rows if headword in about or fold(headword) in wanted}
    places, body = {}, b""
    for offset, length in sorted(taken):
        places[offset, length] = len(body)
        body += text[offset : offset + length]
    index = []
    for headword, offset, length in rows:
        keep = headword in about or not headword.startswith("00-")
        if keep and (offset, length) in places:
            index.append(f"{headword}\t{encode(places[offset, length])}\t{encode(length)}\n")
    (target / f"{name}.dict").write_bytes(body)
    (target / f"{name}.index").write_text("".join(index), encoding="utf-8")
    print(f"{name}: {len(index)} index lines, {len(taken)} entries, {len(body)} bytes")


if __name__ == "__main__":
    source = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/dictd")
    for name in ("gcide", "wn"):
        cut(source, pathlib.Path(__file__).resolve().parent, name)
