"""Finding documents and photographs of a household, and what the rules ask of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.base import vault
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.places import packs
from workflow.policy import terms
from workflow.policy.pack import Span, Term
from workflow.stages.people.documents import rules
from workflow.stages.people.documents.models import Document, Photo
from workflow.stages.people.documents.rules import Gap
from workflow.stages.people.models import Household, Member


def kinds(on: date) -> dict[str, Term]:
    """The kinds of documents that the rules name, by code."""
    return {term.code: term for term in packs.required("document.kinds", on).value}


def substitutes(on: date) -> list[str]:
    """The kinds that are accepted while an identity card is renewed."""
    return _codes("document.substitute", on)


def shared(on: date) -> list[str]:
    """The kinds that one member shows for the whole household."""
    return _codes("document.shared", on)


def awaited_by(on: date) -> date | None:
    """When a new identity card can be expected, as the rules reckon; None where they do not say."""
    span: Span | None = packs.value("id.replacement", on).value
    return terms.add_months(on, span.preset) if span else None


def occasions(on: date) -> list[Term]:
    """When missing documents are collected."""
    return list(packs.value("document.occasions", on).value or ())


def documents_of(household: Household) -> list[Document]:
    """Every document of a household, those on file first, then newest first."""
    query = select(Document).where(Document.household_id == household.id)
    who = joinedload(Document.member), joinedload(Document.recorded_by), joinedload(Document.verified_by)
    found = session.scalars(query.options(*who).order_by(Document.id.desc())).unique()
    return sorted(found, key=lambda each: each.state != rules.HELD)


def held_by(member: Member) -> list[Document]:
    """The documents on file that are one member's."""
    return list(session.scalars(select(Document).where(Document.member_id == member.id, Document.state == rules.HELD)))


def document_of(household: Household, public_id: str) -> Document:
    """A document of this very household; NotFound otherwise."""
    found = session.scalar(
        select(Document).where(Document.public_id == public_id, Document.household_id == household.id)
    )
    if found is None:
        raise NotFound
    return found


def gaps_of(households: Iterable[Household], on: date) -> dict[int, list[Gap]]:
    """What each household still owes, by its row id; two queries however many they are."""
    wanted = {household.id: household for household in households}
    papers: dict[int, list[Document]] = defaultdict(list)
    held = select(Document).where(Document.household_id.in_(wanted), Document.state == rules.HELD)
    for paper in session.scalars(held):
        papers[paper.household_id].append(paper)
    head, spouse, common = (_codes(f"document.{key}", on) for key in ("required_head", "required_spouse", "shared"))
    return {
        key: rules.gaps(_required(household.members, head, spouse), papers[key], common, on)
        for key, household in wanted.items()
    }


def _codes(key: str, on: date) -> list[str]:
    return [term.code for term in packs.value(key, on).value or ()]


def _required(members: Iterable[Member], head: list[str], spouse: list[str]) -> dict[int, list[str]]:
    asked = {"head": head, "spouse": spouse}
    return {member.id: asked[member.relation] for member in members if member.relation in asked}


def photos_of(household: Household) -> list[Photo]:
    """The photographs of a household that were not removed, newest first, without their content."""
    query = select(Photo).where(Photo.household_id == household.id, Photo.removed_at.is_(None))
    who = joinedload(Photo.document), joinedload(Photo.added_by)
    return list(session.scalars(query.options(*who).order_by(Photo.id.desc())).unique())


def photo_of(household: Household, public_id: str) -> Photo:
    """A photograph of this very household that is still there; NotFound otherwise."""
    query = select(Photo).where(Photo.public_id == public_id, Photo.household_id == household.id)
    found = session.scalar(query.where(Photo.removed_at.is_(None)))
    if found is None:
        raise NotFound
    return found


def photo_once(once: str) -> Photo | None:
    """The photograph that was kept of the very same sending."""
    return session.scalar(select(Photo).where(Photo.once_key == vault.current().blind(once)))
