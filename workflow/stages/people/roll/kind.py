"""The roll of a village as a form that can be imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from workflow.base import clock
from workflow.carriers import sheets
from workflow.kernel.errors import N_
from workflow.places import packs
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.imports.kinds import Ground, Kind, Plan, in_every_language, sentences
from workflow.stages.imports.rules import Column, Table
from workflow.stages.people import rules as files
from workflow.stages.people import words
from workflow.stages.people.roll import operations, queries, rules
from workflow.stages.people.roll.matching import Found, against_file

_CHOICES = {
    rules.RELATION: tuple(rules.RELATIONS.values()),
    rules.SOURCE: tuple(files.SOURCES.values()),
}


def _find(about: str, person: Officer) -> Ground:
    village = queries.village_for(about, person)
    href = url_for("people.archive", village=village.code)
    return Ground(village, f"{village.town.name} {village.name}", href, f"households-{village.code}")


def _grounds(person: Officer) -> list[tuple[str, str]]:
    found = queries.villages_for(person, clock.local_date(g.now))
    return [(village.code, f"{village.town.name} {village.name}") for village in found]


def _columns(_village: Village) -> list[Column]:
    own = [
        Column(term.code, words.named(term), (term.zh, term.en, term.code))
        for term in packs.value("archive.fields", clock.local_date(g.now)).value or ()
    ]
    return [*map(_column, rules.BEFORE), *_coded(clock.local_date(g.now)), *own, *map(_column, rules.AFTER)]


def _coded(today: date) -> list[Column]:
    """What is a word of the rules: the kind of customer and the ground for exclusion, where the rules know any."""
    known = (
        (files.CUSTOMER, words.CUSTOMER_LABEL, words.customers(today)),
        (files.EXCLUSION, words.EXCLUSION_LABEL, words.exclusions(today)),
    )
    return [
        Column(
            code, name, (*in_every_language(name), code), hint=rules.ONCE,
            choices=tuple(word for key, word in choices.items() if key),
        )
        for code, name, choices in known if choices
    ]  # fmt: skip


def _column(told: tuple[str, str, bool, str, bool]) -> Column:
    code, name, needed, hint, text = told
    return Column(code, name, (*in_every_language(name), code), needed, hint, _CHOICES.get(code, ()), text)


def _rows(_village: Village) -> list[list[sheets.Cell]]:
    return []


def _check(village: Village, table: Table, person: Officer, at: datetime) -> Plan:
    entries = rules.read(table.lines, _known(clock.local_date(at)), table.faults)
    found = against_file(village, entries, person, clock.local_date(at))
    heads = [_("Number in this form"), _("Household"), _("Village group"), _("What it brings")]
    return Plan(found.count, _told(found), table.faults, found, heads, list(_listed(found)))


def _listed(found: Found) -> Iterator[list[str]]:
    """Each thing that the roll would bring."""
    for entry in found.new:
        number = len(entry.rows)
        told = ngettext("new, %(num)s person", "new, %(num)s people", number)
        yield [entry.number, _name(entry), entry.group, told]
    for _home, entry, row in found.people:
        yield [entry.number, _name(entry), entry.group, row.name or ""]
    labels = words.fields(clock.local_date(g.now))
    for _home, entry, code in found.fields:
        yield [entry.number, _name(entry), entry.group, labels.get(code, code)]


def _name(entry: rules.Entry) -> str:
    return (entry.head or entry.rows[0]).name or ""


def _known(today: date) -> rules.Known:
    own = [term.code for term in packs.value("archive.fields", today).value or ()]
    checks: dict[str, Callable[[str], str]] = {code: _check_of(code) for code in own}
    checks[files.EXCLUSION] = lambda typed: words.exclusion_read(typed, today)
    checks[files.CUSTOMER] = lambda typed: words.customer_read(typed, today)
    relations = {said: code for code, name in rules.RELATIONS.items() for said in (*in_every_language(name), code)}
    sources = {said: code for code, name in files.SOURCES.items() for said in (*in_every_language(name), code)}
    return rules.Known(relations, sources, checks, today)


def _check_of(code: str) -> Callable[[str], str]:
    return lambda typed: files.read(code, typed)


def _told(found: Found) -> list[str]:
    new, people, fields = len(found.new), len(found.people), len(found.fields)
    members = sum(len(entry.rows) for entry in found.new)
    return sentences([
        (new, ngettext("%(num)s household would be new.", "%(num)s households would be new.", new)),
        (new, ngettext("%(num)s person belongs to them.", "%(num)s people belong to them.", members)),
        (people, ngettext("%(num)s person joins a known household.", "%(num)s people join known households.", people)),
        (fields, ngettext("%(num)s entry joins a file.", "%(num)s entries join files.", fields)),
        (found.same, ngettext("%(num)s household stands already.", "%(num)s households stand already.", found.same)),
    ])  # fmt: skip


def _apply(village: Village, found: Any, person: Officer, at: datetime) -> int:
    return operations.import_roll(village, found, by=person, at=at)


ROLL = Kind(
    key="households", title=N_("Import of households"), verb="household.write",
    intro=N_(
        "A row a person. Rows with the same number are one household. The import adds and never changes what is on "
        "file; what it brings waits for a second person, as if it had been keyed."
    ),
    find=_find, grounds=_grounds, columns=_columns, rows=_rows, check=_check, apply=_apply,
)  # fmt: skip
