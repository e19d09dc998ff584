"""Language and mode stand in the address, so that every face of a page can be linked, cached and printed."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import g, request
from flask_babel import gettext as _

CHINESE, ENGLISH = "zh_Hans", "en"
TONGUES = {CHINESE: ("", "简体中文"), ENGLISH: ("/en", "English")}
MODES = ("", "elder")


class Face(NamedTuple):
    """How a page is shown; `prefix` is how its address begins."""

    prefix: str
    language: str
    mode: str


def _prefix(language: str, mode: str) -> str:
    return TONGUES[language][0] + (f"/{mode}" if mode else "")


FACES = {_prefix(tongue, mode): Face(_prefix(tongue, mode), tongue, mode) for tongue in TONGUES for mode in MODES}
_LONGEST_FIRST = sorted(FACES, key=len, reverse=True)


def turn(environ: dict[str, Any]) -> None:
    """Take the face out of the path: what is left is the page, the prefix becomes part of the script's name."""
    path = environ["PATH_INFO"]
    prefix = next(each for each in _LONGEST_FIRST if path == each or path.startswith(f"{each}/"))
    environ["portal.face"] = FACES[prefix]
    if prefix:
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
        environ["PATH_INFO"] = path.removeprefix(prefix) or "/"


def choose() -> None:
    """Let the request have its face's language and mode."""
    face: Face = request.environ.get("portal.face", FACES[""])
    g.face, g.language, g.mode = face, face.language, face.mode


def languages() -> list[dict[str, Any]]:
    """This page in every language, for the switch."""
    return [
        {"code": code, "label": name, "href": _here(code, g.mode), "current": code == g.language}
        for code, (_start, name) in TONGUES.items()
    ]


def modes() -> list[dict[str, Any]]:
    """This page in normal and in large type, for the switch."""
    words = {"": _("normal type"), "elder": _("large type")}
    return [{"label": words[mode], "href": _here(g.language, mode), "current": mode == g.mode} for mode in MODES]


def _here(language: str, mode: str) -> str:
    return request.script_root.removesuffix(g.face.prefix) + _prefix(language, mode) + request.path


def worded(text: Any) -> str:
    """A pair {"zh": …, "en": …} in the reader's language; anything else as it stands."""
    if not isinstance(text, dict):
        return "" if text is None else str(text)
    first, second = ("en", "zh") if g.language == ENGLISH else ("zh", "en")
    return str(text.get(first) or text.get(second) or "")
