"""Where ready papers lie: PDFs made of published records, beside the data, each with what it was made of.

A paper is `<language>/<kind>/<key>.json` and the PDF that it names by its hash: the PDF is there before the note names
it, so a reader finds the old paper or the new one, never half of one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

#: Each kind of paper with the kind of record that its key names; None: one for the whole house, of several records.
PAPERS: Mapping[str, str | None] = {
    "poster": "notice", "plate": "village", "card": "officer", "duty": "duty", "disclosures": None,
    "rates": None, "fees": None,
}  # fmt: skip
DEFAULT_LANGUAGE = "zh_Hans"
_KEY = re.compile(r"[A-Za-z0-9_.-]{1,120}", re.ASCII)


class MadeOf(NamedTuple):
    """Records that a paper was made of, by their leaves: one record, or with `key` None all of a kind in force."""

    kind: str
    key: str | None
    leaves: Sequence[int]


class Place(NamedTuple):
    """Which paper; `folder` is the shelf of this house (`Settings.papers`)."""

    folder: Path
    language: str
    kind: str
    key: str

    @property
    def note(self) -> Path:
        """The file that says which PDF it is now."""
        return self.folder / self.language / self.kind / f"{self.key}.json"


class Note(NamedTuple):
    """What is written beside a PDF: its file and hash, from which values and template it was made (`fingerprint`), of
    which records, and the state of things in which it was last found true (`basis`)."""

    file: str
    sha256: str
    fingerprint: str
    made_of: Sequence[MadeOf]
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A ready PDF with its note."""

    content: bytes
    note: Note


def noted(place: Place) -> Note | None:
    """The note of the paper that lies there, if one does."""
    if place.kind not in PAPERS or not _KEY.fullmatch(place.key) or place.key.startswith("."):
        return None
    with suppress(FileNotFoundError):
        said = json.loads(place.note.read_bytes())
        return Note(**said | {"made_of": [MadeOf(*each) for each in said["made_of"]]})
    return None


def find(place: Place) -> Paper | None:
    """The paper that lies there, whole and unaltered; None where there is none."""
    note = noted(place)
    with suppress(FileNotFoundError):
        content = (place.note.parent / note.file).read_bytes() if note else b""
        if note and hashlib.sha256(content).hexdigest() == note.sha256:
            return Paper(content, note)
    return None


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Whether nobody else writes on this shelf; if so, nobody does before the end.

    Of two who laid the same paper there at once one could drop the file that the other's note names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def put(place: Place, content: bytes, *, fingerprint: str, made_of: Sequence[MadeOf], basis: str = "") -> None:
    """Lay a paper on the shelf in place of the one before."""
    folder = place.note.parent
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(content).hexdigest()
    name = f"{place.key}~{digest[:16]}.pdf"
    write(folder / name, content)
    confirm(place, Note(name, digest, fingerprint, made_of, basis))
    _drop_files(place, but=name)
    _refusal(place).unlink(missing_ok=True)


def confirm(place: Place, note: Note) -> None:
    """Write what is known of a paper beside it."""
    write(place.note, json.dumps(note._asdict()).encode())


def refuse(place: Place, why: str) -> None:
    """Keep why a paper cannot be made, for whoever waits for it; what lay there before goes."""
    drop(place)
    place.note.parent.mkdir(parents=True, exist_ok=True)
    write(_refusal(place), why.encode())


def refusal(place: Place) -> str | None:
    """Why this paper cannot be made, if it was tried in vain."""
    file = _refusal(place)
    return file.read_text(encoding="utf-8") if file.exists() else None


def _refusal(place: Place) -> Path:
    return place.note.with_suffix(".refused")


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def drop(place: Place) -> None:
    """Take a paper off the shelf."""
    place.note.unlink(missing_ok=True)
    _refusal(place).unlink(missing_ok=True)
    _drop_files(place)


def _drop_files(place: Place, but: str = "") -> None:
    for file in place.note.parent.glob(f"{place.key}~*.pdf"):
        if file.name != but:
            file.unlink(missing_ok=True)


def shelved(folder: Path) -> Iterator[Place]:
    """Every paper on the shelf, and every one that could not be made."""
    for note in sorted([*folder.glob("*/*/*.json"), *folder.glob("*/*/*.refused")]):
        yield Place(folder, note.parent.parent.name, note.parent.name, note.stem)
