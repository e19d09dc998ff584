"""Complaints that came in a crowd carry a keyed digest of their words, by which those alike are laid together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "036"
down_revision = "035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new column, empty for all that came before."""
    op.add_column("complaint", sa.Column("alike", sa.String(length=64), nullable=True))
    op.create_index("ix_complaint_alike", "complaint", ["alike", "id"])


def downgrade() -> None:
    """Which complaints came in a crowd is forgotten; their events go on saying it."""
    op.drop_index("ix_complaint_alike", "complaint")
    op.drop_column("complaint", "alike")
