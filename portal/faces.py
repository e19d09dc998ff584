"""Language and mode stand in the address, so that every face of a page can be linked, cached and printed."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import current_app, g, request
from flask_babel import gettext as _

CHINESE, TRADITIONAL, ENGLISH = "zh_Hans", "zh_Hant", "en"
TONGUES = {CHINESE: ("", "简体中文"), TRADITIONAL: ("/zh-hant", "繁體中文"), ENGLISH: ("/en", "English")}

NORMAL, ELDER, TEXT, LISTEN = "", "elder", "text", "listen"
MODES = (NORMAL, ELDER, TEXT, LISTEN)

#: A long page of the text twin comes in parts: /text/officers, /text/officers~2 …
_PART = re.compile(r"^(.*)~([2-9]|[1-9][0-9]{1,3})$", re.ASCII | re.DOTALL)


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
    environ["portal.face"] = face = FACES[prefix]
    if prefix:
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + prefix
        environ["PATH_INFO"] = path.removeprefix(prefix) or "/"
    part = _PART.match(environ["PATH_INFO"]) if face.mode == TEXT else None
    if part:
        environ["PATH_INFO"], environ["portal.part"] = part[1], int(part[2])


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
    """This page in normal and in large type and in text alone, for the switch."""
    words = {NORMAL: _("normal type"), ELDER: _("large type"), TEXT: _("text only")}
    return [{"label": word, "href": _here(g.language, mode), "current": mode == g.mode} for mode, word in words.items()]


def listening() -> str:
    """The address at which a browser reads this page out."""
    return _here(g.language, LISTEN)


def twins() -> list[dict[str, str]]:
    """For search engines: this page in every language, at full addresses, in normal type."""
    found = [{"code": code.replace("_", "-"), "href": _listed(code)} for code in TONGUES]
    return [*found, {"code": "x-default", "href": _listed(CHINESE)}]


def canonical() -> str:
    """The one address under which a search engine should list this page: its language's, in normal type."""
    return _listed(g.language)


def _listed(language: str) -> str:
    site: str = current_app.config["HOUSE"].site_url
    return site + _prefix(language, NORMAL) + quote(request.path)


def _here(language: str, mode: str) -> str:
    return request.script_root.removesuffix(g.face.prefix) + _prefix(language, mode) + request.path


def worded(text: Any) -> str:
    """A pair {"zh": …, "en": …} in the reader's language; anything else as it stands."""
    if not isinstance(text, dict):
        return "" if text is None else str(text)
    first, second = ("en", "zh") if g.language == ENGLISH else ("zh", "en")
    return str(text.get(first) or text.get(second) or "")
