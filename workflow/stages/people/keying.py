"""Pages on which a household's archive is kept: keying a field, comparing what others keyed, going through the whole,
a member who left."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import clock, web
from workflow.kernel.errors import HouseError
from workflow.staff.guard import requires
from workflow.stages.people import operations, queries, rules, words
from workflow.stages.people.documents import operations as paperwork
from workflow.stages.people.documents import queries as documents
from workflow.stages.people.documents.models import Document
from workflow.stages.people.documents.rules import HELD
from workflow.stages.people.forms import KeyForm, LeaveForm, verify_form
from workflow.stages.people.models import Household, HouseholdField, Member


def add_to(bp: Blueprint) -> None:
    """Give the blueprint these pages."""
    both = ["GET", "POST"]
    bp.add_url_rule("/households/<public_id>/fields", "key", key, methods=both)
    bp.add_url_rule("/households/<public_id>/verify", "verify", verify, methods=both)
    bp.add_url_rule("/households/<public_id>/renewal", "renew", renew, methods=["POST"])
    bp.add_url_rule("/households/<public_id>/members/<member_id>/leave", "leave", leave, methods=both)


@requires("household.write")
def key(public_id: str) -> Any:
    """Key one field or correct it."""
    found = queries.household_for(public_id, current_user, "household.write")
    form = _key_form(found)
    if form.validate():
        try:
            _key(found, form)
            flash(_("Keyed. Another person compares it with its source."))
            return redirect(url_for("people.household", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    today = clock.local_date(g.now)
    known = {
        "customers": list(words.customers(today).values()),
        "exclusions": [(code.rpartition(".")[2], word) for code, word in words.exclusions(today).items()],
    }
    page = render_template("workflow/people/key.html", household=found, form=form, **known)
    return page, (422 if form.errors else 200)


def _key_form(found: Household) -> KeyForm:
    today = clock.local_date(g.now)
    given = {"whose": request.args.get("whose"), "name": request.args.get("name"), "source_on": today}
    form = KeyForm(data=given)
    form.whose.choices = [("", _("The household"))] + [(each.public_id, each.name) for each in found.members]
    form.name.choices = list(words.fields(today).items())
    return form


def _key(found: Household, form: KeyForm) -> None:
    """What belongs to a person wants one, everything else is the household's."""
    name, whose = form.name.data, form.whose.data
    member = queries.member_of(found, whose) if whose and name in rules.OF_MEMBER else None
    operations.key_field(
        found, name=name, value=form.value.data, source=form.source.data, source_on=form.source_on.data,
        member=member, by=current_user, at=g.now,
    )  # fmt: skip


@requires("household.verify")
def verify(public_id: str) -> Any:
    """Compare what others keyed and recorded with where it is known from."""
    found = queries.household_for(public_id, current_user, "household.verify")
    fields, papers = _to_compare(found), _papers_to_compare(found)
    form = verify_form(_lines(found, fields), _ticks(papers))
    if form.validate():
        try:
            number = _compare(found, form, fields, papers)
            flash(ngettext("%(num)s entry is verified.", "%(num)s entries are verified.", number))
            return redirect(url_for("people.household", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    web.note_look(f"household:{public_id}", "comparing keyed data")
    page = {"fields": fields, "papers": papers, "rules": rules, "own": _own(found)}
    body = render_template("workflow/people/verify.html", household=found, form=form, **page)
    return body, (422 if form.errors else 200)


def _to_compare(found: Household) -> list[HouseholdField]:
    """What waits and was keyed by somebody else."""
    fields = queries.fields_of(found)
    return [each for each in fields if each.state == rules.KEYED and each.keyed_by_id != current_user.id]


def _own(found: Household) -> int:
    """How many of the waiting ones this person keyed."""
    fields = queries.fields_of(found)
    return sum(each.state == rules.KEYED and each.keyed_by_id == current_user.id for each in fields)


def _papers_to_compare(found: Household) -> list[Document]:
    return [
        each
        for each in documents.documents_of(found)
        if each.state == HELD and each.verified_at is None and each.recorded_by_id != current_user.id
    ]


def _lines(found: Household, fields: list[HouseholdField]) -> list[tuple[str, str, bool]]:
    """(public id, words, whether it is typed again): a masked value is read from the paper, not from the screen."""
    names = words.fields(clock.local_date(g.now))
    people = {member.id: member.name for member in (*found.members, *found.former)}
    return [
        (each.public_id, _words(each, names.get(each.name, each.name), people), each.name in rules.MASKED)
        for each in fields
    ]


def _words(field: HouseholdField, name: str, people: dict[int, str]) -> str:
    whose = people.get(field.member_id or 0)
    told = f"{whose} · {name}" if whose else name
    known = words.shown(field.name, field.value, clock.local_date(g.now))
    return told if field.name in rules.MASKED else f"{told}: {known}"


def _ticks(papers: list[Document]) -> list[tuple[str, str]]:
    kinds = documents.kinds(clock.local_date(g.now))
    named = {code: words.named(term) for code, term in kinds.items()}
    told = ((each.public_id, named.get(each.kind, each.kind), each.member) for each in papers)
    return [(public_id, f"{holder.name} · {kind}" if holder else kind) for public_id, kind, holder in told]


def _compare(found: Household, form: Any, fields: list[HouseholdField], papers: list[Document]) -> int:
    said = {each: form[each.public_id].data or None for each in fields if form[each.public_id].data}
    seen = [each for each in papers if form[each.public_id].data]
    if said or not seen:
        operations.verify_fields(found, said=said, how=form.how.data, by=current_user, at=g.now)
    for paper in seen:
        paperwork.verify_document(paper, by=current_user, at=g.now)
    return len(said) + len(seen)


@requires("household.write")
def renew(public_id: str) -> Any:
    """Say that the whole file was gone through and holds."""
    found = queries.household_for(public_id, current_user, "household.write")
    operations.renew(found, by=current_user, at=g.now)
    flash(_("The file was gone through."))
    return redirect(url_for("people.household", public_id=public_id), 303)


@requires("household.write")
def leave(public_id: str, member_id: str) -> Any:
    """Record that a member belongs to the household no longer."""
    found = queries.household_for(public_id, current_user, "household.write")
    member = queries.member_of(found, member_id)
    form = _leave_form(found, member)
    if form.validate():
        try:
            _leave(found, member, form)
            return redirect(url_for("people.household", public_id=public_id), 303)
        except HouseError as error:
            form.blame(error)
    page = render_template("workflow/people/leave.html", household=found, member=member, form=form)
    return page, (422 if form.errors else 200)


def _leave_form(found: Household, member: Member) -> LeaveForm:
    form = LeaveForm()
    if member.relation == rules.HEAD:
        others = [(each.public_id, each.name) for each in found.members if each is not member]
        form.follower.choices = [("", _("Choose")), *others]
    else:
        del form.follower
    return form


def _leave(found: Household, member: Member, form: LeaveForm) -> None:
    chosen = form.follower.data if form.follower else None
    follower = queries.member_of(found, chosen) if chosen else None
    told = {"why": form.why.data, "left_on": form.left_on.data, "follower": follower}
    operations.leave(member, **told, by=current_user, at=g.now)
