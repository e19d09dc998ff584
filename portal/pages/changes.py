"""How our rules changed: the days on which they did, what one of them brought, any two days side by side (N14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from portal.asking import AskForm, day
from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("changes", __name__, url_prefix="/rules/changes")

Rule = dict[str, Any]
_ONE_DAY = timedelta(days=1)


class Change(NamedTuple):
    """One rule on two days; a side is None where nothing was said."""

    rule: Rule
    before: Rule | None
    after: Rule | None


class TwoDays(AskForm):
    """Which two days to lay side by side."""

    first = day(_("One day"), needed=_("Which day?"))
    second = day(_("The other day"), needed=_("Which day?"))


@bp.get("")
def index() -> ResponseReturnValue:
    """Every day on which a rule that holds today changed, newest first, and the question for two days."""
    made_of("rules")
    return render_template("portal/changes.html", days=_days(_rules()), form=TwoDays(blank=True))


@bp.get("/compare")
def compare() -> ResponseReturnValue:
    """Two days side by side; asked by the address, so it can be linked and printed, and never kept."""
    form = TwoDays()
    if not form.answered():
        page = render_template("portal/changes.html", days=_days(_rules()), form=form)
        return page, form.status
    first, second = sorted((form.first.value, form.second.value))
    return _between(first, second, form)


@bp.get("/<on>")
def show(on: str) -> ResponseReturnValue:
    """What changed on one of those days."""
    made_of("rules")
    if on not in {each for each, _count in _days(_rules())}:
        abort(404)
    after = date.fromisoformat(on)
    return _between(after - _ONE_DAY, after, None)


def _between(first: date, second: date, form: TwoDays | None) -> ResponseReturnValue:
    changed = sorted(_changes(_rules(), first, second), key=lambda change: change.rule["key"])
    subjects = {subject["zh"]: subject for subject in (change.rule["subject"] for change in changed)}
    groups = [(subject, [each for each in changed if each.rule["subject"] == subject]) for subject in subjects.values()]
    return render_template("portal/changed.html", first=first, second=second, groups=groups, form=form)


def _rules() -> list[Rule]:
    """Those that tell their past: until a house's first tick after an upgrade the records are of the old form."""
    return [record.payload for record in read.in_force("rules") if "past" in record.payload]


def _days(rules: Iterable[Rule]) -> list[tuple[str, int]]:
    """The days on which an answer changed, newest first, and how many did."""
    days = sorted((since for rule in rules for since in _since(rule)), reverse=True)
    return [(since, len(list(same))) for since, same in groupby(days)]


def _since(rule: Rule) -> Iterator[str]:
    """When each answer of a rule began that said something else; a default of ours in a silence changed nothing."""
    for answer, older in pairwise((rule, *rule["past"])):
        if _words(answer) != _words(older) and not (answer["default"] and older["text"] is None):
            yield answer["since"]


def _changes(rules: Iterable[Rule], first: date, second: date) -> Iterator[Change]:
    for rule in rules:
        before, after = _on(rule, first), _on(rule, second)
        if _words(before) != _words(after):
            yield Change(rule, before, after)


def _words(answer: Rule | None) -> tuple[Any, Any] | None:
    """What a reader calls different: the words and their unit, not the place they come from."""
    return (answer["text"], answer["unit"]) if answer and answer["text"] else None


def _on(rule: Rule, on: date) -> Rule | None:
    """What a rule said on a day: its words, unit and source."""
    answer = next(each for each in (rule, *rule["past"]) if date.fromisoformat(each["since"]) <= on)
    return {name: answer[name] for name in ("text", "unit", "cite")} if answer["text"] else None
