"""Since when a household has the credit grade that it has: a case can wait for it, and its stage has a clock."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "034"
down_revision = "033"
branch_labels = None
depends_on = None

_FROM_RATINGS = """
UPDATE household SET graded_at = (
    SELECT settled_at FROM rating WHERE rating.household_id = household.id AND rating.settled_at IS NOT NULL
    ORDER BY rating.settled_at DESC, rating.id DESC LIMIT 1
) WHERE (
    SELECT grade FROM rating WHERE rating.household_id = household.id AND rating.settled_at IS NOT NULL
    ORDER BY rating.settled_at DESC, rating.id DESC LIMIT 1
) IS NOT NULL
"""


def upgrade() -> None:
    """The newest settled rating says it, where it gave a grade."""
    op.add_column("household", sa.Column("graded_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_FROM_RATINGS)


def downgrade() -> None:
    """The ratings keep it."""
    op.drop_column("household", "graded_at")
