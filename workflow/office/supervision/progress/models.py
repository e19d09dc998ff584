"""Ten-day progress reports."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base.clock import local_date
from workflow.base.db import Base
from workflow.office.registers.models import Entry, whole_strike

_STANDING = text("struck_at IS NULL")


class ProgressReport(Entry, Base):
    """One office's report of one period, signed by whoever recorded it; `figures` (JSON) are what they signed."""

    __tablename__ = "progress_report"
    __table_args__ = (
        whole_strike(),
        Index(
            "ux_progress_report_standing", "office_id", "until_on", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
    )  # fmt: skip

    period_on: Mapped[date]
    until_on: Mapped[date]
    due_on: Mapped[date]
    figures: Mapped[str] = mapped_column(Text)
    remark: Mapped[str] = mapped_column(String(400), default="")

    @property
    def late(self) -> bool:
        """Whether it was signed after its day."""
        return local_date(self.recorded_at) > self.due_on

    @property
    def told(self) -> dict[str, int | None]:
        """The figures by name."""
        found: dict[str, int | None] = json.loads(self.figures)
        return found
