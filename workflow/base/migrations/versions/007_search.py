"""What can be found by typing: an entry for each record in force, its words in the database's own full text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

ROLE = "sunshine_portal"


def upgrade() -> None:
    """Make both tables, empty: the next tick fills them from the records in force."""
    op.create_table(
        "search_entry",
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("village", sa.String(length=12), nullable=True),
        sa.Column("towns", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leaf", sa.Integer(), nullable=False),
        sa.Column("cut", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("record_id", name=op.f("uq_search_entry_record_id")),
    )
    op.create_index("ix_search_entry_leaf", "search_entry", ["leaf"])
    if op.get_bind().dialect.name == "sqlite":
        options = "columnsize=0, tokenize=\"ascii tokenchars '='\""
        op.execute(f"CREATE VIRTUAL TABLE search_words USING fts5(words, {options})")
        return
    op.execute("CREATE TABLE search_words (place bigint PRIMARY KEY, words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")
    op.execute(f"GRANT SELECT ON search_entry, search_words TO {ROLE}")


def downgrade() -> None:
    """Nothing is lost: every entry is made from its record."""
    op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")
