"""Photos for public pages: small, upright, and nothing else in the file than the picture."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from workflow.carriers import pictures
from workflow.kernel.errors import Invalid

_TURNED, _ORIENTATION, _MAKER = 6, 0x0112, 0x010F


def test_a_photo_is_made_small_upright_and_bare(tmp_path: Path) -> None:
    file, about = tmp_path / "fengyuan.officer.jpg", Image.Exif()
    about[_ORIENTATION], about[_MAKER] = _TURNED, "a camera that tells where it was"
    Image.new("RGB", (2000, 1500), "navy").save(file, exif=about)
    data, size = pictures.portrait(file)
    made = Image.open(BytesIO(data))
    assert (made.format, made.size) == ("JPEG", size)
    assert size == (225, 300)
    assert len(made.getexif()) == 0
    assert b"camera" not in data
    assert len(data) < 12_000


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_said_by_its_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "someone.png"
    file.write_bytes(content)
    with pytest.raises(Invalid) as refused:
        pictures.portrait(file)
    assert "someone.png" in str(refused.value)
