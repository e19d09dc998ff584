"""How values of records are said: pairs of words, rates, days, and what is left to say when nothing is set."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.faces import worded
from workflow.doors.published import read

#: How packs cite what no document of theirs says: by the number under which the requirements keep it, as made up to be
#: shown, or as another institution's word.
_OWN, _SHOWN = re.compile(r"默认 [A-Z]\d+"), re.compile(r"示例：演示用\w+，非文件规定")
_LENT = re.compile(r"示例：借用\s*(.+)")


def rate(milli_percent: Any) -> str:
    """An annual rate in 1/1000 per cent as digits: 5450 is 5.45. The unit stands beside it."""
    if not isinstance(milli_percent, int):
        return worded(milli_percent)
    exact = f"{Decimal(milli_percent) / 1000:.3f}"
    return exact.removesuffix("0")


def within(days: int | None, unit: str) -> str:
    """A committed time limit in words."""
    if days is None:
        return _("not set")
    if days == 0:
        return _("on the same day")
    if unit == "workday":
        return ngettext("within %(num)s working day", "within %(num)s working days", days)
    return ngettext("within %(num)s day, rest days included", "within %(num)s days, rest days included", days)


def item(paper: Any) -> str:
    """A paper by its name in the reader's language, whether it comes as words, a pair or with labels."""
    if isinstance(paper, dict) and "label" in paper:
        return worded(paper["label"]) if isinstance(paper["label"], dict) else worded(_pair(paper))
    return worded(paper)


def _pair(paper: dict[str, Any]) -> dict[str, Any]:
    return {"zh": paper["label"], "en": paper.get("label_en")}


def instant(value: Any) -> datetime:
    """An ISO instant of a record as a datetime."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def local_day(value: Any) -> date | None:
    """The Shanghai day of an ISO instant, if there is one."""
    return read.local_date(instant(value)) if value else None


def closing(value: Any) -> str:
    """The hour of an ISO instant at which something ends, as "17:00"; nothing where it ends with its day."""
    hour = f"{instant(value).astimezone(read.SHANGHAI):%H:%M}" if value else ""
    return "" if hour == "00:00" else hour


def older(value: Any, days: int) -> bool:
    """Whether an instant lies more than so many days back."""
    return bool((read.now() - instant(value)).days >= days)


def reason(why: str | None) -> str:
    """Why something was taken down: the sentence of the list in the reader's language, and what was added to it."""
    sentence, own = read.reasons.parts(why or "")
    return ": ".join(part for part in (sentence and _(sentence), own and _(own)) if part)


def village(code: str) -> str:
    """A village by its name, as long as the directory has it."""
    found = read.one("village", code)
    return str(found.payload["name"]) if found else code


def cited(cite: str | None) -> str:
    """Where a value comes from; what comes from no document of ours is said in the reader's words."""
    told = _SHOWN.sub(_("made up for the demonstration"), _OWN.sub(_("our own rule"), cite or ""))
    return _LENT.sub(lambda found: _("borrowed for the demonstration from %(source)s", source=found[1]), told)


FILTERS: dict[str, Callable[..., Any]] = {
    "worded": worded, "rate": rate, "within": within, "item": item, "older": older, "local_day": local_day,
    "closing": closing, "cited": cited,
    "first_day": read.first_day,
    "reason": reason, "village": village,
}  # fmt: skip
