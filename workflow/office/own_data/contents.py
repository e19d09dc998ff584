"""Everything that is handed to a household about itself, in plain words: one list for the paper and for the file.

The asking member reads their own numbers in full; numbers of the other members are masked, of people outside the
household (a guarantor) all but the first sign of the name. What is left out, and why, stands in `rules.LEFT_OUT`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from workflow.base.languages import current, day, moment, yuan
from workflow.office.own_data import queries
from workflow.office.own_data.models import OwnDataRequest
from workflow.office.own_data.rules import LEFT_OUT, RELATIONS, VERDICTS
from workflow.stages.cases import queries as cases
from workflow.stages.cases.forms import GUARANTEES, PAPER_STATES
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import LABELS, State
from workflow.stages.notices.naming import masked
from workflow.stages.people import queries as people
from workflow.stages.people import rules, words
from workflow.stages.people.documents import queries as documents
from workflow.stages.people.documents.rules import LABELS as PAPER_LABELS
from workflow.stages.people.forms import TIES
from workflow.stages.people.models import Household, HouseholdField, Member

SCHEMA = "sunshine.own-data/1"
#: Members' own numbers stand with the member, not among the fields.
_WITH_MEMBER = frozenset(rules.OF_MEMBER)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is kept (a member, a case …): its title and lines of (what, value)."""

    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one sort; `key` is its name in the file."""

    key: str
    title: str
    parts: list[Part] = field(default_factory=list)


def contents(asked: OwnDataRequest, *, on: date) -> list[Section]:
    """What is kept about a household, for the member who asks; `on` names the words of the rules."""
    household, held = asked.household, cases.cases_of(asked.household)
    found = [
        Section("household", _("The household"), [_household(household)]),
        Section("members", _("Members"), list(_members(household, asked.member))),
        Section("entries", _("What was keyed"), list(_entries(household, asked.member, on))),
        Section("documents", _("Documents"), list(_documents(household, asked.member, on))),
        Section("consents", _("Consents"), list(_consents(household))),
        Section("ties", _("Ties of our staff to the household"), list(_ties(household))),
        Section("visits", _("Visits"), list(_visits(household))),
        Section("cases", _("Applications"), list(_cases(held))),
        Section("investigations", _("Investigations"), list(_investigations(held))),
        Section("decisions", _("Decisions"), list(_decisions(held))),
        Section("notices", _("Public notices"), list(_notices(held))),
        Section("ratings", _("Ratings"), list(_ratings(household))),
        Section("lines", _("Credit lines"), list(_credit_lines(household))),
    ]
    return [section for section in found if section.parts]


def as_data(asked: OwnDataRequest, sections: Iterable[Section], *, at: datetime) -> dict[str, Any]:
    """The same as a file for machines."""
    return {
        "schema": SCHEMA, "made_at": at.isoformat(), "household": asked.household.public_id,
        "sections": [
            {"key": section.key, "title": section.title, "parts": [
                {"title": part.title, "lines": [{"what": what, "value": value} for what, value in part.lines]}
                for part in section.parts
            ]}
            for section in sections
        ],
        "left_out": [_(sentence) for sentence in LEFT_OUT],
    }  # fmt: skip


def _part(title: str, *lines: tuple[str, str | None]) -> Part:
    return Part(title, [(what, value) for what, value in lines if value])


def _household(household: Household) -> Part:
    village = household.village
    return _part(
        village.name, (_("Town"), village.town.name), (_("Village"), village.name),
        (_("Village group"), household.group.name if household.group else ""), (_("Address"), household.address),
        (_("On file since"), moment(household.created_at)),
        (_("Photos on file"), str(len(documents.photos_of(household)))),
    )  # fmt: skip


def _members(household: Household, asking: Member) -> Iterator[Part]:
    for member in (*household.members, *household.former):
        whole = member.id == asking.id
        name = member.name if member.left_on is None else masked(member.name)
        yield _part(
            name, (_("Belongs to the household as"), _(RELATIONS[member.relation])),
            (_("Birthday"), day(member.born_on) if whole else ""),
            (_("Identity number"), member.id_number if whole else rules.masked_id(member.id_number)),
            (_("Telephone"), member.phone if whole else rules.masked_phone(member.phone)),
            (_("Left on"), day(member.left_on)),
        )  # fmt: skip


def _entries(household: Household, asking: Member, on: date) -> Iterator[Part]:
    """What was keyed about the household and the asking member, now and before it was corrected."""
    known = words.fields(on)
    for entry in (*people.fields_of(household), *people.earlier_fields(household)):
        if entry.name not in _WITH_MEMBER and entry.member_id in (None, asking.id):
            yield _entry(entry, known.get(entry.name, entry.name), on)


def _entry(entry: HouseholdField, label: str, on: date) -> Part:
    return _part(
        label, (_("What is known"), words.shown(entry.name, entry.value, on)),
        (_("Where it is known from"), _(rules.SOURCES.get(entry.source, entry.source))),
        (_("Known since"), day(entry.source_on)), (_("Keyed on"), moment(entry.keyed_at)),
        (_("Compared on"), moment(entry.verified_at)), (_("Corrected later"), "" if entry.current else _("yes")),
    )  # fmt: skip


def _documents(household: Household, asking: Member, on: date) -> Iterator[Part]:
    kinds = documents.kinds(on)
    for paper in documents.documents_of(household):
        own = paper.member_id in (None, asking.id)
        yield _part(
            words.named(kinds[paper.kind]) if paper.kind in kinds else paper.kind,
            (_("Whose it is"), paper.member.name if paper.member else _("The household")),
            (_("Number"), (paper.number if own else rules.masked_id(paper.number))),
            (_("Valid until"), day(paper.valid_until)), (_("State"), _(PAPER_LABELS[paper.state])),
        )  # fmt: skip


def _consents(household: Household) -> Iterator[Part]:
    for consent in people.consents_of(household):
        yield _part(
            _("To be shown online"), (_("Version of the words"), consent.text_version),
            (_("Given"), moment(consent.given_at)), (_("Withdrawn"), moment(consent.withdrawn_at)),
        )  # fmt: skip


def _ties(household: Household) -> Iterator[Part]:
    """That there is one, not whose: the officer is another person."""
    for tie, _officer in people.ties_of(household):
        yield _part(str(TIES.get(tie.nature, tie.nature)), (_("Declared"), moment(tie.declared_at)))


def _visits(household: Household) -> Iterator[Part]:
    """What the household said; to whom else it was said, and what our staff made of it, is left out."""
    for visit in queries.visits(household):
        struck = _("yes") if visit.struck_at else ""
        yield _part(day(visit.on), (_("What they said"), visit.told), (_("Struck out"), struck))


def _cases(held: list[Case]) -> Iterator[Part]:
    for case in held:
        yield _part(
            case.number, (_("State"), _(LABELS[State(case.state)])),
            (_("Amount applied for (yuan)"), yuan(case.amount)), (_("Term in months"), str(case.term_months)),
            (_("Purpose"), case.purpose), (_("Security"), str(GUARANTEES.get(case.guarantee, case.guarantee))),
            (_("Guarantor"), masked(case.guarantor) if case.guarantor else ""),
            (_("What it is repaid from"), case.repayment_source), (_("Handed in"), moment(case.received_at)),
            (_("Accepted"), moment(case.accepted_at)), (_("Promised until"), day(case.due_on)),
            (_("Decided"), moment(case.decided_at)), (_("Told"), moment(case.answered_at)),
            (_("Granted (yuan)"), yuan(case.granted_amount)), (_("Ended"), moment(case.ended_at)),
            (_("Papers"), _papers(case)),
        )  # fmt: skip


def _papers(case: Case) -> str:
    states = {**PAPER_STATES, "unchecked": _("to be checked")}
    labels = {paper.key: paper.label_en if current() == "en" else paper.label for paper in case.materials}
    return _("; ").join(f"{labels[paper.key]}{_(': ')}{states[paper.state]}" for paper in case.materials)


def _investigations(held: list[Case]) -> Iterator[Part]:
    found = queries.investigations(held)
    for case in held:
        if seen := found.get(case.id):
            yield _part(
                case.number, (_("Visited on"), day(seen.visited_on)), (_("Place"), seen.place),
                (_("Yearly income (yuan)"), yuan(seen.income)), (_("Yearly spending (yuan)"), yuan(seen.spending)),
                (_("Assets (yuan)"), yuan(seen.assets)), (_("Debts (yuan)"), yuan(seen.debts)),
                (_("Owed to us without security (yuan)"), yuan(seen.unsecured_debts)),
                (_("Proposed (yuan)"), yuan(seen.proposed_amount)),
            )  # fmt: skip


def _decisions(held: list[Case]) -> Iterator[Part]:
    numbers = {case.id: case.number for case in held}
    for made in queries.decisions(held):
        yield _part(
            numbers[made.case_id], (_("Decision"), _(VERDICTS[made.verdict])), (_("Amount (yuan)"), yuan(made.amount)),
            (_("Reason"), made.reason), (_("Decided"), moment(made.decided_at)),
        )  # fmt: skip


def _notices(held: list[Case]) -> Iterator[Part]:
    numbers = {case.id: case.number for case in held}
    for row in queries.rows(held):
        online = _("shown online") if row.online else _("not shown online")
        yield _part(
            numbers[row.case_id], (_("Village"), row.notice.village.name), (_("Posted"), moment(row.notice.posted_at)),
            (_("Last day"), day(row.notice.last_on)), (_("Amount (yuan)"), yuan(row.amount)), (_("Online"), online),
        )  # fmt: skip


def _ratings(household: Household) -> Iterator[Part]:
    for rating in queries.ratings(household):
        yield _part(
            day(rating.rules_on), (_("Grade"), rating.grade), (_("Score"), rating.score),
            (_("Income (yuan)"), yuan(rating.income)), (_("Line (yuan)"), yuan(rating.line)),
            (_("Settled"), moment(rating.settled_at)),
        )  # fmt: skip


def _credit_lines(household: Household) -> Iterator[Part]:
    for line in queries.lines(household):
        since = (_("Effective on"), day(line.effective_on))
        yield _part(line.case.number, (_("Amount (yuan)"), yuan(line.amount)), since)
