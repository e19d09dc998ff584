"""The household archive: keyed fields that a second person verifies, documents, photos; members who left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None

FIELD_CHECKS = {
    "four_eyes": "verified_by_id IS NULL OR keyed_by_id IS NULL OR verified_by_id <> keyed_by_id",
    "verified_has_hand": "(state = 'verified') = (verified_by_id IS NOT NULL AND verified_at IS NOT NULL)",
}
DOCUMENT_CHECKS = {
    "four_eyes": "verified_by_id IS NULL OR verified_by_id <> recorded_by_id",
    "verified_has_instant": "(verified_by_id IS NULL) = (verified_at IS NULL)",
    "replaced_has_new_one": "(state = 'replaced') = (replaced_by_id IS NOT NULL)",
    "substitute_is_awaited": "(stands_for IS NULL) = (expected_on IS NULL)",
}
PHOTO_CHECKS = {"removed_is_gone": "(removed_at IS NULL) = (content_sealed IS NOT NULL)"}


def upgrade() -> None:
    """Three new tables and two columns; nothing that stands is touched."""
    op.add_column("member", sa.Column("left_on", sa.Date(), nullable=True))
    op.add_column("member", sa.Column("left_why", sa.String(length=20), nullable=True))
    _make_fields()
    _make_documents()
    _make_photos()
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for rule in guards.ARCHIVE:
        for statement in speak(*rule):
            op.execute(statement)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _checks(table: str, checks: dict[str, str]) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks.items()]


def _make_fields() -> None:
    op.create_table(
        "household_field",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("keyed_by_id", sa.Integer(), nullable=True),
        sa.Column("keyed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_how", sa.String(length=20), nullable=True),
        _foreign("household_field", "household_id", "household"),
        _foreign("household_field", "member_id", "member"),
        _foreign("household_field", "keyed_by_id", "officer"),
        _foreign("household_field", "verified_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_field")),
        sa.UniqueConstraint("public_id", name=op.f("uq_household_field_public_id")),
        *_checks("household_field", FIELD_CHECKS),
    )
    op.create_index("ix_household_field_household", "household_field", ["household_id", "current", "state"])
    op.create_index(
        "uq_household_field_current", "household_field", ["slot"], unique=True,
        sqlite_where=sa.text("current"), postgresql_where=sa.text("current"),
    )  # fmt: skip


def _make_documents() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stands_for", sa.String(length=40), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        _foreign("document", "household_id", "household"),
        _foreign("document", "member_id", "member"),
        _foreign("document", "replaced_by_id", "document"),
        _foreign("document", "recorded_by_id", "officer"),
        _foreign("document", "verified_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_document_public_id")),
        *_checks("document", DOCUMENT_CHECKS),
    )
    op.create_index("ix_document_household", "document", ["household_id", "state"])


def _make_photos() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        _foreign("photo", "household_id", "household"),
        _foreign("photo", "document_id", "document"),
        _foreign("photo", "added_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("once_key", name=op.f("uq_photo_once_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_photo_public_id")),
        *_checks("photo", PHOTO_CHECKS),
    )
    op.create_index(op.f("ix_photo_household_id"), "photo", ["household_id"])


def downgrade() -> None:
    """What was kept in the archive goes; the events stay. Who left a household stays its member."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_rest in reversed(guards.ARCHIVE):
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f' ON "{table}"'))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    for table in ("photo", "document", "household_field"):
        op.drop_table(table)
    op.drop_column("member", "left_why")
    op.drop_column("member", "left_on")
