"""Documents and photographs of a household: both belong to it, both are opened only with a right to it."""

from __future__ import annotations

from base64 import b64decode
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.staff.models import Officer
from workflow.stages.people.models import Household, Member


class Document(Base):
    """A document that was seen: whose (`member_id` None: the household's), of which kind, until when it is valid.

    `valid_until` None: without end, as the law says of some. `state`: `held`, `replaced` by a newer one,
    `mistaken` (recorded by mistake) or `gone` (its holder left the household). A substitute `stands_for` another kind
    until that one comes, by `expected_on`.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("verified_by_id IS NULL OR verified_by_id <> recorded_by_id", name="four_eyes"),
        CheckConstraint("(verified_by_id IS NULL) = (verified_at IS NULL)", name="verified_has_instant"),
        CheckConstraint("(state = 'replaced') = (replaced_by_id IS NOT NULL)", name="replaced_has_new_one"),
        CheckConstraint("(stands_for IS NULL) = (expected_on IS NULL)", name="substitute_is_awaited"),
        Index("ix_document_household", "household_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(String(40))
    number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    valid_until: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10))
    stands_for: Mapped[str | None] = mapped_column(String(40))
    expected_on: Mapped[date | None]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    verified_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    number = Sealed("number_sealed")
    household: Mapped[Household] = relationship()
    member: Mapped[Member | None] = relationship()
    recorded_by: Mapped[Officer] = relationship(foreign_keys=[recorded_by_id])
    verified_by: Mapped[Officer | None] = relationship(foreign_keys=[verified_by_id])


class Photo(Base):
    """A picture, written anew when it came in and sealed (in base64, as pages show it); removed, its content is gone.

    `once_key` is a keyed digest of what was sent and where it belongs: the same picture sent again changes nothing.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (content_sealed IS NOT NULL)", name="removed_is_gone"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    subject: Mapped[str] = mapped_column(String(12))
    once_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    content_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    picture = Sealed("content_sealed")
    document: Mapped[Document | None] = relationship()
    added_by: Mapped[Officer] = relationship()

    @property
    def content(self) -> bytes:
        """The picture itself, opened: a JPEG; b"" for one that was removed."""
        return b64decode(self.picture or "")
