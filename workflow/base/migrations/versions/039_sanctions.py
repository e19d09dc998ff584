"""Sanctions: what follows for somebody from an upheld complaint or a breach (S70)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "039"
down_revision = "038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table; nothing that stands is touched."""
    _make_sanction()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for rule in guards.SANCTIONS:
        for statement in (guards.sqlite if sqlite else guards.postgresql)(*rule):
            op.execute(statement)


def _make_sanction() -> None:
    op.create_table(
        "sanction",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("breach_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("cite", sa.String(length=120), nullable=False),
        sa.Column("grounds_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ordered", sa.Boolean(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_why", sa.String(length=400), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_how", sa.String(length=400), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_sanction_whole_strike"),
        ),
        sa.CheckConstraint("(complaint_id IS NULL) <> (breach_id IS NULL)", name=op.f("ck_sanction_one_ground")),
        sa.CheckConstraint("officer_id <> recorded_by_id", name=op.f("ck_sanction_not_of_oneself")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR (decided_by_id <> recorded_by_id AND decided_by_id <> officer_id)",
            name=op.f("ck_sanction_decided_by_another"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (ordered IS NULL)",
            name=op.f("ck_sanction_whole_decision"),
        ),
        sa.CheckConstraint("(points IS NOT NULL) = (kind = 'points')", name=op.f("ck_sanction_points_as_its_kind")),
        sa.CheckConstraint(
            "(amount IS NOT NULL) = (kind IN ('pay','fine'))", name=op.f("ck_sanction_amount_as_its_kind")
        ),
        sa.CheckConstraint("(until_on IS NOT NULL) = (kind = 'study')", name=op.f("ck_sanction_until_as_its_kind")),
        sa.CheckConstraint("points > 0 AND amount > 0", name=op.f("ck_sanction_more_than_nothing")),
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_sanction_whole_end")),
        sa.CheckConstraint(
            "done_at IS NULL OR (ordered AND done_by_id <> officer_id)", name=op.f("ck_sanction_only_what_is_ordered")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_sanction_officer_id_officer")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_sanction_complaint_id_complaint")),
        sa.ForeignKeyConstraint(["breach_id"], ["breach.id"], name=op.f("fk_sanction_breach_id_breach")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["officer.id"], name=op.f("fk_sanction_decided_by_id_officer")),
        sa.ForeignKeyConstraint(["done_by_id"], ["officer.id"], name=op.f("fk_sanction_done_by_id_officer")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_sanction_office_id_office")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_sanction_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_sanction_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sanction_public_id")),
    )
    for column in ("office_id", "officer_id", "complaint_id", "breach_id"):
        op.create_index(op.f(f"ix_sanction_{column}"), "sanction", [column])


def downgrade() -> None:
    """The table goes, and what guards it; what was decided stays in the events."""
    op.drop_table("sanction")
    if op.get_bind().dialect.name != "sqlite":
        for rule in guards.SANCTIONS:
            op.execute(f"DROP FUNCTION {rule[0]}()")
