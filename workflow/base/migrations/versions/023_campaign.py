"""Village campaigns, and the batch line form by which settled lines become cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None

_LIVE = sa.text("live")
_UNDER_WAY = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Three new tables and what they refuse; nothing that stands is touched."""
    _make_batches()
    _make_rows()
    _make_campaigns()
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for rule in guards.LINES:
        for statement in speak(*rule):
            op.execute(statement)


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _make_batches() -> None:
    op.create_table(
        "line_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("product", sa.String(length=40), nullable=False),
        sa.Column("rules_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> signed_by_id", name=op.f("ck_line_batch_two_people")
        ),
        sa.CheckConstraint("(state = 'signed') = (ended_at IS NULL)", name=op.f("ck_line_batch_ended_has_instant")),
        sa.CheckConstraint("state <> 'returned' OR why <> ''", name=op.f("ck_line_batch_returned_with_reason")),
        _foreign("line_batch", "approved_by_id", "officer"),
        _foreign("line_batch", "signed_by_id", "officer"),
        _foreign("line_batch", "village_id", "village"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_line_batch_public_id")),
    )
    op.create_index(op.f("ix_line_batch_village_id"), "line_batch", ["village_id"])


def _make_rows() -> None:
    op.create_table(
        "line_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_line_row_amount")),
        _foreign("line_row", "appraisal_id", "village_appraisal"),
        _foreign("line_row", "batch_id", "line_batch"),
        _foreign("line_row", "case_id", "case"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_row")),
        sa.UniqueConstraint("case_id", name=op.f("uq_line_row_case_id")),
    )
    op.create_index(op.f("ix_line_row_appraisal_id"), "line_row", ["appraisal_id"])
    op.create_index(op.f("ix_line_row_batch_id"), "line_row", ["batch_id"])
    op.create_index(
        "ux_line_row_live", "line_row", ["appraisal_id"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
    )


def _make_campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        _foreign("campaign", "closed_by_id", "officer"),
        _foreign("campaign", "opened_by_id", "officer"),
        _foreign("campaign", "village_id", "village"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("public_id", name=op.f("uq_campaign_public_id")),
    )
    op.create_index(op.f("ix_campaign_village_id"), "campaign", ["village_id"])
    op.create_index(
        "ux_campaign_under_way", "campaign", ["village_id"], unique=True, sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    )  # fmt: skip


def downgrade() -> None:
    """Campaigns and forms go; the cases that came of them and the events stay."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_rest in reversed(guards.LINES):
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f' ON "{table}"'))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    for table in ("campaign", "line_row", "line_batch"):
        op.drop_table(table)
    op.execute("UPDATE village_appraisal SET state = 'escalated' WHERE state = 'proposed'")  # unknown before
