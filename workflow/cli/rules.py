"""`policy`: check, show and compare packs, and explain a case by its rules."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from workflow.base import clock
from workflow.base.languages import DEFAULT, LANGUAGES, catalogue
from workflow.base.settings import Settings
from workflow.cli.words import enter
from workflow.kernel.errors import N_
from workflow.office.publication.concept import wording
from workflow.places.packs import folders_of
from workflow.policy import compare, conflicts, flows, load, products, show
from workflow.policy.keys import UNITS
from workflow.policy.pack import Library, Pack, Text, Value
from workflow.policy.products import Product
from workflow.staff.roles import Role
from workflow.stages.cases import queries, used


def add(commands: Any) -> None:
    """Declare the commands."""
    policy = commands.add_parser("policy", help="check, show or compare policy packs, explain a case")
    verbs = policy.add_subparsers(dest="verb", required=True, metavar="VERB")
    _verb(verbs, "check", check, "are the packs in order, and what is open?")
    _verb(verbs, "show", one, "every value in force on a day").add_argument("pack")
    both = _verb(verbs, "diff", diff, "what differs between two packs, or between two days")
    both.add_argument("pack")
    both.add_argument("other", nargs="?", help="the other pack")
    both.add_argument("--between", nargs=2, type=date.fromisoformat, metavar=("DAY", "DAY"), help="two days instead")
    _verb(verbs, "explain", explain, "every value that a case used").add_argument("case", help="the case's number")


def _verb(verbs: Any, name: str, act: Any, help: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=help, description=help)
    verb.add_argument("--data", type=Path)
    verb.add_argument("--on", type=date.fromisoformat, default=clock.today())
    verb.add_argument("--language", choices=LANGUAGES, default=DEFAULT)
    verb.set_defaults(act=act)
    return verb


def check(settings: Settings, given: argparse.Namespace) -> int:
    """Load every pack; the first fault is named with file, key and date; then what is open or an example."""
    findings = show.check(folders_of(settings), today=given.on)
    if not any(finding.fatal for finding in findings):
        findings += _procedures(load.library(folders_of(settings)), given.on)
    for finding in findings:
        print(("FAULT: " if finding.fatal else "note:  ") + finding.message % finding.params)
    return 1 if any(finding.fatal for finding in findings) else 0


def _procedures(library: Library, on: date) -> list[show.Finding]:
    """What no case could go through: a stage left to a role that nobody holds, or one that a text demands left out."""
    found = []
    for pack in library.institutions():
        for product in products.products(pack, on):
            where = {"pack": pack.slug, "product": product.key}
            unknown = {code for stage in product.stages for code in stage.by} - set(Role)
            message = N_("%(pack)s: a stage of %(product)s is left to the role %(role)s, which nobody can hold.")
            found += [show.Finding(message, where | {"role": code}, True) for code in sorted(unknown)]
            found += _left_out(pack, product, on, where)
    return found


def _left_out(pack: Pack, product: Product, on: date, where: dict[str, str]) -> list[show.Finding]:
    missing = flows.lacking(flows.kinds_of(product, pack, on), pack, on, {"product": product.key})
    if missing is None:
        return []
    message = N_("%(pack)s: %(product)s leaves out the stage %(stage)s, which %(cite)s demands: no case is accepted.")
    return [show.Finding(message, where | {"stage": missing[0], "cite": missing[1].cite}, False)]


def one(settings: Settings, given: argparse.Namespace) -> int:
    """Every value of a pack in force on a day, with its citation, then where its documents disagree with others."""
    library = load.library(folders_of(settings))
    pack = library.pack(given.pack)
    for row in show.show(pack, given.on):
        print("\t".join(row))
    for conflict in conflicts.of_pack(library, pack):
        print(f"\n{conflict.id} {_said(conflict.about, given)}: {_said(conflict.holds, given)}")
        for party in conflict.parties:
            print(f"    {party.pack}: {_side(party, given)}")
    return 0


def diff(settings: Settings, given: argparse.Namespace) -> int:
    """What differs between two packs on a day, or within one between two days, by subject and in words."""
    library = load.library(folders_of(settings))
    before, after = library.pack(given.pack), library.pack(given.other or given.pack)
    days = given.between or (given.on, given.on)
    print(f"A: {_name(before, given)} {days[0]}\nB: {_name(after, given)} {days[1]}")
    for subject, changes in compare.by_subject((before, days[0]), (after, days[1])):
        print(f"\n== {_said(subject, given)}")
        for change in changes:
            print(_said(change.label, given))
            print(f"    A: {_side(change.before, given)}\n    B: {_side(change.after, given)}")
    return 0


def explain(settings: Settings, given: argparse.Namespace) -> int:
    """Each value a case used, stage by stage, with citation, and whether its rules are still the same version."""
    enter(settings)
    case = queries.numbered(given.case)
    account = used.account(case)
    print(f"{case.number}  {_name(account.pack, given)}  {case.pack_digest}")
    if account.changed:
        print("note:  the rules were edited since this case was handed in: they are not the version it came under")
    for used_on, values in account.stages:
        print(f"\n== {used_on}")
        _lines(values, given)
    return 0


def _lines(values: Iterable[Value], given: argparse.Namespace) -> None:
    for value in values:
        print(f"{_said(Text(value.label, value.label_en), given)}: {_side(value, given)}")


def _side(value: Value | None, given: argparse.Namespace) -> str:
    """A value in words with its unit, marks and source."""
    if value is None:
        return str(catalogue(given.language).gettext(N_("nothing is said")))
    say = catalogue(given.language).gettext
    if not value.is_set:
        return f"{say(N_('not set'))} ({value.cite})"
    unit = say(UNITS[value.unit]) if value.unit in _COUNTED else ""
    text = wording.words(value)["en" if given.language == "en" else "zh"] + (f" {unit}" if unit else "")
    text = say(wording.SAME_DAY) if wording.at_once(value) else text
    if value.default:
        return f"{text} ({say(N_('No document says it; this is what we do.'))})"
    marks = f" [{say(wording.MARKS[show.marks(value)])}]" if show.marks(value) else ""
    return f"{text}{marks} ({value.cite}, {say(N_('since %(day)s')) % {'day': value.from_}})"


_COUNTED = ("calendar", "workday", "month", "year", "age", "yuan", "rate")


def _said(text: Text, given: argparse.Namespace) -> str:
    return text.en if given.language == "en" else text.zh


def _name(pack: Pack, given: argparse.Namespace) -> str:
    return _said(Text(pack.name, pack.name_en), given)
