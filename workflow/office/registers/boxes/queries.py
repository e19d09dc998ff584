"""Reading boxes and openings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from workflow.base import clock
from workflow.base.db import session
from workflow.office.registers import queries as registers
from workflow.office.registers.boxes.models import BoxItem, BoxOpening, BoxSignature, OpinionBox
from workflow.office.registers.boxes.rules import State
from workflow.places import packs
from workflow.policy.terms import add_months
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.staff.roles import Role


def last_opened(box: OpinionBox) -> datetime | None:
    """When a box was last opened; what is struck out does not count."""
    query = select(BoxOpening.opened_at).where(BoxOpening.box_id == box.id, BoxOpening.struck_at.is_(None))
    return session.scalar(query.order_by(BoxOpening.opened_at.desc()).limit(1))


def due_on(box: OpinionBox, on: date) -> date | None:
    """By which day a box is opened next; None where the rules set no interval."""
    every = packs.value("box.open_every", on).value
    opened = last_opened(box)
    since = clock.local_date(opened) if opened else box.hung_on
    return add_months(since, every) if every else None


def boxes_for(person: Officer, verb: str) -> list[OpinionBox]:
    """The boxes that hang now and that a person may do something with."""
    query = select(OpinionBox).where(OpinionBox.struck_at.is_(None), registers.reached(OpinionBox, person, verb))
    return list(session.scalars(query.order_by(OpinionBox.office_id, OpinionBox.id)).unique())


def heads_of(box: OpinionBox) -> list[Officer]:
    """Who heads the outlet where a box hangs."""
    return staff.officers_with(Role.BRANCH_HEAD, office_ids=[box.office_id])


def waiting_for(person: Officer) -> list[BoxOpening]:
    """Openings that want this person's signature."""
    query = select(BoxOpening).join(BoxSignature, BoxSignature.opening_id == BoxOpening.id)
    mine = (BoxSignature.officer_id == person.id, BoxSignature.signed_at.is_(None), BoxOpening.struck_at.is_(None))
    return list(session.scalars(query.where(*mine).order_by(BoxOpening.id)).unique())


def on_its_way() -> list[BoxOpening]:
    """Packets that nobody has received yet."""
    return list(session.scalars(select(BoxOpening).where(BoxOpening.state == State.SEALED).order_by(BoxOpening.id)))


def entered(opening: BoxOpening) -> int:
    """How many items of a packet are entered."""
    return session.scalar(select(func.count()).select_from(BoxItem).where(BoxItem.opening_id == opening.id)) or 0
