"""`paper`: posters, plates, cards and boards of a whole union as files, one command."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.cli.words import command, enter
from workflow.doors.published import papers
from workflow.kernel.errors import HouseError
from workflow.office.papers import kinds, lists, operations
from workflow.office.papers.sheet import SIZES, Making, Sheet
from workflow.office.papers.voice import CHINESE, ENGLISH, TRADITIONAL, Voice
from workflow.stages.notices.queries import notice_by_public_id, posted_notices

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
    paper.add_argument("--language", choices=(CHINESE, TRADITIONAL, ENGLISH), default=CHINESE)


def make(settings: Settings, given: argparse.Namespace) -> int:
    """One file a paper, each written whole; what lies there already and would come out the same is left."""
    enter(settings)
    making = Making(Voice(given.language), given.size, settings.site_url)
    given.out.mkdir(parents=True, exist_ok=True, mode=0o700)
    refused = sum([_print_kind(kind, making, given.out) for kind in given.kind or kinds.KINDS])
    return 1 if refused else 0


def _print_kind(kind: str, making: Making, out: Path) -> int:
    """How many papers of a kind were refused; each is named with its reason, and the others go on."""
    folder = out / f"{kind}-{making.size}-{making.voice.language}"
    folder.mkdir(exist_ok=True)
    keys, known = _keys(kind), _known(folder)
    made = refused = 0
    for number, key in enumerate(keys, 1):
        try:
            made += _print(kind, key, making, folder, known)
        except HouseError as refusal:
            refused += 1
            print(f"  {kind} {key}: {refusal.message % refusal.params}", file=sys.stderr, flush=True)
        if number % SAY_EVERY == 0:
            print(f"  {kind}: {number} of {len(keys)}", flush=True)
    print(f"{kind}: {len(keys)}, {made} made anew, {refused} refused, in {folder}", flush=True)
    return refused


def _keys(kind: str) -> list[str]:
    return [notice.public_id for notice in posted_notices()] if kind == "poster" else kinds.keys(kind)


def _print(kind: str, key: str, making: Making, folder: Path, known: dict[str, str]) -> bool:
    """Whether a paper was made: posters with the whole list of the village, the rest as it stands in public."""
    notice = notice_by_public_id(key) if kind == "poster" else None
    sheet = lists.sheet(notice, making) if notice else kinds.sheet(kind, key, making)
    if sheet is None:
        return False
    stream = notice.stream if notice else ""
    session.remove()  # all is read: SQLite's one writer must not wait for the press
    written = _write(folder, f"{_plain(sheet.name)}-{key}.pdf", sheet, known)
    if written and stream:
        with transaction():
            operations.note_printing(stream, size=making.size, at=clock.now())
    return written


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
