"""Photos of the story's officers: drawn, flat and plainly of nobody, taken in the way any photo is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from workflow.carriers import pictures
from workflow.office.demonstration.world import World
from workflow.office.outlets import operations
from workflow.staff.models import Officer
from workflow.staff.roles import Role

_WIDE, _HIGH = 480, 600
_GROUNDS = ("#d9e2d0", "#e7dcc8", "#d3dfe6", "#e6d4cd")
_CLOTHES = ("#2f4858", "#5b3a29", "#37513f", "#6b2d2d")
_HAIR = ("#2b2523", "#4a4340", "#6d6a66")
_SKIN, _LINE = "#e3b98f", "#5c3d26"


def hang(world: World, at: datetime) -> None:
    """A drawn portrait of everyone who looks after villages."""
    shown = [officer for officer in world.cast.named.values() if Role.CREDIT_OFFICER in officer.roles]
    with TemporaryDirectory() as folder:
        for number, officer in enumerate(shown):
            _take_in(officer, _drawn(number, Path(folder) / f"{officer.username}.png"), at)


def _take_in(officer: Officer, file: Path, at: datetime) -> None:
    image, size = pictures.portrait(file)
    operations.portray(officer, image, size, at=at)


def _drawn(number: int, file: Path) -> Path:
    """A head and shoulders of a few plain shapes."""
    from PIL import Image, ImageDraw  # only who tells the story draws

    picture = Image.new("RGB", (_WIDE, _HIGH), _GROUNDS[number % len(_GROUNDS)])
    pen, hair = ImageDraw.Draw(picture), _HAIR[number % len(_HAIR)]
    pen.ellipse((60, 430, 420, 820), fill=_CLOTHES[number // 2 % len(_CLOTHES)])
    pen.polygon(((190, 440), (290, 440), (240, 520)), fill="#f4f1ea")
    pen.rounded_rectangle((200, 360, 280, 470), 30, fill=_SKIN)
    long = number % 2
    pen.ellipse((125, 95, 355, 440 if long else 330), fill=hair)
    pen.ellipse((145, 140, 335, 405), fill=_SKIN)
    pen.pieslice((140, 105, 340, 300), 180, 360, fill=hair)
    for eye in (195, 285):
        pen.ellipse((eye - 8, 262, eye + 8, 278), fill=_LINE)
    pen.arc((205, 310, 275, 360), 20, 160, fill=_LINE, width=6)
    picture.save(file)
    return file
