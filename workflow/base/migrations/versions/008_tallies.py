"""Tallies of promises kept with every event; the first tick counts what was there before."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

_TABLES = ("tally_basis", "promise_waiting", "promise_tally", "promise_item")


def _place() -> tuple[sa.Column[str] | sa.Column[date], ...]:
    return (
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
    )


def upgrade() -> None:
    """Four new tables; nothing that stands is touched."""
    op.create_table(
        "promise_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_item")),
        sa.UniqueConstraint("stream", "key", name=op.f("uq_promise_item_stream_key")),
    )
    op.create_index("ix_promise_item_list", "promise_item", ["key", "ended", "due_on", "id"])
    op.create_index("ix_promise_item_start", "promise_item", ["key", "start_on"])
    op.create_index(
        "ix_promise_item_untold", "promise_item", ["due_on"],
        sqlite_where=sa.text("told = 0"), postgresql_where=sa.text("NOT told"),
    )
    op.create_table(
        "promise_tally",
        *_place(),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "since_on", "by", "value", "days", "in_time", name=op.f("pk_promise_tally")),
    )
    op.create_table(
        "promise_waiting",
        *_place(),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "since_on", "by", "value", "due_on", name=op.f("pk_promise_waiting")),
    )
    op.create_table(
        "tally_basis",
        sa.Column("version", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_tally_basis")),
    )


def downgrade() -> None:
    """Everything in them follows from the events."""
    for name in _TABLES:
        op.drop_table(name)
