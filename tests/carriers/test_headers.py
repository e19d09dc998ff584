"""What a picture says of itself: enough to turn most of what is none away at the door, and cheap whatever comes."""

from __future__ import annotations

import time
from io import BytesIO

import pytest

from tests.carriers.test_photographs import chunk, picture, png, refused, taken
from workflow.carriers import headers, pictures
from workflow.kernel.errors import Invalid

#: Only whoever unpacks it finds this out.
BEYOND = ("text bomb",)


def test_what_is_no_photo_is_turned_away_without_opening_it() -> None:
    assert [what for what, sent in refused() if passes(sent)] == list(BEYOND)


def passes(sent: bytes) -> bool:
    try:
        return bool(headers.size(BytesIO(sent)))
    except Invalid:
        return False


def test_a_true_picture_tells_its_size() -> None:
    for what, sent in taken():
        if what != "grown":  # made smaller when it is written anew
            assert sorted(headers.size(BytesIO(sent))) == sorted(pictures.photograph(sent)[1]), what


@pytest.mark.parametrize("more", [{}, {"lossless": True}, {"exif": b"Exif\0\0x"}])
def test_each_kind_of_webp(more: dict[str, object]) -> None:
    assert headers.size(BytesIO(picture("WEBP", (301, 47), **more))) == (301, 47)


@pytest.mark.parametrize(
    "sent",
    [
        b"\xff\xd8" + b"\xff" * 2_000_000,
        b"\xff\xd8" + b"\xff\xe0\0\2" * 500_000,
        b"\xff\xd8\xff\xda" + b"\0" * 10_000_000,
        png(64, 64)[:33] + chunk(b"tEXt", b"") * 200_000,
        png(64, 64)[:33] + b"\0\0\0\0IDAT",
        b"RIFF\4\0\0\0WEBP",
    ],
    ids=["filling", "parts without end", "no end mark", "chunks without end", "no last chunk", "no picture"],
)
def test_what_wants_us_to_work_gets_a_short_answer(sent: bytes) -> None:
    before = time.process_time()
    with pytest.raises(Invalid):
        headers.size(BytesIO(sent))
    assert time.process_time() - before < 0.5
