"""Stages by template, contracts and their signing; grants that rest on nothing are refused by the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None

_STANDING = sa.text("voided_at IS NULL")


def upgrade() -> None:
    """A column that stays empty for cases of before, three new tables, and what they refuse."""
    op.add_column("case", sa.Column("flow", sa.String(length=120), nullable=True))
    _make_contracts()
    _make_signatures()
    _make_prints()
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for rule in guards.CONTRACTS:
        for statement in speak(*rule):
            op.execute(statement)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _make_contracts() -> None:
    op.create_table(
        "contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("facts_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("drawn_up_by_id", sa.Integer(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("witness_id", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_by_id IS NULL) AND (signed_at IS NULL) = (witness_id IS NULL)",
            name=op.f("ck_contract_whole_signing"),
        ),
        sa.CheckConstraint("witness_id IS NULL OR witness_id <> signed_by_id", name=op.f("ck_contract_two_people")),
        sa.CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name=op.f("ck_contract_whole_void")),
        sa.CheckConstraint("signed_at IS NULL OR voided_at IS NULL", name=op.f("ck_contract_signed_stands")),
        _foreign("contract", "case_id", "case"),
        _foreign("contract", "drawn_up_by_id", "officer"),
        _foreign("contract", "signed_by_id", "officer"),
        _foreign("contract", "witness_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("number", name=op.f("uq_contract_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_public_id")),
    )
    op.create_index(op.f("ix_contract_case_id"), "contract", ["case_id"])
    op.create_index(
        "ux_contract_standing", "contract", ["case_id", "kind"], unique=True,
        sqlite_where=_STANDING, postgresql_where=_STANDING,
    )  # fmt: skip


def _make_signatures() -> None:
    op.create_table(
        "contract_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=12), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("means", sa.String(length=40), nullable=False),
        _foreign("contract_signature", "contract_id", "contract"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_signature")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contract_signature_public_id")),
    )
    op.create_index(op.f("ix_contract_signature_contract_id"), "contract_signature", ["contract_id"])


def _make_prints() -> None:
    op.create_table(
        "contract_print",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_contract_print_reprint_has_reason")),
        _foreign("contract_print", "contract_id", "contract"),
        _foreign("contract_print", "printed_by_id", "officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_print")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contract_print_contract_id_number")),
    )


def downgrade() -> None:
    """Contracts go, their events stay; every case goes the usual way again."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_rest in reversed(guards.CONTRACTS):
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f' ON "{table}"'))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    for table in ("contract_print", "contract_signature", "contract"):
        op.drop_table(table)
    op.execute("""UPDATE "case" SET state = 'approved' WHERE state = 'signable'""")  # a state that was not there before
    op.drop_column("case", "flow")
