"""Sheets that were handed in, and which kind of customer a household is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "028"
branch_labels = None
depends_on = None

_IMPORTED = sa.text("state = 'imported'")


def upgrade() -> None:
    """A new table and an empty column: of no household is the kind known yet."""
    op.add_column("household", sa.Column("customer", sa.String(length=40), nullable=True))
    op.create_index("ix_household_customer", "household", ["customer"])
    op.create_table(
        "sheet_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("file_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("handed_in_by_id", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state = 'checked') = (told_sealed IS NOT NULL)", name=op.f("ck_sheet_import_kept_while_checked")
        ),
        sa.CheckConstraint("(state = 'checked') = (ended_at IS NULL)", name=op.f("ck_sheet_import_ended_once")),
        sa.CheckConstraint("(state = 'imported') = (count IS NOT NULL)", name=op.f("ck_sheet_import_counted_once")),
        sa.ForeignKeyConstraint(
            ["handed_in_by_id"], ["officer.id"], name=op.f("fk_sheet_import_handed_in_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_import")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sheet_import_public_id")),
    )
    op.create_index("ix_sheet_import_by", "sheet_import", ["handed_in_by_id", "state"])
    op.create_index(
        "uq_sheet_import_once", "sheet_import", ["kind", "about", "file_key"], unique=True, sqlite_where=_IMPORTED,
        postgresql_where=_IMPORTED,
    )  # fmt: skip


def downgrade() -> None:
    """Sheets go; the kind of each household stays where it was keyed, with its source and day."""
    op.drop_table("sheet_import")
    op.drop_index("ix_household_customer", "household")
    op.drop_column("household", "customer")
