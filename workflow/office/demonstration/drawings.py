"""Drawn pictures: no photograph of anybody or anything stands in a demonstration."""

from __future__ import annotations

from io import BytesIO


def house() -> BytesIO:
    """A house with a red roof."""
    from PIL import Image, ImageDraw  # only who tells the story draws

    picture = Image.new("RGB", (640, 480), "#bcd3e6")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 330, 640, 480), fill="#8a9a5b")
    pen.rectangle((150, 200, 490, 390), fill="#c9a27a")
    pen.polygon(((120, 200), (320, 100), (520, 200)), fill="#8c3b2a")
    pen.rectangle((290, 290, 350, 390), fill="#5b3a29")
    file = BytesIO()
    picture.save(file, "JPEG")
    return file


def sealed_packet() -> BytesIO:
    """An envelope with a paper seal across its flap, on a table before the opened box."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (640, 480), "#d8d2c4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((220, 30, 420, 190), fill="#a33b2b")
    pen.rectangle((260, 60, 380, 72), fill="#2f1a14")
    pen.rectangle((0, 190, 640, 480), fill="#9a7b55")
    pen.rectangle((140, 240, 500, 430), fill="#c8a96b")
    pen.line(((140, 240), (320, 345), (500, 240)), fill="#8f7443", width=4)
    pen.rectangle((290, 300, 350, 400), fill="#f6f1e4")
    file = BytesIO()
    picture.save(file, "JPEG")
    return file
