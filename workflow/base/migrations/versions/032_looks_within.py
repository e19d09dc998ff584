"""What one look at a list showed: each thing on it is found in the trail, the look itself is one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "032"
down_revision = "031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table; the looks of before each name one thing."""
    op.create_table(
        "look_within",
        sa.Column("officer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("thing", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("officer_id", "sequence", "thing", name=op.f("pk_look_within")),
    )
    op.create_index("ix_look_within_thing", "look_within", ["thing"])
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for rule in guards.LOOKS_WITHIN:
        for statement in speak(*rule):
            op.execute(statement)


def downgrade() -> None:
    """What a list showed is found by the list only; its events keep what was on it."""
    op.drop_table("look_within")
    if op.get_bind().dialect.name != "sqlite":
        for rule in guards.LOOKS_WITHIN:
            op.execute(f"DROP FUNCTION {rule[0]}()")
