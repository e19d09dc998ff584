"""The work log and its monthly score, trainings with their tests, commitment letters, and who is ready to lend."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None

TABLES = ("work_month", "work_entry", "commitment_letter", "training_result", "training", "readiness")


def upgrade() -> None:
    """New tables; whoever lends already goes on lending."""
    _training()
    _work()


def _training() -> None:
    op.create_table(
        "readiness",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("passed_on", sa.Date(), nullable=True),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_readiness_officer_id_officer")),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_readiness")),
    )
    op.create_table(
        "training",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("topics", sa.String(length=200), nullable=False),
        sa.Column("teacher", sa.String(length=60), nullable=False),
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
            name=op.f("ck_training_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_training_office_id_office")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_training_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_training_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        sa.UniqueConstraint("public_id", name=op.f("uq_training_public_id")),
    )
    op.create_index(op.f("ix_training_office_id"), "training", ["office_id"])
    op.create_table(
        "training_result",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_training_result_officer_id_officer")),
        sa.ForeignKeyConstraint(["training_id"], ["training.id"], name=op.f("fk_training_result_training_id_training")),
        sa.PrimaryKeyConstraint("training_id", "officer_id", name=op.f("pk_training_result")),
    )
    op.create_table(
        "commitment_letter",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
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
            name=op.f("ck_commitment_letter_whole_strike"),
        ),
        sa.CheckConstraint("recorded_by_id <> officer_id", name=op.f("ck_commitment_letter_filed_by_another")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_commitment_letter_office_id_office")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_commitment_letter_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_commitment_letter_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["officer.id"], name=op.f("fk_commitment_letter_struck_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_letter")),
        sa.UniqueConstraint("public_id", name=op.f("uq_commitment_letter_public_id")),
    )
    op.create_index(op.f("ix_commitment_letter_office_id"), "commitment_letter", ["office_id"])
    op.create_index(op.f("ix_commitment_letter_officer_id"), "commitment_letter", ["officer_id"])


def _work() -> None:
    op.create_table(
        "work_entry",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("plan", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=400), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("late_why", sa.String(length=200), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
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
            "signed_by_id IS NULL OR signed_by_id <> officer_id", name=op.f("ck_work_entry_signed_by_another")
        ),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_work_entry_whole_strike"),
        ),
        sa.CheckConstraint("(signed_by_id IS NULL) = (signed_at IS NULL)", name=op.f("ck_work_entry_whole_signature")),
        sa.CheckConstraint("households >= 0", name=op.f("ck_work_entry_counted")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_work_entry_office_id_office")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_work_entry_officer_id_officer")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_work_entry_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["officer.id"], name=op.f("fk_work_entry_signed_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_work_entry_struck_by_id_officer")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_work_entry_village_id_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_entry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_work_entry_public_id")),
    )
    op.create_index(op.f("ix_work_entry_office_id"), "work_entry", ["office_id"])
    op.create_index(op.f("ix_work_entry_officer_id"), "work_entry", ["officer_id"])
    op.create_table(
        "work_month",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint("recorded_by_id <> officer_id", name=op.f("ck_work_month_scored_by_another")),
        sa.CheckConstraint("score >= 0 AND score <= scale", name=op.f("ck_work_month_within_the_scale")),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_work_month_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_work_month_office_id_office")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_work_month_officer_id_officer")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_work_month_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_work_month_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_month")),
        sa.UniqueConstraint("public_id", name=op.f("uq_work_month_public_id")),
    )
    op.create_index(op.f("ix_work_month_office_id"), "work_month", ["office_id"])
    op.create_index(op.f("ix_work_month_officer_id"), "work_month", ["officer_id"])


def downgrade() -> None:
    """The registers go; their events stay."""
    for name in TABLES:
        op.drop_table(name)
