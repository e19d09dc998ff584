"""Evaluation cards, and what the database refuses of them: a second judge of one's own, a problem left in a drawer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

CHECKS = {
    "checked_has_class": "(checked_by_id IS NULL) = (classification IS NULL)",
    "decided_has_instant": "(decided_by_id IS NULL) = (decided_at IS NULL)",
    "filed_has_instant": "(state = 'filed') = (filed_at IS NOT NULL)",
    "decided_by_another": "decided_by_id IS NULL OR (decided_by_id <> checked_by_id AND classification = 'problem')",
    "not_by_whom_it_judges": (
        "officer_id IS NULL OR ((checked_by_id IS NULL OR checked_by_id <> officer_id)"
        " AND (decided_by_id IS NULL OR decided_by_id <> officer_id))"
    ),
    "no_drawer": "classification <> 'problem' OR state <> 'filed' OR decided_at IS NOT NULL",
}


def upgrade() -> None:
    """One new table; nothing that stands is touched."""
    op.create_table(
        "evaluation_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("business", sa.String(length=20), nullable=False),
        sa.Column("rating", sa.String(length=10), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("receipt_key", sa.String(length=64), nullable=True),
        sa.Column("once_key", sa.String(length=64), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("classification", sa.String(length=12), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["officer.id"], name=op.f("fk_evaluation_card_checked_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["officer.id"], name=op.f("fk_evaluation_card_decided_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_evaluation_card_office_id_office")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_evaluation_card_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_evaluation_card_recorded_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_card")),
        sa.UniqueConstraint("once_key", name=op.f("uq_evaluation_card_once_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_evaluation_card_public_id")),
        sa.UniqueConstraint("receipt_key", name=op.f("uq_evaluation_card_receipt_key")),
        *(sa.CheckConstraint(text, name=op.f(f"ck_evaluation_card_{name}")) for name, text in CHECKS.items()),
    )
    op.create_index("ix_evaluation_card_month", "evaluation_card", ["month", "state"])
    op.create_index(op.f("ix_evaluation_card_office_id"), "evaluation_card", ["office_id"])


def downgrade() -> None:
    """The cards go; their events stay."""
    op.drop_index(op.f("ix_evaluation_card_office_id"), "evaluation_card")
    op.drop_index("ix_evaluation_card_month", "evaluation_card")
    op.drop_table("evaluation_card")
