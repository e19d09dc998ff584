"""Languages: catalogues compiled in memory from the ``.po`` files, formats, and stored sentences said aloud."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g
from flask_babel import Babel, Domain
from markupsafe import Markup

from workflow.base import assets, clock

LANGUAGES = {"zh_Hans": "简体中文", "en": "English"}
DEFAULT = "zh_Hans"
#: Languages that no person writes, each with the one that it is generated from; only the public side speaks them.
GENERATED = {"zh_Hant": "zh_Hans"}
_DAY = {"zh_Hans": "y年M月d日（EEE）", "zh_Hant": "y年M月d日（EEE）", "en": "EEE d MMM y"}
_CHINESE, _LATIN, _TAG = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z]{2}"), re.compile(r"<[^>]*>")


@cache
def catalogue(language: str) -> Translations:
    """The messages of `language`, compiled once per process; no build step, no stale ``.mo``."""
    path = assets.folder("translations") / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Translations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def read_all() -> None:
    """Read now what is otherwise read when somebody first needs it: every language's words and names of days."""
    for language in (*LANGUAGES, *GENERATED):
        catalogue(language)
        _day_in(date.min, language)


class HouseDomain(Domain):
    """Flask-Babel's domain over `catalogue`."""

    def get_translations(self) -> Any:
        return catalogue(current())


class HouseBabel(Babel):
    """Flask-Babel with our domain."""

    domain_instance = HouseDomain()


def current() -> str:
    """The reader's language: one of `LANGUAGES`, on the public side also of `GENERATED`."""
    try:  # asked a hundred times a page: one look instead of first whether there is a request at all
        language: str = g.language
    except (AttributeError, RuntimeError):
        return DEFAULT
    return language


def install(app: Flask) -> None:
    """Give `app` its languages, filters and the words for stored sentences."""
    HouseBabel(app, locale_selector=current, default_timezone="Asia/Shanghai")
    # Templates say a hundred words a page: straight from the catalogue, not through the layers of two extensions.
    app.jinja_env.globals.update(_=_worded, gettext=_worded, ngettext=_counted)
    app.jinja_env.filters.update(day=day, month=month, moment=moment, yuan=yuan, percent=percent, receipt=receipt)
    app.jinja_env.globals.update(say=say, LANGUAGES=LANGUAGES)
    app.jinja_env.tests["foreign"] = foreign
    app.context_processor(lambda: {"lang": current(), "html_lang": current().replace("_", "-")})


def _worded(text: str, **values: Any) -> Markup:
    """A template's words in the reader's language, as HTML: the catalogue's are ours, the values are escaped."""
    said = _template_of(text, current())
    return said % values if values else said


def _counted(one: str, many: str, number: int, **values: Any) -> Markup:
    return _form_of(one, many, number, current()) % {"num": number, **values}


@lru_cache(maxsize=1024)
def _form_of(one: str, many: str, number: int, language: str) -> Markup:
    return _trusted(catalogue(language).ungettext(one, many, number))


@lru_cache(maxsize=8192)
def _template_of(text: str, language: str) -> Markup:
    return _trusted(catalogue(language).ugettext(text))


def _trusted(words: str) -> Markup:
    return Markup(words)  # noqa: S704 - the catalogue's own words, never anybody's typing


def say(message: str, params: dict[str, Any] | None = None) -> str:
    """A stored English sentence in the reader's language."""
    if not message:
        return ""
    said = catalogue(current()).ugettext(message)
    return said % params if params else said


def foreign(text: object) -> bool:
    """Whether a text is Chinese through and through on an English page, which then marks it for voices and fonts."""
    if current() != "en":
        return False
    words = _TAG.sub("", str(text))
    return bool(_CHINESE.search(words)) and not _LATIN.search(words)


def day(value: date | str | None) -> str:
    """2026年11月21日（周六） / Sat 21 Nov 2026; of an instant, its day in Shanghai."""
    if value is None:
        return ""
    when = date.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(when, datetime):
        when = clock.local_date(when)
    return _day_in(when, current())


@lru_cache(maxsize=4096)
def _day_in(when: date, language: str) -> str:
    return format_date(when, _DAY[language], locale=language)


def month(value: str) -> str:
    """2026年11月 / Nov 2026, of any of its days."""
    return format_skeleton("yMMM", date.fromisoformat(value), locale=current())


def moment(value: datetime | str | None) -> str:
    """A Shanghai day with hour and minute."""
    if value is None:
        return ""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = when.astimezone(clock.SHANGHAI)
    gap = " " if current() == "en" else ""
    return f"{day(local.date())}{gap}{local:%H:%M}"


def yuan(fen: int | None) -> str:
    """12,300.50 or 12,300 – yuan from fen, the unit stands beside it."""
    if fen is None:
        return ""
    amount = Decimal(fen) / 100
    return f"{amount:,.2f}".removesuffix(".00")


def percent(value: Any, places: int = 1) -> str:
    """A share (0.953) as 95.3%."""
    return "" if value is None else f"{Decimal(str(value)) * 100:.{places}f}%"


def receipt(digits: str) -> str:
    """1234 5678 9012 3456."""
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
