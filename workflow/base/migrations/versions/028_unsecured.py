"""What a household owes the house without security, as its investigation found it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "028"
down_revision = "027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A column that stays empty for investigations of before: nobody asked."""
    op.add_column("investigation", sa.Column("unsecured_debts", sa.Integer(), nullable=True))


def downgrade() -> None:
    """The figure goes with its column."""
    op.drop_column("investigation", "unsecured_debts")
