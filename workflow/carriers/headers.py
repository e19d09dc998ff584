"""What a picture says of itself, read without opening it: its kind, its size, and whether it came to its end.

Cheap enough for whoever takes photos in, and no decoder: a few bytes are compared, lengths are followed. What is found
is what a hostile sender wrote; the picture is judged where it is written anew (`carriers.pictures`, in the darkroom).
Pillow is not asked: to open a WebP it runs the decoder, and here are the keys.
"""

from __future__ import annotations

import os
import struct
from typing import IO

from workflow.carriers.pictures import MOST_PIXELS, MOST_PIXELS_WHOLE
from workflow.kernel.errors import Invalid, N_

#: More parts than any telephone writes: whoever sends more wants us to count.
_MOST_PARTS = 10_000
_PIECE = 1 << 16
_NONE = N_("This is no photo: please send a JPEG, PNG or WebP picture.")
_LARGE = N_("This picture is too large.")
_CUT = N_("This picture is damaged or was cut off on the way. Please send it again.")

Size = tuple[int, int]


def size(sent: IO[bytes]) -> Size:
    """Width and height as the picture says; Invalid for what is no JPEG, PNG or WebP, ends early or claims too much."""
    length = sent.seek(0, os.SEEK_END)
    sent.seek(0)
    head = sent.read(12)
    try:
        if head.startswith(b"\xff\xd8\xff"):
            return _checked(_jpeg(sent), MOST_PIXELS)
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            return _checked(_png(sent, length), MOST_PIXELS_WHOLE)
        if head[:4] == b"RIFF" and head[8:] == b"WEBP":
            return _checked(_webp(sent, length), MOST_PIXELS_WHOLE)
    except (struct.error, IndexError) as error:
        raise Invalid(_CUT) from error
    raise Invalid(_NONE)


def _checked(found: Size, most: int) -> Size:
    wide, high = found
    if not wide or not high:
        raise Invalid(_CUT)
    if wide * high > most:
        raise Invalid(_LARGE)
    return found


#: Of the frames of a JPEG (C0 to CF) these three are none: tables, an extension and a condition.
_NO_FRAME = (0xC4, 0xC8, 0xCC)


def _jpeg(sent: IO[bytes]) -> Size:
    """The size that its frame tells; the end mark must stand somewhere behind the picture's first line."""
    found, at = (0, 0), 2
    for _part in range(_MOST_PARTS):
        sent.seek(at)
        mark, kind, length = struct.unpack(">BBH", sent.read(4))
        if mark != 0xFF:
            raise Invalid(_CUT)
        if kind == 0xFF:  # a mark may be filled up before it
            at += 1
            continue
        if 0xC0 <= kind <= 0xCF and kind not in _NO_FRAME:
            _bits, high, wide = struct.unpack(">BHH", sent.read(5))
            found = wide, high
        if kind == 0xDA:
            return found if _ends_behind(sent, sent.tell()) else _cut()
        at += 2 + max(length, 2)
    raise Invalid(_LARGE)


def _ends_behind(sent: IO[bytes], at: int) -> bool:
    """Whether the end mark stands anywhere behind `at`; looked for from behind, where it mostly is."""
    upto = sent.seek(0, os.SEEK_END)
    while upto > at + 1:
        begin = max(at, upto - _PIECE)
        sent.seek(begin)
        if b"\xff\xd9" in sent.read(upto - begin):
            return True
        upto = begin + 1 if begin > at else at
    return False


def _png(sent: IO[bytes], length: int) -> Size:
    """The size of its first chunk; every chunk up to the last must be there, and one of them holds the picture."""
    sent.seek(8)
    _length, kind, wide, high = struct.unpack(">I4sII", sent.read(16))
    if kind != b"IHDR":
        raise Invalid(_CUT)
    at, drawn = 8, False
    for _part in range(_MOST_PARTS):
        sent.seek(at)
        held, kind = struct.unpack(">I4s", sent.read(8))
        at += 12 + held
        if at > length:
            raise Invalid(_CUT)
        drawn = drawn or kind == b"IDAT"
        if kind == b"IEND":
            return (wide, high) if drawn else _cut()
    raise Invalid(_LARGE)


def _webp(sent: IO[bytes], length: int) -> Size:
    """The size of its canvas or of its one picture."""
    sent.seek(4)
    (held,) = struct.unpack("<I", sent.read(4))
    if held + 8 > length:
        raise Invalid(_CUT)
    sent.seek(12)
    kind, body = sent.read(4), sent.read(14)[4:]
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    wide, high = struct.unpack("<HH", body[6:10])
    return wide & 0x3FFF, high & 0x3FFF


def _cut() -> Size:
    raise Invalid(_CUT)
