"""Photos of strangers are read in a process of its own: it has no key, no database and no setting of the house.

What a decoder does with hostile bytes – crash, fill the memory, run for ever – ends that process and is a bad picture
to whoever sent it. A serving process keeps none of the memory that reading takes. It is started when the first photo
comes and ends when none has come for a while.

Both sides speak in turn: a length and so many bytes; back a line of JSON, with the length of the picture that follows.
"""

from __future__ import annotations

import atexit
import json
import os
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import IO, cast

from workflow.carriers import pictures
from workflow.kernel.errors import Invalid, N_

_IDLE_SECONDS, _WORK_SECONDS, _HOME_SECONDS = 60, 20, 1
_MOST_MEMORY = 1 << 30
#: Whoever hands something in comes first.
_NICE = 10
_LENGTH = struct.Struct(">I")
_BROKEN = N_("This picture is damaged or was cut off on the way. Please send it again.")


class Crashed(Invalid):
    """The picture brought the process down, or the machine did; asked again, it may be read."""


class Darkroom:
    """The other process, from this side; one photo at a time."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def photograph(self, sent: IO[bytes]) -> tuple[bytes, tuple[int, int]]:
        """As `pictures.photograph`; Crashed, an Invalid, where the process ended over the picture.

        `sent` is handed over piece by piece: a photo as it came is never in this process as a whole.
        """
        with self._turn:
            try:
                return self._asked(sent)
            except (OSError, ValueError) as error:
                self._end()
                raise Crashed(_BROKEN) from error

    def _asked(self, sent: IO[bytes]) -> tuple[bytes, tuple[int, int]]:
        """What the process answers; another one, where it went home just as it was asked: no fault of the picture."""
        try:
            return _ask(self._working(), sent)
        except (OSError, ValueError):
            if not self._went_home():
                raise
            return _ask(self._working(), sent)

    def _working(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_bare()
            )
        return self._process

    def _went_home(self) -> bool:
        """Whether the process ended by itself, in order, as it does when nobody has asked for a while."""
        try:
            return self._process is not None and self._process.wait(_HOME_SECONDS) == 0
        except subprocess.TimeoutExpired:
            return False

    def close(self) -> None:
        """End the process, if there is one."""
        with self._turn:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            with suppress(OSError):
                process.communicate()


_ROOM = Darkroom()
atexit.register(_ROOM.close)


def photograph(sent: IO[bytes]) -> tuple[bytes, tuple[int, int]]:
    """As `pictures.photograph`, in the one darkroom that this process keeps; Crashed as there."""
    return _ROOM.photograph(sent)


@dataclass(frozen=True, slots=True)
class Developed:
    """A photo written anew, a JPEG of our own, with its size; `sent`: the SHA-256 of what it was made of, in hex."""

    picture: bytes
    size: tuple[int, int]
    sent: str


def develop(sent: IO[bytes]) -> Developed:
    """As `photograph`, with what tells the same photo sent again; before anything is written, for it takes its time."""
    return Developed(*photograph(sent), pictures.digest(sent))


_COMMAND = (sys.executable, "-m", "workflow.carriers.darkroom")


def _bare() -> dict[str, str]:
    """Where our own modules are, and nothing else that this process was told."""
    return {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "LANG": "C.UTF-8"}


def _ask(process: subprocess.Popen[bytes], sent: IO[bytes]) -> tuple[bytes, tuple[int, int]]:
    asked, answers = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)  # both are pipes
    asked.write(_LENGTH.pack(sent.seek(0, os.SEEK_END)))
    sent.seek(0)
    shutil.copyfileobj(sent, asked)
    asked.flush()
    told = json.loads(answers.readline())
    if "message" in told:
        raise Invalid(told["message"], **told["params"])
    width, height = told["size"]
    return _whole(answers, told["length"]), (width, height)


def _whole(source: IO[bytes], length: int) -> bytes:
    found = bytearray()
    while len(found) < length:
        piece = source.read(length - len(found))
        if not piece:
            raise ValueError("the other side ended in the middle")
        found += piece
    return bytes(found)


def _serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """The other side: answer until nobody asks any more."""
    while select.select([asked], [], [], _IDLE_SECONDS)[0]:
        head = asked.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return  # the side that asks is gone
        signal.alarm(_WORK_SECONDS)
        answers.write(_answer(_whole(asked, *_LENGTH.unpack(head))))
        answers.flush()
        signal.alarm(0)


def _answer(sent: bytes) -> bytes:
    try:
        picture, size = pictures.photograph(sent)
    except Invalid as error:
        return _line({"message": error.message, "params": error.params})
    except MemoryError:
        return _line({"message": _BROKEN, "params": {}})
    return _line({"size": size, "length": len(picture)}) + picture


def _line(told: dict[str, object]) -> bytes:
    return json.dumps(told).encode() + b"\n"


if __name__ == "__main__":
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    with suppress(BrokenPipeError):
        _serve(os.fdopen(0, "rb", 0), sys.stdout.buffer)
