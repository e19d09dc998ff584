"""Of every service that is finished, whether its customer was reminded of the evaluation card (S71)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "037"
down_revision = "036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new column, empty for all that was finished before."""
    op.add_column("service_item", sa.Column("reminded", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """The column goes; the events go on saying it."""
    op.drop_column("service_item", "reminded")
