"""The desk sorts by the nearer of two days: what is due next in a case, and the last day of the stage it stands in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "033"
down_revision = "032"
branch_labels = None
depends_on = None

_NEARER = "CASE WHEN stage_due_on < next_on THEN stage_due_on ELSE next_on END"
_LISTS = {"ix_case_desk": [], "ix_case_officer_desk": ["officer_id"], "ix_case_office_desk": ["office_id"]}


def upgrade() -> None:
    """A day that the database keeps itself, for the cases of before as well."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"  # it adds only days that it works out when asked
    op.add_column("case", sa.Column("desk_on", sa.Date(), sa.Computed(_NEARER, persisted=not is_sqlite)))
    _sort_by("desk_on")


def downgrade() -> None:
    """The lists go by what is due next again; no day is lost, for this one was made of the others."""
    _sort_by("next_on")
    op.drop_column("case", "desk_on")


def _sort_by(day: str) -> None:
    for name, who in _LISTS.items():
        op.drop_index(name, "case")
        op.create_index(name, "case", [*who, "open", day, "id"])
