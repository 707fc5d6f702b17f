#!/usr/bin/env python3
"""Makes letters.bin, the letters in pictures, from a font on this machine.

    pip install pillow fonttools && ./generate.py /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf

Source: DejaVu Sans 2.37 (Debian package fonts-dejavu-core), made 2026-11-22. Its licence, that of Bitstream Vera with the
changes of DejaVu in the public domain, allows it to be used, changed and passed on, also as part of a program:
letters.licence.txt beside this file, which goes wherever the letters go. What is taken is a picture of each letter at
one size, so that the program needs no reader of fonts.

The form, deflated with a zlib header: pixels above the base line, pixels of a line (a byte each), the number of
letters (2 bytes, big-endian, as all numbers here), then for each letter in order of its character: the character (4
bytes), how far the next letter is, left and top of its box against pen and base line (signed bytes), the box's width and
height, and the box row by row in 16 steps of ink, two to a byte, each row from a new byte.
"""

import struct
import sys
import unicodedata
import zlib

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

SIZE = 28
# Latin with its additions for Europe, Africa and Vietnam, Greek, Cyrillic, Armenian, Georgian, some punctuation
RANGES = [
    (0x20, 0x7E), (0xA0, 0x24F), (0x259, 0x259), (0x2BB, 0x2BD), (0x370, 0x3FF), (0x400, 0x52F), (0x531, 0x58A),
    (0x10D0, 0x10FA), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x203A), (0x20AC, 0x20AC), (0x2116, 0x2116),
    (0x2192, 0x2192), (0x2212, 0x2212),
]


def main(path):
    font = ImageFont.truetype(path, SIZE)
    known = TTFont(path).getBestCmap()
    letters = []
    for first, last in RANGES:
        for code in range(first, last + 1):
            if code in known and unicodedata.category(chr(code)) not in ("Cc", "Cf", "Mn", "Me", "Cn"):
                letters.append(letter(font, code))
    ascent, descent = font.getmetrics()
    plain = struct.pack(">BBH", ascent, ascent + descent, len(letters)) + b"".join(letters)
    with open("letters.bin", "wb") as out:
        out.write(zlib.compress(plain, 9))
    print(f"{len(letters)} letters, {len(plain)} bytes")


def letter(font, code):
    character = chr(code)
    advance = round(font.getlength(character))
    left, top, right, bottom = font.getbbox(character, anchor="ls")
    width, height = right - left, bottom - top
    rows = b""
    if width > 0 and height > 0:
        box = Image.new("L", (width, height), 0)
        ImageDraw.Draw(box).text((-left, -top), character, font=font, fill=255, anchor="ls")
        for y in range(height):
            ink = [round(box.getpixel((x, y)) / 17) for x in range(width)] + [0] * (width % 2)
            rows += bytes(ink[x] << 4 | ink[x + 1] for x in range(0, len(ink), 2))
    else:
        width = height = left = top = 0
    return struct.pack(">IBbbBB", code, advance, left, top, width, height) + rows


main(sys.argv[1])
