"""Reading strangers' photos in another process: the same answers, and nothing that comes in brings this one down."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.carriers.test_photographs import PAYLOAD, exif, picture, refused
from workflow.carriers import darkroom, pictures
from workflow.carriers.darkroom import Darkroom
from workflow.kernel.errors import Invalid


@pytest.fixture(scope="module")
def room() -> Iterator[Darkroom]:
    opened = Darkroom()
    yield opened
    opened.close()


def test_the_same_picture_as_here(room: Darkroom) -> None:
    sent = picture(size=(900, 700), exif=exif()) + PAYLOAD
    assert room.photograph(BytesIO(sent)) == pictures.photograph(sent)


def test_the_same_refusals_as_here(room: Darkroom) -> None:
    for what, sent in refused():
        with pytest.raises(Invalid) as here:
            pictures.photograph(sent)
        with pytest.raises(Invalid) as there:
            room.photograph(BytesIO(sent))
        assert there.value.message == here.value.message, what


def test_what_ends_the_other_process_is_a_bad_picture_and_the_next_is_read(room: Darkroom) -> None:
    room.photograph(BytesIO(picture()))
    process = room._process
    assert process
    os.kill(process.pid, signal.SIGSTOP)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert room.photograph(BytesIO(picture()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(darkroom, "_ask", _crash)
        with pytest.raises(Invalid):
            room.photograph(BytesIO(picture()))
    assert room.photograph(BytesIO(picture()))


class Asleep(subprocess.Popen[bytes]):
    """A process that has ended when nobody has noticed yet."""

    def poll(self) -> int | None:
        return self.returncode


@pytest.mark.parametrize(("command", "read"), [("true", True), ("false", False)])
def test_who_goes_home_just_then_makes_no_bad_picture(room: Darkroom, command: str, read: bool) -> None:
    room.close()
    room._process = Asleep([command], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert room.photograph(BytesIO(picture())) == pictures.photograph(picture())
    except Invalid:
        assert not read
    else:
        assert read, "what crashed on a picture is not asked twice"


def _crash(*_given: object) -> None:
    raise BrokenPipeError


def test_it_knows_nothing_of_the_house(room: Darkroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.close()
    monkeypatch.setenv("SUNSHINE_KEYS", "/etc/sunshine/keys")
    room.photograph(BytesIO(picture()))
    assert room._process
    environ = Path(f"/proc/{room._process.pid}/environ").read_bytes()
    assert b"SUNSHINE" not in environ
    assert b"DATABASE" not in environ
