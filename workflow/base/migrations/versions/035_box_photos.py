"""Photos of an opinion box's openings: numbered, sealed, named by digest in the opening's chain, struck out once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "035"
down_revision = "034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table; nothing that stands is touched."""
    op.create_table(
        "box_photo",
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
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
            name=op.f("ck_box_photo_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["opening_id"], ["box_opening.id"], name=op.f("fk_box_photo_opening_id_box_opening")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_box_photo_office_id_office")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_box_photo_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_box_photo_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_photo")),
        sa.UniqueConstraint("public_id", name=op.f("uq_box_photo_public_id")),
        sa.UniqueConstraint("once_key", name=op.f("uq_box_photo_once_key")),
        sa.UniqueConstraint("opening_id", "number", name=op.f("uq_box_photo_opening_id_number")),
    )
    op.create_index(op.f("ix_box_photo_office_id"), "box_photo", ["office_id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for rule in guards.BOX_PHOTOS:
        for statement in (guards.sqlite if sqlite else guards.postgresql)(*rule):
            op.execute(statement)


def downgrade() -> None:
    """The photos go, and what guards them; that they were there, with their digests, stays in the events."""
    op.drop_table("box_photo")
    if op.get_bind().dialect.name != "sqlite":
        for rule in guards.BOX_PHOTOS:
            op.execute(f"DROP FUNCTION {rule[0]}()")
