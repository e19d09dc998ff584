"""What can be found: one row for each published record in force, written with the record itself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base.db import Base

#: The words of every entry, in each database's own full text: FTS5 in SQLite, a tsvector in PostgreSQL. It is no
#: model, because the two have nothing in common; the migration makes it, `database` reads and writes it.
WORDS = "search_words"


class SearchEntry(Base):
    """A record as search shows it. `place` says where it stands among all that is found: by kind, then by record.

    `towns` are joined by line ends; `shown` is JSON: what a line of results says without opening the record.
    `cut` is the version of the word cutter that its words were made by.
    """

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_leaf", "leaf"),)

    place: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    village: Mapped[str | None] = mapped_column(String(12))
    towns: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    ends_at: Mapped[datetime | None]
    leaf: Mapped[int]
    cut: Mapped[int]
    shown: Mapped[str] = mapped_column(Text)
