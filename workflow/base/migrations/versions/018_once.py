"""Two who act at once leave one score a month, and one running rating a household.

Where a house of 0.3.0 holds a pair already, the upgrade stops at it and changes nothing: first, one of the two scores
is struck out, one of the two ratings settled.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None

_STANDING = sa.text("struck_at IS NULL")
_RUNNING = sa.text("settled_at IS NULL")


def upgrade() -> None:
    """Two partial unique indexes."""
    op.create_index(
        "ux_work_month_standing", "work_month", ["officer_id", "month"], unique=True,
        sqlite_where=_STANDING, postgresql_where=_STANDING,
    )  # fmt: skip
    op.create_index(
        "ux_rating_running", "rating", ["household_id"], unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING
    )


def downgrade() -> None:
    """The operations go on looking before they write."""
    op.drop_index("ux_rating_running", "rating")
    op.drop_index("ux_work_month_standing", "work_month")
