"""Photos handed in with a slip, which photos belong to a complaint, and complaints that are handled as one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "022"
down_revision = "021"
branch_labels = None
depends_on = None

ROLE = "sunshine_portal"


def upgrade() -> None:
    """Three new tables and what they refuse; the portal may put photos in and read none."""
    _make_enclosures()
    _make_photos()
    _make_merges()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for rule in guards.ENCLOSED:
        for statement in (guards.sqlite if sqlite else guards.postgresql)(*rule):
            op.execute(statement)
    if not sqlite:
        op.execute(f"GRANT INSERT ON enclosure TO {ROLE}")
        op.execute(f"GRANT USAGE ON SEQUENCE enclosure_id_seq TO {ROLE}")


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _make_enclosures() -> None:
    op.create_table(
        "enclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("receipt_key", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_key"], ["slip.receipt_key"], name=op.f("fk_enclosure_receipt_key_slip")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enclosure")),
        sa.UniqueConstraint("public_id", name=op.f("uq_enclosure_public_id")),
    )
    op.create_index(op.f("ix_enclosure_receipt_key"), "enclosure", ["receipt_key"])


def _make_photos() -> None:
    op.create_table(
        "complaint_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.Integer(), nullable=True),
        sa.Column("enclosure_id", sa.Integer(), nullable=False),
        _foreign("complaint_photo", "complaint_id", "complaint"),
        _foreign("complaint_photo", "turn_id", "complaint_turn"),
        _foreign("complaint_photo", "enclosure_id", "enclosure"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_photo")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complaint_photo_public_id")),
        sa.UniqueConstraint("enclosure_id", name=op.f("uq_complaint_photo_enclosure_id")),
    )
    op.create_index(op.f("ix_complaint_photo_complaint_id"), "complaint_photo", ["complaint_id"])


def _make_merges() -> None:
    op.create_table(
        "complaint_merge",
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("complaint_id <> lead_id", name=op.f("ck_complaint_merge_two")),
        _foreign("complaint_merge", "complaint_id", "complaint"),
        _foreign("complaint_merge", "lead_id", "complaint"),
        _foreign("complaint_merge", "by_id", "officer"),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_merge")),
    )
    op.create_index(op.f("ix_complaint_merge_lead_id"), "complaint_merge", ["lead_id"])


def downgrade() -> None:
    """What was enclosed goes, and each complaint goes its own way; the slips and the events stay."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_rest in reversed(guards.ENCLOSED):
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f' ON "{table}"'))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    for table in ("complaint_merge", "complaint_photo", "enclosure"):
        op.drop_table(table)
