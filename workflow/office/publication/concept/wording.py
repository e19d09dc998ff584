"""Texts in both languages, as public payloads carry them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workflow.base.languages import catalogue
from workflow.kernel.errors import N_
from workflow.policy import show
from workflow.policy.pack import Fee, Fixed, Milestone, Row, Span, Term, Text, Value

Pair = dict[str, str]

#: The words of `choice` and `codes` values.
CHOICES = {
    "loan": N_("a loan"),
    "line": N_("a credit line"),
    "none": N_("none"),
    "level": N_("the level that decides"),
    "loan_size": N_("the size of the loan"),
    "accepted": N_("acceptance of the complete application"),
    "decided": N_("the decision"),
    "answered": N_("the answer to the applicant"),
    "next_workday": N_("moves to the next working day"),
    "mean": N_("mean"),
    "trimmed_mean": N_("mean without the highest and the lowest"),
    "median": N_("the one in the middle"),
    "consensus": N_("what all agree on"),
    "lowest": N_("the lowest"),
    "highest": N_("the highest"),
    "not_counted": N_("not counted"),
    "zero": N_("counted as zero"),
    "half_up": N_("half up to whole yuan"),
    "included": N_("included"),
    "excluded": N_("not included"),
    "product": N_("the kind of loan"),
    "before_payment": N_("before the loan is paid out"),
    "never": N_("never"),
    "nobody": N_("nobody outside the files"),
    "bank": N_("the institution"),
    "panel": N_("the village panel"),
    "government": N_("the government"),
    "refuse": N_("refusal"),
    "lower": N_("a lower amount"),
    "grant": N_("approval"),
    "escalate": N_("handing up"),
    "benchmark": N_("benchmark lending rate"),
    "lpr": N_("loan prime rate (LPR)"),
    "name": N_("name"),
    "group": N_("village group"),
    "amount": N_("amount"),
    "guarantee": N_("form of guarantee"),
    "dates": N_("dates"),
    "full": N_("in full"),
    "masked": N_("masked"),
    "posting_day": N_("the day it is posted"),
    "next_day": N_("the day after it is posted"),
    "rest": N_("first sign only"),
    "middle": N_("second sign hidden"),
    "exact": N_("exact"),
    "band": N_("as a range"),
    "spouse": N_("spouse's masked name"),
    "id_tail": N_("last digits of the identity number"),
    "remark": N_("a word added by the drafter"),
    "public": N_("everyone"),
    "village": N_("the village, with its code"),
    "members": N_("members, with their code"),
    "staff": N_("staff"),
    "normal": N_("normal"),
    "special_mention": N_("special mention"),
}


#: What `policy.show.marks` writes, as its reader sees it.
MARKS = {"example": N_("example"), "default": N_("our default"), "not set": N_("not set")}


def both(message: str, **params: Any) -> Pair:
    """A sentence of ours in both languages; `params` may be pairs themselves."""
    said = {}
    for code, language in (("zh", "zh_Hans"), ("en", "en")):
        words = {name: value[code] if isinstance(value, dict) else value for name, value in params.items()}
        said[code] = catalogue(language).gettext(message) % words
    return said


def pair(text: Text | Term) -> Pair:
    """A text of a pack."""
    return {"zh": text.zh, "en": text.en}


def label(value: Value) -> Pair:
    """What a value is called."""
    return {"zh": value.label, "en": value.label_en}


def note(value: Value) -> Pair | None:
    """What the pack remarks on a value, if it does."""
    return {"zh": value.note, "en": value.note_en or value.note} if value.note else None


def source(value: Value) -> dict[str, Any]:
    """Where a value comes from, since when it holds, and the marks a reader must see beside it."""
    return {"cite": value.cite, "from": value.from_.isoformat(), "default": value.default, "example": value.example}


def words(value: Value) -> Pair:
    """A value as text, its unit apart."""
    if isinstance(value.value, bool):
        return both(N_("yes") if value.value else N_("no"))
    if value.unit == "choice" and value.value is not None:
        codes = value.value if isinstance(value.value, tuple) else (value.value,)
        parts = [both(CHOICES[code]) if code in CHOICES else {"zh": code, "en": code} for code in codes]
        return {"zh": "、".join(part["zh"] for part in parts), "en": ", ".join(part["en"] for part in parts)}
    return {"zh": show.words(value, "zh"), "en": show.words(value, "en")}


#: What a limit of no days says.
SAME_DAY = N_("on the same day")


def at_once(value: Value) -> bool:
    """Whether a value is a limit of no days: a reader is told when, not how many."""
    return value.unit in ("calendar", "workday") and value.value == 0


def fee(item: Fee) -> dict[str, Any]:
    """One item of the fee catalogue."""
    return {
        "zh": item.zh, "en": item.en, "standard": pair(item.standard), "price": item.price, "code": item.code,
        "collector": pair(item.collector) if item.collector else None,
        "basis": pair(item.basis) if item.basis else None,
    }  # fmt: skip


def plain(raw: Any) -> Any:
    """A pack's value as JSON carries it: exact numbers and shares as text, dates in ISO form."""
    if isinstance(raw, Text):
        return pair(raw)
    if isinstance(raw, Term):
        return {"code": raw.code, **pair(raw)}
    if isinstance(raw, Fee):
        return fee(raw)
    if isinstance(raw, (Span, Row, Fixed, Milestone)):
        return {name: plain(part) for name, part in raw._asdict().items()}
    if isinstance(raw, tuple):
        return [plain(item) for item in raw]
    return str(raw) if isinstance(raw, Decimal | Fraction | date) else raw
