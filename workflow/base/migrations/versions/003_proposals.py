"""A proposal can be taken back, replaced by its next version, and knows the record that it rests on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

_OPEN = "verdict IS NULL AND taken_back_at IS NULL"
_REST = (
    "UPDATE proposal SET rests_on = (SELECT max(record.id) FROM record WHERE record.kind = proposal.kind "
    "AND record.key = proposal.key AND record.ended_at IS NULL) WHERE verdict IS NULL"
)
_KEEP_THE_NEWEST = (
    "UPDATE proposal SET taken_back_at = proposed_at WHERE verdict IS NULL AND EXISTS (SELECT 1 FROM proposal AS newer "
    "WHERE newer.kind = proposal.kind AND newer.key = proposal.key AND newer.verdict IS NULL "
    "AND newer.id > proposal.id)"
)


def upgrade() -> None:
    """Add the columns; what is open already rests on what stands now, and of twins only the newest stays open."""
    op.add_column("proposal", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("proposal", sa.Column("replaces", sa.Integer(), nullable=True))
    op.add_column("proposal", sa.Column("rests_on", sa.Integer(), nullable=True))
    op.execute(_REST)
    op.execute(_KEEP_THE_NEWEST)
    where = sa.text(_OPEN)
    op.create_index(
        "ux_proposal_open", "proposal", ["kind", "key"], unique=True, sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    """Without the columns a proposal that was taken back would be open again: it goes, its events stay."""
    op.drop_index("ux_proposal_open", table_name="proposal")
    op.execute("DELETE FROM proposal WHERE taken_back_at IS NOT NULL")
    for name in ("rests_on", "replaces", "taken_back_at"):
        op.drop_column("proposal", name)
