"""A sheet that somebody handed in: what stands in it is kept, sealed, until it is imported or let go."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.staff.models import Officer


class SheetImport(Base):
    """One sheet in the hands of who handed it in; nobody else reads it.

    `kind` says what it holds, `about` what it belongs to (a village's code, a book's public id). `file_key` is a keyed
    digest of the file: the same file is imported once. `told` is what stands in its cells, gone once `state` is
    "imported" or "dropped"; `count` is how many things the import brought.
    """

    __tablename__ = "sheet_import"
    __table_args__ = (
        CheckConstraint("(state = 'checked') = (told_sealed IS NOT NULL)", name="kept_while_checked"),
        CheckConstraint("(state = 'checked') = (ended_at IS NULL)", name="ended_once"),
        CheckConstraint("(state = 'imported') = (count IS NOT NULL)", name="counted_once"),
        Index("ix_sheet_import_by", "handed_in_by_id", "state"),
        Index(
            "uq_sheet_import_once", "kind", "about", "file_key", unique=True,
            sqlite_where=text("state = 'imported'"), postgresql_where=text("state = 'imported'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(40))
    file_key: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    count: Mapped[int | None]
    handed_in_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    handed_in_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    told_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    __mapper_args__ = {"version_id_col": version}

    told = Sealed("told_sealed")
    handed_in_by: Mapped[Officer] = relationship()

    @property
    def stream(self) -> str:
        """The name of this sheet's chain of events."""
        return f"import:{self.public_id}"
