"""The trail of looks by what was looked at, digests and calendars of dates, requests for one's own data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None

_LIVE = sa.text("ended_at IS NULL")
_OPEN = sa.text("handed_at IS NULL AND refused_at IS NULL")
TABLES = ("own_data_request", "due_calendar", "daily_digest", "look")


def upgrade() -> None:
    """New tables; `sunshine upgrade` fills the trail with the looks of earlier releases, whose events are sealed."""
    _make_looks()
    _make_reminders()
    _make_requests()
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for rule in guards.LOOKS:
        for statement in speak(*rule):
            op.execute(statement)


def _make_looks() -> None:
    op.create_table(
        "look",
        sa.Column("officer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thing", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("officer_id", "sequence", name=op.f("pk_look")),
    )
    op.create_index("ix_look_thing", "look", ["thing", "at"])
    op.create_index("ix_look_at", "look", ["at"])


def _make_reminders() -> None:
    op.create_table(
        "daily_digest",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_daily_digest_officer_id_officer")),
        sa.PrimaryKeyConstraint("officer_id", "on", name=op.f("pk_daily_digest")),
    )
    op.create_table(
        "due_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_due_calendar_officer_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_calendar")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_due_calendar_token_digest")),
    )
    op.create_index(
        "ux_due_calendar_live", "due_calendar", ["officer_id"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
    )


def _make_requests() -> None:
    people = ("asked_by_id", "confirmed_by_id", "handed_by_id")
    op.create_table(
        "own_data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(length=20), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_by_id", sa.Integer(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR confirmed_by_id <> asked_by_id", name=op.f("ck_own_data_request_two_people")
        ),
        sa.CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name=op.f("ck_own_data_request_whole_confirmation")
        ),
        sa.CheckConstraint(
            "handed_at IS NULL OR confirmed_at IS NOT NULL", name=op.f("ck_own_data_request_handed_is_confirmed")
        ),
        sa.CheckConstraint("handed_at IS NULL OR refused_at IS NULL", name=op.f("ck_own_data_request_one_end")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_own_data_request_household_id_household")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_own_data_request_member_id_member")),
        *(
            sa.ForeignKeyConstraint([name], ["officer.id"], name=op.f(f"fk_own_data_request_{name}_officer"))
            for name in people
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_data_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_own_data_request_public_id")),
    )
    op.create_index(
        "ux_own_data_request_open", "own_data_request", ["household_id"], unique=True,
        sqlite_where=_OPEN, postgresql_where=_OPEN,
    )  # fmt: skip


def downgrade() -> None:
    """The looks themselves stay in the chains; nobody is reminded any more."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name, table, *_rest in reversed(guards.LOOKS):
        op.execute(f'DROP TRIGGER {name}{f" ON {table}" if postgresql else ""}')
        if postgresql:
            op.execute(f"DROP FUNCTION {name}()")
    for table in TABLES:
        op.drop_table(table)
