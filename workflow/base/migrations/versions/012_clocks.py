"""Warnings of running clocks, the calendar they were counted on, days taken back, and notices that became longer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None

_UNTOLD = sa.text("told_at IS NULL")


def upgrade() -> None:
    """Two new tables, and columns that are empty until something is taken back or extended."""
    op.create_table(
        "clock_warning",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_clock_warning_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "percent", name=op.f("pk_clock_warning")),
    )
    op.create_index(
        "ix_clock_warning_untold", "clock_warning", ["on"], sqlite_where=_UNTOLD, postgresql_where=_UNTOLD
    )
    op.create_table(
        "clock_basis",
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_clock_basis")),
    )
    for name, kind in _TAKEN_BACK.items():
        op.add_column("calendar_day", sa.Column(name, kind, nullable=True))
    op.add_column("notice", sa.Column("extensions", sa.JSON(), nullable=True))


_TAKEN_BACK: dict[str, sa.types.TypeEngine[Any]] = {
    "taken_back_by": sa.Integer(),
    "taken_back_at": sa.DateTime(timezone=True),
    "taken_back_why": sa.String(length=200),
}


def downgrade() -> None:
    """A day that was taken back goes for good: an earlier release knows it as standing only. The events stay."""
    op.execute("DELETE FROM calendar_day WHERE taken_back_at IS NOT NULL")
    op.drop_column("notice", "extensions")
    for name in reversed(_TAKEN_BACK):
        op.drop_column("calendar_day", name)
    op.drop_table("clock_basis")
    op.drop_index("ix_clock_warning_untold", "clock_warning")
    op.drop_table("clock_warning")
