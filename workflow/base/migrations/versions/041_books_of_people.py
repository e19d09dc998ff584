"""What appraisers say of people beside the amounts (S32); when a household's file was last gone through (S21)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "041"
down_revision = "040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new table and one empty column; nothing that stands is touched."""
    op.create_table(
        "book_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("id_number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["book_line.id"], name=op.f("fk_book_person_line_id_book_line")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["member.id"], name=op.f("fk_book_person_representative_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_person")),
        sa.UniqueConstraint("line_id", name=op.f("uq_book_person_line_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_book_person_public_id")),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for rule in guards.BOOK_PEOPLE:
        for statement in (guards.sqlite if sqlite else guards.postgresql)(*rule):
            op.execute(statement)
    op.add_column("household", sa.Column("renewed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """The table goes, and what guards it; that files were gone through stays in the events."""
    op.drop_column("household", "renewed_on")
    op.drop_table("book_person")
    if op.get_bind().dialect.name != "sqlite":
        for rule in guards.BOOK_PEOPLE:
            op.execute(f"DROP FUNCTION {rule[0]}()")
