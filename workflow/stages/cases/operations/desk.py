"""Completeness, the one-time notification, and what becomes of an application at the counter (S16)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.carriers import outbox
from workflow.kernel.errors import Conflict, Invalid, N_, NotFound
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.stages.cases import moves, rules, ways
from workflow.stages.cases.models import Case, Material, OneTimeNotice
from workflow.stages.cases.photos import operations as photos
from workflow.stages.cases.rules import Paper
from workflow.stages.cases.states import State, Step

MATERIAL_CHECKED = audit.declare("case_material_checked", "set", "material", "state", "note")
GAPS_TOLD = audit.declare("case_gaps_told", "set", "items", "how", "breach")
ACCEPTED = audit.declare("case_accepted", "set", "due_on", "level")
REJECTED = audit.declare("case_rejected", "set", "reason")
WITHDRAWN = audit.declare("case_withdrawn", "set", "reason")

_AT_THE_COUNTER = (State.SUBMITTED, State.INCOMPLETE)


def check_material(case: Case, *, key: str, state: str, note: str = "", by: Officer, at: datetime) -> Material:
    """Say of one paper whether it is there in good order; a paper that came in brings the case back to the desk."""
    if case.state not in _AT_THE_COUNTER:
        raise Conflict(N_("The papers of this case are not checked any more: it has been accepted or has ended."))
    if state not in (rules.PRESENT, rules.MISSING, rules.DEFECTIVE):
        raise Invalid(N_("Say whether the paper is there, missing or defective."), field="state")
    if state == rules.DEFECTIVE and not note:
        raise Invalid(N_("Say what is wrong with the paper: the household will read it."), field=f"note_{key}")
    material = _named(case, key)
    material.state, material.note = state, note
    material.received_at = None if state == rules.MISSING else at
    changed = moves.change(case, next_on=time.local_date(at)) if case.next_on is None else {}
    session.flush()
    audit.record(MATERIAL_CHECKED, case.stream, at=at, by=by.id, set=changed, material=key, state=state, note=note)
    return material


def check_materials(case: Case, checked: Mapping[str, tuple[str, str]], *, by: Officer, at: datetime) -> int:
    """Judge several papers in one go, each (state, note) by its key; returns how many had changed."""
    known = {material.key: (material.state, material.note) for material in case.materials}
    changed = {key: judged for key, judged in checked.items() if known.get(key) != judged}
    for key, (state, note) in changed.items():
        check_material(case, key=key, state=state, note=note, by=by, at=at)
    return len(changed)


def _named(case: Case, key: str) -> Material:
    found = next((material for material in case.materials if material.key == key), None)
    if found is None:
        raise NotFound
    return found


def gaps_of(case: Case) -> list[Material]:
    """The papers that are not there in good order."""
    return [material for material in case.materials if material.state != rules.PRESENT]


def tell_gaps(case: Case, *, how: str, by: Officer, at: datetime) -> OneTimeNotice:
    """Tell the household all that is missing or defective, at once (一次性告知).

    A further notice that names something new is sent all the same, but flagged as the clerk's breach: it should have
    been in the first. Raises Invalid while a paper is unchecked or nothing is missing.
    """
    moves.check(case, Step.TELL_GAPS)
    gaps = gaps_of(case)
    _check_whole(gaps, how)
    items = [material.key for material in gaps]
    breach = rules.is_breach([notice.items for notice in case.gap_notices], items)
    notice = OneTimeNotice(items=items, told_by_id=by.id, told_how=how, told_at=at, breach=breach)
    case.gap_notices.append(notice)
    changed = moves.advance(case, Step.TELL_GAPS, at=at, next_on=None)
    session.flush()
    audit.record(GAPS_TOLD, case.stream, at=at, by=by.id, set=changed, items=items, how=how, breach=breach)
    moves.tell_holder(case, at=at, items=[_told(material) for material in gaps], told_at=at.isoformat())
    _write(case, at)
    return notice


def _check_whole(gaps: list[Material], how: str) -> None:
    if how not in rules.HOWS:
        raise Invalid(N_("Choose how the household was told."), field="how")
    if not gaps:
        raise Invalid(N_("Every paper is there: accept the application instead."), field="how")
    if any(material.state == rules.UNCHECKED for material in gaps):
        raise Invalid(N_("Check every paper first, so that all gaps are told at once."), field="how")


def _told(material: Material) -> dict[str, Any]:
    words = {"zh": material.label, "en": material.label_en}
    return words | {"key": material.key, "state": material.state, "note": material.note}


def accept(case: Case, *, level: str | None = None, by: Officer, at: datetime) -> Case:
    """Accept a complete application: the promise's clock starts now.

    `level` says which level decides, where the rules leave its limit open. Raises Gap with the papers that are not
    there, NotSet where the rules have no time limit for such a case.
    """
    gaps = rules.gaps((Paper(each.key, each.label, each.label_en), each.state) for each in case.materials)
    moves.check(case, Step.ACCEPT)
    if gaps:
        raise rules.Gap(gaps)
    pack, on = packs.pack(case.pack), time.local_date(at)
    floor = ways.floor(ways.product_of(case))
    chosen = rules.chosen_level(pack, asked=level, amount=case.amount, on=on, floor=floor)
    begun = ways.begun(case, pack, on, level=chosen)
    started = moves.start_clock(case, accepted_at=at, level=chosen)
    changed = moves.advance(case, Step.ACCEPT, at=at, accepted_at=at, **begun) | started
    session.flush()
    audit.record(ACCEPTED, case.stream, at=at, by=by.id, set=changed, due_on=changed.get("due_on"), level=chosen)
    moves.tell_holder(case, at=at, items=[])
    _write(case, at)
    return case


def reject(case: Case, *, reason: str, keep_photos: bool = False, by: Officer, at: datetime) -> Case:
    """Say that an application cannot be accepted, and why; the household reads the reason.

    Photos of papers that nobody has judged are erased, or kept in the household's file where it asked for that.
    """
    return _end(case, Step.REJECT, REJECTED, reason, keep_photos, by, at)


def withdraw(case: Case, *, reason: str, keep_photos: bool = False, by: Officer, at: datetime) -> Case:
    """Record that the household took its application back; a running clock stops. Photos as in `reject`."""
    return _end(case, Step.WITHDRAW, WITHDRAWN, reason, keep_photos, by, at)


def _end(case: Case, step: Step, kind: str, reason: str, keep_photos: bool, by: Officer, at: datetime) -> Case:
    if not reason:
        raise Invalid(N_("Give the reason: the household will read it."), field="reason")
    changed = moves.advance(case, step, at=at)
    session.flush()
    audit.record(kind, case.stream, at=at, by=by.id, set=changed, reason=reason)
    erased = photos.settle(case, keep=keep_photos, by=by, at=at)
    moves.tell_holder(case, at=at, reason=reason, items=[], photos_erased=erased)
    _write(case, at)
    return case


def _write(case: Case, at: datetime) -> None:
    """A short message without any detail: the receipt opens the rest."""
    outbox.add("case-news", channel="sms", to=case.borrower.phone or "", language="zh_Hans", at=at, number=case.number)
