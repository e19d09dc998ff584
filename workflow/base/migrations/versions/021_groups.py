"""Working groups of an outlet that the rules want named in public, with their members."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables; whoever sat on a board of the hall is written down by the outlet."""
    op.create_table(
        "working_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("duties", sa.String(length=400), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("formed_by_id", sa.Integer(), nullable=False),
        sa.Column("formed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_working_group_whole_term")),
        sa.CheckConstraint("(ended_by_id IS NULL) = (ended_at IS NULL)", name=op.f("ck_working_group_whole_end")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["officer.id"], name=op.f("fk_working_group_ended_by_id_officer")),
        sa.ForeignKeyConstraint(["formed_by_id"], ["officer.id"], name=op.f("fk_working_group_formed_by_id_officer")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_working_group_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group")),
    )
    op.create_index(op.f("ix_working_group_office_id"), "working_group", ["office_id"])
    op.create_table(
        "working_group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_working_group_member_group_id_working_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_group_member")),
        sa.UniqueConstraint("group_id", "name", name=op.f("uq_working_group_member_group_id_name")),
        sa.UniqueConstraint("group_id", "position", name=op.f("uq_working_group_member_group_id_position")),
    )


def downgrade() -> None:
    """The groups go; their events stay, and what was published of them."""
    op.drop_table("working_group_member")
    op.drop_table("working_group")
