"""Handovers of villages from one officer to the next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables; nothing that stands is touched."""
    op.create_table(
        "handover",
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("taker_id", sa.Integer(), nullable=False),
        sa.Column("drawn_up_on", sa.Date(), nullable=False),
        sa.Column("duties", sa.String(length=1000), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint("giver_id <> taker_id", name=op.f("ck_handover_two_people")),
        sa.CheckConstraint(
            "recorded_by_id <> giver_id AND recorded_by_id <> taker_id", name=op.f("ck_handover_under_a_third_eye")
        ),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_handover_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["officer.id"], name=op.f("fk_handover_giver_id_officer")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_handover_office_id_office")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_handover_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_handover_struck_by_id_officer")),
        sa.ForeignKeyConstraint(["taker_id"], ["officer.id"], name=op.f("fk_handover_taker_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("public_id", name=op.f("uq_handover_public_id")),
    )
    op.create_index(op.f("ix_handover_office_id"), "handover", ["office_id"])
    op.create_table(
        "handover_village",
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_village_handover_id_handover")
        ),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_handover_village_village_id_village")),
        sa.PrimaryKeyConstraint("handover_id", "village_id", name=op.f("pk_handover_village")),
    )


def downgrade() -> None:
    """The register goes; its events, and who looks after which village, stay."""
    for name in ("handover_village", "handover"):
        op.drop_table(name)
