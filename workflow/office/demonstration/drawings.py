"""Drawn pictures: no photograph of anything or anybody real stands in a demonstration."""

from __future__ import annotations

from io import BytesIO
from typing import Any


def house() -> BytesIO:
    """A house with its yard."""
    picture, pen = _sheet((640, 480), "#bcd3e6")
    pen.rectangle((0, 330, 640, 480), fill="#8a9a5b")
    pen.rectangle((150, 200, 490, 390), fill="#c9a27a")
    pen.polygon(((120, 200), (320, 100), (520, 200)), fill="#8c3b2a")
    pen.rectangle((290, 290, 350, 390), fill="#5b3a29")
    return _jpeg(picture)


def orchard() -> BytesIO:
    """Rows of apple trees."""
    picture, pen = _sheet((640, 480), "#cfe0ea")
    pen.rectangle((0, 200, 640, 480), fill="#a98f5f")
    for row, size in ((210, 26), (270, 36), (350, 50)):
        for left in range(20, 640, size * 2 + 14):
            pen.rectangle((left + size - 4, row + size, left + size + 4, row + size * 2), fill="#6b4a2f")
            pen.ellipse((left, row - size // 2, left + size * 2, row + size + size // 3), fill="#5d7f45")
            pen.ellipse((left + size // 2, row, left + size // 2 + 9, row + 9), fill="#b8382f")
    return _jpeg(picture)


def sealed_packet() -> BytesIO:
    """An envelope with a paper seal across its flap, on a table before the opened box."""
    picture, pen = _sheet((640, 480), "#d8d2c4")
    pen.rectangle((220, 30, 420, 190), fill="#a33b2b")
    pen.rectangle((260, 60, 380, 72), fill="#2f1a14")
    pen.rectangle((0, 190, 640, 480), fill="#9a7b55")
    pen.rectangle((140, 240, 500, 430), fill="#c8a96b")
    pen.line(((140, 240), (320, 345), (500, 240)), fill="#8f7443", width=4)
    pen.rectangle((290, 300, 350, 400), fill="#f6f1e4")
    return _jpeg(picture)


def paper(*, blurred: bool = False) -> BytesIO:
    """A slip of paper with lines on it; `blurred` as a trembling hand takes it."""
    picture, pen = _sheet((800, 600), "#8a7d6a")
    pen.rectangle((140, 60, 660, 540), fill="#f6f1e4")
    for line in range(120, 480, 60):
        pen.line((190, line, 610 if line < 420 else 380, line), fill="#5b6472", width=6)
    if blurred:
        from PIL import ImageFilter

        picture = picture.filter(ImageFilter.GaussianBlur(14))
    return _jpeg(picture)


def _sheet(size: tuple[int, int], ground: str) -> tuple[Any, Any]:
    from PIL import Image, ImageDraw  # only who tells the story draws

    picture = Image.new("RGB", size, ground)
    return picture, ImageDraw.Draw(picture)


def _jpeg(picture: Any) -> BytesIO:
    file = BytesIO()
    picture.save(file, "JPEG")
    file.seek(0)
    return file
