"""Talk about a complaint through its receipt, and the superior office's review of an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables and what they refuse; nothing that stands is touched."""
    _make_turns()
    _make_reviews()
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for rule in guards.REVIEW:
        for statement in speak(*rule):
            op.execute(statement)


def _make_turns() -> None:
    op.create_table(
        "complaint_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name=op.f("fk_complaint_turn_by_id_officer")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_turn_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_turn")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complaint_turn_public_id")),
    )
    op.create_index(op.f("ix_complaint_turn_complaint_id"), "complaint_turn", ["complaint_id"])


def _make_reviews() -> None:
    op.create_table(
        "complaint_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock", sa.JSON(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("findings_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("answer_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'reviewed') = (answered_at IS NOT NULL)", name=op.f("ck_complaint_review_reviewed_has_instant")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_review_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["officer.id"], name=op.f("fk_complaint_review_reviewer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_review")),
        sa.UniqueConstraint("complaint_id", name=op.f("uq_complaint_review_complaint_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_complaint_review_public_id")),
    )
    op.create_index("ix_complaint_review_open", "complaint_review", ["open", "due_on", "id"])


def downgrade() -> None:
    """What was said goes; the events stay."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_rest in reversed(guards.REVIEW):
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f' ON "{table}"'))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("complaint_review")
    op.drop_table("complaint_turn")
