"""Photos from outside: hostile files by the dozen are refused or come back as a picture and nothing else."""

from __future__ import annotations

import resource
import struct
import time
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO

import pytest
from PIL import Image

from workflow.carriers.pictures import photograph
from workflow.kernel.errors import Invalid

PAYLOAD = b"<script>alert('SECRET-PAYLOAD')</script>"
GPS = b"GPS-39.9042N-116.4074E"


@cache
def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **more: object) -> bytes:
    file = BytesIO()
    Image.radial_gradient("L").resize(size).convert(mode).save(file, kind, **more)
    return file.getvalue()


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[0x0112], tags[0x010F], tags[0x010E] = orientation, "Camera SECRET-PAYLOAD", GPS.decode()
    return tags.tobytes()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(wide: int, high: int, data: bytes = b"\0" * 100_000, extra: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def claiming(sent: bytes, wide: int, high: int) -> bytes:
    """A JPEG whose header says another size than it has."""
    at = sent.index(b"\xff\xc0") + 5
    return sent[:at] + struct.pack(">HH", high, wide) + sent[at + 4 :]


def refused() -> Iterator[tuple[str, bytes]]:
    """What is no photo, whatever it calls itself."""
    jpeg = picture()
    yield "nothing", b""
    yield "text", b"hello"
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + PAYLOAD + b"</svg>"
    yield (
        "svg with a header",
        b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
    )
    yield "html", b"<!doctype html>" + PAYLOAD
    yield "pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"
    yield "postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"
    yield "zip", b"PK\x03\x04" + b"\0" * 200
    yield "program", b"\x7fELF" + b"\0" * 200
    yield "windows program", b"MZ" + b"\0" * 200
    yield "phar", b"<?php __HALT_COMPILER(); ?>"
    for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PCX"):
        yield f"a picture of another kind: {kind}", picture(kind)
    yield "header alone", jpeg[:20]
    for kind in ("JPEG", "PNG"):
        whole = picture(kind, (400, 300))
        for tenth in range(1, 10):
            yield f"{kind} cut off at {tenth}0 %", whole[: tenth * len(whole) // 10]
    yield "pixel flood", png(60_000, 60_000)
    yield "long line", png(2_000_000_000, 1)
    yield "more than we unpack whole", png(5_000, 5_000)
    yield "jpeg flood", claiming(jpeg, 60_000, 60_000)
    yield "no width", png(0, 100)
    yield "text bomb", png(64, 64, extra=chunk(b"zTXt", b"k\0\0" + zlib.compress(b"A" * 80_000_000, 1)))
    yield "broken checksum", png(64, 64).replace(b"IDAT", b"IDAX")
    yield "webp header alone", b"RIFF\x10\0\0\0WEBPVP8 "
    yield "webp cut off", picture("WEBP")[:60]
    yield "right header, wrong content", b"\xff\xd8\xff\xe0" + PAYLOAD * 10


def taken() -> Iterator[tuple[str, bytes]]:
    """True pictures with something hidden: only the picture comes back."""
    jpeg = picture(exif=exif())
    yield "exif with a place", jpeg
    yield "script behind a true jpeg", jpeg + PAYLOAD
    yield "zip behind a true jpeg", jpeg + b"PK\x03\x04" + PAYLOAD
    yield "comment", jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(PAYLOAD) + 2) + PAYLOAD + jpeg[2:]
    yield "text in a png", png(64, 64, b"\0" * (64 * 3 + 1) * 64, chunk(b"tEXt", b"Comment\0" + PAYLOAD))
    yield "unknown chunk in a png", png(64, 64, b"\0" * (64 * 3 + 1) * 64, chunk(b"eVIl", PAYLOAD))
    yield "script behind a true png", picture("PNG") + PAYLOAD
    yield "exif in a webp", picture("WEBP", exif=exif())
    yield "colour profile", picture(icc_profile=PAYLOAD * 20)
    yield "damaged exif", picture(exif=b"Exif\0\0" + PAYLOAD)
    yield "xmp", picture(xmp=b"<x:xmpmeta>" + PAYLOAD + b"</x:xmpmeta>")
    for mode in ("L", "CMYK"):
        yield f"mode {mode}", picture(mode=mode, exif=exif())
    for mode in ("RGBA", "LA", "P", "1", "I;16"):
        yield f"png mode {mode}", picture("PNG", mode=mode) + PAYLOAD
    for orientation in range(1, 9):
        yield f"held {orientation}", picture(exif=exif(orientation))
    yield "progressive", picture(progressive=True, exif=exif())
    yield "grown", picture(size=(4000, 3000), exif=exif())


def test_there_are_enough_of_them() -> None:
    assert len([*refused(), *taken()]) >= 60


@pytest.mark.parametrize(("what", "sent"), refused(), ids=lambda value: value if isinstance(value, str) else "")
def test_refused_at_once_in_words(what: str, sent: bytes) -> None:
    before = time.process_time()
    with pytest.raises(Invalid):
        photograph(sent)
    assert time.process_time() - before < 2


@pytest.mark.parametrize(("what", "sent"), taken(), ids=lambda value: value if isinstance(value, str) else "")
def test_only_the_picture_comes_back(what: str, sent: bytes) -> None:
    written, size = photograph(sent)
    for hidden in (b"SECRET", b"script", GPS[:8], b"Exif", b"PK\x03", b"ICC_PROFILE", b"xmp"):
        assert hidden not in written
    with Image.open(BytesIO(written)) as made:
        assert (made.format, made.mode, made.size) == ("JPEG", "RGB", size)
        assert not made.getexif()
    assert max(size) <= 2600


def test_it_stands_upright() -> None:
    assert photograph(picture(size=(64, 48), exif=exif(6)))[1] == (48, 64)


def test_a_flood_takes_no_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for sent in (png(60_000, 60_000), claiming(picture(), 60_000, 60_000)):
        with pytest.raises(Invalid):
            photograph(sent)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
