"""`paper`: posters, plates, cards and boards of a whole union as files, one command."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workflow.base.settings import Settings
from workflow.cli.words import command, enter
from workflow.doors.published import papers
from workflow.office.papers import kinds, lists
from workflow.office.papers.sheet import SIZES, Making, Sheet
from workflow.office.papers.voice import CHINESE, ENGLISH, Voice
from workflow.stages.notices.queries import posted_notices

MADE = "made.jsonl"
SAY_EVERY = 50


def add(commands: Any) -> None:
    """Declare the command."""
    paper = command(
        commands, "paper", make, "print posters, plates, cards and boards to files; goes on where it stopped"
    )
    paper.add_argument("--out", type=Path, required=True, help="folder for the PDFs")
    paper.add_argument("--kind", action="append", choices=kinds.KINDS, help="only this kind (may be repeated)")
    paper.add_argument("--size", choices=SIZES, default="a4")
    paper.add_argument("--language", choices=(CHINESE, ENGLISH), default=CHINESE)


def make(settings: Settings, given: argparse.Namespace) -> int:
    """One file a paper, each written whole; what lies there already and would come out the same is left."""
    enter(settings)
    making = Making(Voice(given.language), given.size, settings.site_url)
    given.out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for kind in given.kind or kinds.KINDS:
        _print_kind(kind, making, given.out)
    return 0


def _print_kind(kind: str, making: Making, out: Path) -> None:
    folder = out / f"{kind}-{making.size}-{making.voice.language}"
    folder.mkdir(exist_ok=True)
    every, known = _count(kind), _known(folder)
    made = number = 0
    for number, (key, sheet) in enumerate(_sheets(kind, making), 1):
        made += _write(folder, f"{_plain(sheet.name)}-{key}.pdf", sheet, known)
        if number % SAY_EVERY == 0:
            print(f"  {kind}: {number} of {every}", flush=True)
    print(f"{kind}: {number} of {every}, {made} made anew, in {folder}", flush=True)


def _count(kind: str) -> int:
    return len(posted_notices()) if kind == "poster" else len(kinds.keys(kind))


def _sheets(kind: str, making: Making) -> Iterator[tuple[str, Sheet]]:
    """Posters with the whole list of the village; everything else as it stands in public."""
    if kind == "poster":
        yield from ((notice.public_id, lists.sheet(notice, making)) for notice in posted_notices())
        return
    for key in kinds.keys(kind):
        sheet = kinds.sheet(kind, key, making)
        if sheet:
            yield key, sheet


def _plain(name: str) -> str:
    """A name that every file system takes."""
    return "".join(sign if sign.isalnum() or sign in "-." else "_" for sign in name).strip(".")


def _known(folder: Path) -> dict[str, str]:
    """What was made here before: the fingerprint by file."""
    notes = folder / MADE
    lines = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
    said = [json.loads(line) for line in lines if line.endswith("}")]
    return {each["file"]: each["fingerprint"] for each in said}


def _write(folder: Path, name: str, sheet: Sheet, known: dict[str, str]) -> bool:
    """Whether it had to be made: the file first, then the note with its hash."""
    fingerprint = sheet.fingerprint()
    if known.get(name) == fingerprint and (folder / name).exists():
        return False
    content = sheet.typeset()
    papers.write(folder / name, content)
    said = {"file": name, "fingerprint": fingerprint, "sha256": hashlib.sha256(content).hexdigest()}
    with (folder / MADE).open("a", encoding="utf-8") as notes:
        notes.write(json.dumps(said, ensure_ascii=False) + "\n")
    return True
