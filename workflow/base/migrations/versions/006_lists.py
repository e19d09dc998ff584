"""A record may end within a day; lists behind a village's code; words that tell namesakes apart."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

ROLE = "sunshine_portal"
READS = ("list_lock", "sealed_list")
RULE = "record_ends_once"


def upgrade() -> None:
    """Add columns and tables; the instant a record ends at is fixed like the rest of it."""
    _unguard()
    op.add_column("record", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    _guard((*guards.RECORD_FIXED, "ends_at"))
    op.add_column("notice", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notice_row", sa.Column("remark", sa.String(length=40), nullable=True))
    _make_tables()
    if op.get_bind().dialect.name == "postgresql":
        for table in READS:
            op.execute(f"GRANT SELECT ON {table} TO {ROLE}")


def _make_tables() -> None:
    op.create_table(
        "list_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("list_key_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["officer.id"], name=op.f("fk_list_code_made_by_id_officer")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_list_code_village_id_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_list_code_public_id")),
        sa.UniqueConstraint("village_id", "audience", name=op.f("uq_list_code_village_id_audience")),
    )
    op.create_table(
        "list_lock",
        sa.Column("village", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("village", "audience", name=op.f("pk_list_lock")),
    )
    op.create_table(
        "sealed_list",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_sealed_list_record_id_record")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_sealed_list")),
    )
    op.create_index("ix_sealed_list_village", "sealed_list", ["village", "audience"])


def _guard(columns: tuple[str, ...]) -> None:
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for statement in speak(RULE, "record", "UPDATE", guards.edited(columns), "a published record is never edited"):
        op.execute(statement)


def _unguard() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER {RULE}" + ("" if sqlite else " ON record"))
    if not sqlite:
        op.execute(f"DROP FUNCTION {RULE}()")


def downgrade() -> None:
    """Lists behind a code close for good; what was public stays as it was."""
    op.drop_index("ix_sealed_list_village", table_name="sealed_list")
    for table in ("sealed_list", "list_lock", "list_code"):
        op.drop_table(table)
    op.drop_column("notice_row", "remark")
    op.drop_column("notice", "ends_at")
    _unguard()
    op.drop_column("record", "ends_at")
    _guard(guards.RECORD_FIXED)
