"""A village's questionnaires as a form that is taken along, filled in and imported: all rules of typing them in hold.

The form has a row for each respondent who was drawn and has not answered; nobody who was not drawn can be added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from workflow.base.clock import local_date
from workflow.base.languages import yuan
from workflow.carriers import sheets
from workflow.kernel import checks
from workflow.kernel.errors import HouseError, Invalid, N_
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.appraisal.survey import operations, queries
from workflow.stages.appraisal.survey.forms import codes, short
from workflow.stages.appraisal.survey.models import Pick, Questionnaire, Survey
from workflow.stages.appraisal.survey.states import Step, after
from workflow.stages.imports.kinds import Ground, Kind, Plan, in_every_language, sentences
from workflow.stages.imports.rules import Column, Reading, Table, chosen
from workflow.stages.people.models import Household, Member

_SURVEY, _RANK, _NAME, _RESPONDENT = "survey", "rank", "name", "respondent"
_YES, _NO = N_("yes"), N_("no")
_DAY = N_("A day such as 2026-11-22.")
_YUAN = N_("Yuan, for example 30000.")
_MEMBER = N_("The name of a member of the household.")
_KEEP = N_("Do not change it.")
#: Code, name, how it is filled in, whether the column must be there.
_COLUMNS = (
    (_SURVEY, N_("Survey number"), _KEEP, True),
    (_RANK, N_("Place in the draw"), _KEEP, True),
    (_NAME, N_("Household"), _KEEP, True),
    (_RESPONDENT, N_("Respondent"), _KEEP, False),
    ("asked_on", N_("Day of the talk"), _DAY, True),
    ("asked_alone", N_("I asked this person alone"), "", True),
    ("business", N_("Lines of business, by code"), N_("Codes with blanks between, for example 1 3."), False),
    ("members_away", N_("Members work away from home"), "", False),
    ("assets", N_("Total assets"), _YUAN, True),
    ("debts", N_("Debts"), _YUAN, True),
    ("net", N_("Net assets"), N_("If empty: assets less debts."), False),
    ("representative", N_("Credit representative"), _MEMBER, False),
    ("line", N_("Line that may be granted"), N_("Yuan; or else a reason for deferring."), True),
    ("reason", N_("Or deferred, because"), N_("The number of the reason."), True),
    ("reason_member", N_("Which member"), _MEMBER, False),
)
_ANSWERS = tuple(code for code, *_rest in _COLUMNS[4:])


def _find(about: str, person: Officer) -> Ground:
    village = queries.village_for(about, person, "survey.write")
    href = url_for("survey.village", code=village.code)
    return Ground(village, f"{village.town.name} {village.name}", href, f"questionnaires-{village.code}")


def _grounds(person: Officer) -> list[tuple[str, str]]:
    return [(village.code, f"{village.town.name} {village.name}") for village in queries.villages_of(person)]


def _columns(_village: Village) -> list[Column]:
    choices = {"asked_alone": (_YES,), "members_away": (_YES, _NO)}
    return [
        Column(code, name, (*in_every_language(name), code), needed, hint, choices.get(code, ()), code == _SURVEY)
        for code, name, hint, needed in _COLUMNS
    ]


def _rows(village: Village) -> list[list[sheets.Cell]]:
    return [_row(pick) for survey in queries.being_asked(village) for pick in survey.picks if _waits(pick)]


def _waits(pick: Pick) -> bool:
    return pick.replaced_at is None and pick.questionnaire is None


def _row(pick: Pick) -> list[sheets.Cell]:
    survey = pick.survey
    known: list[sheets.Cell] = [survey.public_id, pick.rank, _head(survey.household), pick.respondent.name]
    return [*known, *([None] * len(_ANSWERS))]


def _head(household: Household) -> str:
    return household.named_by.name


def _check(village: Village, table: Table, person: Officer, at: datetime) -> Plan:
    surveys = {survey.public_id: survey for survey in queries.being_asked(village)}
    tied = queries.tied_in(village, person)
    twice = Counter((_text(line, _SURVEY), _text(line, _RANK)) for line in table.lines)
    told: list[tuple[Pick, operations.Said]] = []
    same = empty = 0
    for line in table.lines:
        reading = Reading(line, table.faults)
        if not any(reading.text(code) for code in _ANSWERS):
            empty += 1
            continue
        pick = _pick(reading, surveys, tied)
        if pick and twice[_text(line, _SURVEY), _text(line, _RANK)] > 1:
            reading.blame(_RANK, N_("This respondent stands in several rows."))
        said = _said(reading, pick, at) if pick else None
        if pick and said and pick.questionnaire is None:
            told.append((pick, said))
        elif pick and said and _is_same(pick.questionnaire, said):
            same += 1
        elif pick and said:
            reading.blame(_RANK, N_("This person has answered or been replaced already."))
    heads = [_("Household"), _("Respondent"), _("Line that may be granted"), _("Or deferred, because")]
    rows = [_listed(pick, said) for pick, said in told]
    return Plan(len(told), _told(len(told), same, empty), table.faults, told, heads, rows)


def _listed(pick: Pick, said: operations.Said) -> list[str]:
    reason = short(said["reason"] or "")
    return [_head(pick.survey.household), pick.respondent.name, yuan(said["line"]), reason]


def _text(line: Any, key: str) -> str:
    return line.cells[key].text if key in line.cells else ""


def _pick(reading: Reading, surveys: dict[str, Survey], tied: set[int]) -> Pick | None:
    """Whose answer a row is: only of whoever was drawn for a household of this village."""
    survey = surveys.get(reading.text(_SURVEY))
    if survey is None:
        reading.blame(_SURVEY, N_("No survey of that number is being asked in this village."))
        return None
    if survey.household_id in tied:
        reading.blame(None, N_("You are recused: you have a declared tie to this household."))
        return None
    pick = next((pick for pick in survey.picks if str(pick.rank) == reading.text(_RANK)), None)
    if pick is None or pick.replaced_at is not None:
        reading.blame(_RANK, N_("Nobody who still answers was drawn at this place."))
        return None
    for key, name in ((_NAME, _head(survey.household)), (_RESPONDENT, pick.respondent.name)):
        if reading.text(key) and reading.text(key) != name:
            reading.blame(key, N_("On file stands “%(value)s”."), value=name)
    return pick


def _said(reading: Reading, pick: Pick, at: datetime) -> operations.Said | None:
    """What a row says; None where a cell of it cannot be right."""
    before, survey = reading.count, pick.survey
    yes = _yes_or_no()
    assets = reading.number("assets", checks.yuan_or_nought, needed=N_("Enter an amount; nought is an amount too."))
    debts = reading.number("debts", checks.yuan_or_nought, needed=N_("Enter an amount; nought is an amount too."))
    net = reading.number("net", _signed)
    day = reading.day("asked_on", needed=N_("Enter the day of the talk."))
    reasons = {short(term.code): term.code for term in queries.reasons(survey)}
    told = {
        "asked_alone": reading.take("asked_alone", yes) == _YES,
        "business": reading.take("business", lambda typed: _codes(typed, survey)) or [],
        "members_away": reading.take("members_away", yes) == _YES,
        "representative": reading.take("representative", lambda typed: _member(typed, survey)),
        "line": reading.number("line", checks.yuan_or_nought),
        "reason": reading.take("reason", chosen(reasons | {code: code for code in reasons.values()})),
        "reason_member": reading.take("reason_member", lambda typed: _member(typed, survey)),
    }  # fmt: skip
    if reading.count > before or assets is None or debts is None or day is None:
        return None
    said: Any = told | {
        "asked_on": day, "assets": assets, "debts": debts, "net": assets - debts if net is None else net,
    }  # fmt: skip
    return said if _holds(reading, survey, said, at) else None


@cache
def _yes_or_no() -> Callable[[str], str]:
    return chosen(dict.fromkeys(in_every_language(_YES), _YES) | dict.fromkeys(in_every_language(_NO), _NO))


def _holds(reading: Reading, survey: Survey, said: operations.Said, at: datetime) -> bool:
    """Whether the very rules of typing it in hold."""
    try:
        after(survey.state, Step.ASK)
        operations.check_said(survey, said, local_date(at))
    except HouseError as error:
        reading.blame(error.field if isinstance(error, Invalid) else _SURVEY, error.message, **error.params)
        return False
    return True


def _signed(typed: str) -> int:
    """An amount that may lie below nought."""
    text = checks.narrow(typed)
    return -checks.yuan_or_nought(text[1:]) if text.startswith("-") else checks.yuan_or_nought(text)


def _codes(typed: str, survey: Survey) -> list[str]:
    known = {short(term.code) for term in queries.businesses(survey)}
    found = codes(typed)
    unknown = [code for code in found if code not in known]
    if unknown:
        raise Invalid(N_("There is no number %(number)s in the list."), number=unknown[0])
    return found


def _member(typed: str, survey: Survey) -> Member:
    found = [member for member in survey.household.members if member.name == typed]
    if len(found) != 1:
        raise Invalid(N_("Not exactly one member of this household has this name."))
    return found[0]


def _is_same(standing: Questionnaire | None, said: operations.Said) -> bool:
    told: dict[str, Any] = dict(said) | {"business": ",".join(said["business"])}
    return standing is not None and all(getattr(standing, name) == value for name, value in told.items())


def _told(new: int, same: int, empty: int) -> list[str]:
    return sentences([
        (new, ngettext("%(num)s questionnaire would be recorded.", "%(num)s questionnaires would be recorded.", new)),
        (same, ngettext("%(num)s row says what stands already.", "%(num)s rows say what stands already.", same)),
        (empty, ngettext("%(num)s row has no answer yet.", "%(num)s rows have no answer yet.", empty)),
    ])  # fmt: skip


def _apply(_village: Village, told: Iterable[tuple[Pick, operations.Said]], person: Officer, at: datetime) -> int:
    return operations.record_all(told, by=person, at=at)


QUESTIONNAIRES = Kind(
    key="questionnaires", title=N_("Import of questionnaires"), verb="survey.write",
    intro=N_(
        "A row a respondent who was drawn and has not answered. Empty rows stay open. Only you see the form until it "
        "is imported; then the survey team does, and nobody else."
    ),
    find=_find, grounds=_grounds, columns=_columns, rows=_rows, check=_check, apply=_apply,
)  # fmt: skip
