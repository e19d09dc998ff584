"""What the pages of the publishing desk share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import gettext

from workflow.base import languages
from workflow.doors.published import reasons
from workflow.office.publication import changes, concept, fields, previews

bp = Blueprint("publication", __name__, url_prefix="/publication")
bp.app_context_processor(lambda: {"PUBLIC_WORDS": _words(), "say_why": say_why})


def _words() -> dict[str, Any]:
    return {"kind": concept.LABELS, "state": changes.STATES, "field": fields.FIELDS, "mode": previews.MODES}


def called(thing: Any) -> str:
    """The name of a record or proposal in the reader's language."""
    return changes.called(changes.payload_of(thing), thing.key)[tongue()]


def tongue() -> str:
    """Which of the two languages of a payload the reader reads."""
    return "en" if languages.current() == "en" else "zh"


def say_why(why: str) -> str:
    """A reason for taking something down, what is of the list in the reader's language."""
    sentence, own = reasons.parts(why)
    listed = gettext(sentence) if sentence else ""
    return gettext("%(first)s: %(second)s", first=listed, second=own) if listed and own else listed or gettext(own)


def face_rows() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every face a preview can have, for a table: (language, [(mode, name of the face)])."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for name, face in previews.faces().items():
        language = previews.LANGUAGES.get(face.language, face.language)
        rows.setdefault(language, []).append((face.mode, name))
    return list(rows.items())
