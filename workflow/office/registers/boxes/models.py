"""Opinion boxes (意见箱), their keepers, and the register of their openings (开箱登记簿)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.office.registers.models import Entry, whole_strike
from workflow.office.registers.pictures.models import KeptPhoto
from workflow.staff.models import Officer

#: When a photo of an opening was taken.
BEFORE_SEAL, PACKET = "before_seal", "packet"


class OpinionBox(Entry, Base):
    """A box where everyone sees it, kept by several people of the outlet together."""

    __tablename__ = "opinion_box"
    __table_args__ = (whole_strike(),)

    place: Mapped[str] = mapped_column(String(120))
    hung_on: Mapped[date]

    keepers: Mapped[list[BoxKeeper]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    openings: Mapped[list[BoxOpening]] = relationship(back_populates="box")

    @property
    def keeper_ids(self) -> set[int]:
        """Who keeps it now."""
        return {each.officer_id for each in self.keepers}


class BoxKeeper(Base):
    """One of the keepers of a box now; who kept it before stands in the events and in the openings."""

    __tablename__ = "box_keeper"

    box_id: Mapped[int] = mapped_column(ForeignKey("opinion_box.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)

    officer: Mapped[Officer] = relationship(lazy="joined")


class BoxOpening(Entry, Base):
    """One opening, from the seal to the last item entered; its states are in `rules.py`.

    `items` were counted and sealed into packet `packet` on the spot; `counted` is what the supervising department found
    in the packet. What the head and the keepers saw ends with the seal: the items themselves are the department's.
    """

    __tablename__ = "box_opening"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("head_id <> opened_by_id", name="opener_is_not_head"),
        CheckConstraint("received_by_id IS NULL OR received_by_id <> opened_by_id", name="received_by_another"),
        CheckConstraint(
            "(received_by_id IS NULL) = (received_at IS NULL) AND (received_by_id IS NULL) = (counted IS NULL)"
            " AND (received_by_id IS NULL) = (seal_intact IS NULL)",
            name="whole_receipt",
        ),
        CheckConstraint("counted IS NULL OR (counted = items AND seal_intact) OR remark <> ''", name="fault_is_told"),
    )

    box_id: Mapped[int] = mapped_column(ForeignKey("opinion_box.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    opened_at: Mapped[datetime]
    opened_on: Mapped[date]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    head_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    items: Mapped[int]
    packet: Mapped[str] = mapped_column(String(40))
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    received_at: Mapped[datetime | None]
    counted: Mapped[int | None]
    seal_intact: Mapped[bool | None]
    remark: Mapped[str] = mapped_column(String(200), default="")

    box: Mapped[OpinionBox] = relationship(back_populates="openings", lazy="joined")
    opened_by: Mapped[Officer] = relationship(foreign_keys=[opened_by_id])
    head: Mapped[Officer] = relationship(foreign_keys=[head_id])
    received_by: Mapped[Officer | None] = relationship(foreign_keys=[received_by_id])
    signatures: Mapped[list[BoxSignature]] = relationship(lazy="selectin", order_by="BoxSignature.officer_id")
    entered: Mapped[list[BoxItem]] = relationship(order_by="BoxItem.number")
    photos: Mapped[list[BoxPhoto]] = relationship(back_populates="opening", lazy="selectin", order_by="BoxPhoto.number")

    @property
    def settled(self) -> bool:
        """What all have signed is sealed; until then an opening can stall, because somebody left."""
        return all(each.signed_at for each in self.signatures)

    @property
    def closed(self) -> bool:
        """Whether every item of its packet has gone somewhere."""
        return self.state == "settled"

    def was_there(self, person: Officer) -> bool:
        """Whether somebody saw the box opened."""
        return person.id in {each.officer_id for each in self.signatures}

    def bars(self, person: Officer) -> bool:
        """None of those who were there undoes it."""
        return self.was_there(person)


class BoxSignature(Base):
    """Somebody present at an opening; one person stands in one part only, so no opener is a keeper."""

    __tablename__ = "box_signature"

    opening_id: Mapped[int] = mapped_column(ForeignKey("box_opening.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(10))
    signed_at: Mapped[datetime | None]

    officer: Mapped[Officer] = relationship(lazy="joined")


class BoxPhoto(KeptPhoto, Base):
    """A photo of an opening itself, of the step `before_seal`, or of the `packet` that the department took over."""

    __tablename__ = "box_photo"
    __table_args__ = (UniqueConstraint("opening_id", "number"), whole_strike())

    opening_id: Mapped[int] = mapped_column(ForeignKey("box_opening.id"))
    step: Mapped[str] = mapped_column(String(12))

    picture = Sealed("content_sealed")
    opening: Mapped[BoxOpening] = relationship(back_populates="photos")

    @property
    def owner(self) -> BoxOpening:
        """The opening: a photo's events stand in its chain, between those of the signatures."""
        return self.opening

    @property
    def settled(self) -> bool:
        """What all have signed is sealed with its photos; those of the packet stay once every item is entered."""
        return self.opening.settled if self.step == BEFORE_SEAL else self.opening.closed

    def bars(self, person: Officer) -> bool:
        """As of the opening: none of those who were there undoes it."""
        return self.opening.was_there(person)


class BoxItem(Base):
    """One item of a packet and where it went: a complaint, an evaluation card, or filed as it is."""

    __tablename__ = "box_item"
    __table_args__ = (
        UniqueConstraint("opening_id", "number"),
        CheckConstraint(
            "(kind = 'complaint') = (complaint_id IS NOT NULL) AND (kind = 'card') = (card_id IS NOT NULL)",
            name="goes_where_it_says",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    opening_id: Mapped[int] = mapped_column(ForeignKey("box_opening.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), unique=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_card.id"), unique=True)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    entered_at: Mapped[datetime]
