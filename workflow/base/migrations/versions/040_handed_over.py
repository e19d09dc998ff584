"""A handover says what its giver looked after in each village on the day it was drawn up (S79)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "040"
down_revision = "039"
branch_labels = None
depends_on = None

_FIGURES = {"lines": sa.Integer(), "amount": sa.BigInteger(), "cases": sa.Integer(), "overdue": sa.Integer()}
_WHOLE = (
    "(lines IS NULL) = (amount IS NULL) AND (lines IS NULL) = (cases IS NULL) AND (lines IS NULL) = (overdue IS NULL)"
)


def upgrade() -> None:
    """New columns, empty for all that was drawn up before."""
    with op.batch_alter_table("handover_village") as table:
        for name, kind in _FIGURES.items():
            table.add_column(sa.Column(name, kind, nullable=True))
        table.create_check_constraint(op.f("ck_handover_village_whole_figures"), _WHOLE)


def downgrade() -> None:
    """The figures go; the events go on saying them."""
    with op.batch_alter_table("handover_village") as table:
        table.drop_constraint(op.f("ck_handover_village_whole_figures"), type_="check")
        for name in _FIGURES:
            table.drop_column(name)
