"""Swaps of duty and sit-in days, visits and meetings, the book of large loans, tasks, settled quarters."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

TABLES = (
    "work_quarter", "task", "large_loan", "large_loan_book", "meeting_report", "meeting", "visit", "sit_in_day",
    "duty_swap",
)  # fmt: skip
_STANDING = sa.text("struck_at IS NULL")
_FOLLOWED = (
    "(followed_by_id IS NULL) = (followed_at IS NULL) AND (followed_by_id IS NULL) = (outcome_sealed IS NULL)"
    " AND (followed_at IS NULL OR follow_up_on IS NOT NULL)"
)


def upgrade() -> None:
    """New tables; nothing that stands is touched."""
    _duty_swap()
    _sit_in_day()
    _visit()
    _meeting()
    _meeting_report()
    _large_loan_book()
    _large_loan()
    _task()
    _work_quarter()


def downgrade() -> None:
    """Take the tables out again, with what they hold."""
    for name in TABLES:
        op.drop_table(name)


def _entry(table: str) -> list[Any]:
    """What every register's entry has."""
    strike = "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)"
    people = ("recorded_by_id", "struck_by_id")
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint(strike, name=op.f(f"ck_{table}_whole_strike")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f(f"fk_{table}_office_id_office")),
        *(sa.ForeignKeyConstraint([each], ["officer.id"], name=op.f(f"fk_{table}_{each}_officer")) for each in people),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    ]


def _duty_swap() -> None:
    op.create_table(
        "duty_swap",
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by_id", sa.Integer(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (approved_at IS NULL)", name=op.f("ck_duty_swap_whole_approval")
        ),
        sa.CheckConstraint("(refused_by_id IS NULL) = (refused_at IS NULL)", name=op.f("ck_duty_swap_whole_refusal")),
        sa.CheckConstraint(
            "approved_at IS NULL OR (agreed_at IS NOT NULL AND refused_at IS NULL)",
            name=op.f("ck_duty_swap_agreed_first"),
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR (approved_by_id <> asker_id AND approved_by_id <> asked_id)",
            name=op.f("ck_duty_swap_approved_by_a_third"),
        ),
        sa.CheckConstraint("asker_id <> asked_id", name=op.f("ck_duty_swap_two_people")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["officer.id"], name=op.f("fk_duty_swap_approved_by_id_officer")),
        sa.ForeignKeyConstraint(["asked_id"], ["officer.id"], name=op.f("fk_duty_swap_asked_id_officer")),
        sa.ForeignKeyConstraint(["asker_id"], ["officer.id"], name=op.f("fk_duty_swap_asker_id_officer")),
        sa.ForeignKeyConstraint(["refused_by_id"], ["officer.id"], name=op.f("fk_duty_swap_refused_by_id_officer")),
        *_entry("duty_swap"),
    )
    op.create_index(op.f("ix_duty_swap_asked_id"), "duty_swap", ["asked_id"])
    op.create_index(op.f("ix_duty_swap_office_id"), "duty_swap", ["office_id"])


def _sit_in_day() -> None:
    op.create_table(
        "sit_in_day",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("hours", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_sit_in_day_officer_id_officer")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_sit_in_day_village_id_village")),
        *_entry("sit_in_day"),
    )
    op.create_index(op.f("ix_sit_in_day_office_id"), "sit_in_day", ["office_id"])
    op.create_index(op.f("ix_sit_in_day_on"), "sit_in_day", ["on"])
    op.create_index(
        "ux_sit_in_day_standing",
        "sit_in_day",
        ["officer_id", "on"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("met_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("told_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("follow_up_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("followed_by_id", sa.Integer(), nullable=True),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(sort = 'household') = (household_id IS NOT NULL)", name=op.f("ck_visit_household_is_named")
        ),
        sa.CheckConstraint(
            "(follow_up_sealed IS NULL) = (follow_up_on IS NULL)", name=op.f("ck_visit_whole_follow_up")
        ),
        sa.CheckConstraint(_FOLLOWED, name=op.f("ck_visit_whole_outcome")),
        sa.ForeignKeyConstraint(["followed_by_id"], ["officer.id"], name=op.f("fk_visit_followed_by_id_officer")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_visit_household_id_household")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_visit_officer_id_officer")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_visit_village_id_village")),
        *_entry("visit"),
    )
    op.create_index(op.f("ix_visit_household_id"), "visit", ["household_id"])
    op.create_index(op.f("ix_visit_office_id"), "visit", ["office_id"])
    op.create_index(op.f("ix_visit_officer_id"), "visit", ["officer_id"])
    op.create_index(op.f("ix_visit_village_id"), "visit", ["village_id"])


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("topics", sa.String(length=200), nullable=False),
        sa.Column("decided_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("follow_up_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("followed_by_id", sa.Integer(), nullable=True),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(follow_up_sealed IS NULL) = (follow_up_on IS NULL)", name=op.f("ck_meeting_whole_follow_up")
        ),
        sa.CheckConstraint(_FOLLOWED, name=op.f("ck_meeting_whole_outcome")),
        sa.ForeignKeyConstraint(["followed_by_id"], ["officer.id"], name=op.f("fk_meeting_followed_by_id_officer")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_meeting_officer_id_officer")),
        *_entry("meeting"),
    )
    op.create_index(op.f("ix_meeting_office_id"), "meeting", ["office_id"])
    op.create_index(op.f("ix_meeting_officer_id"), "meeting", ["officer_id"])


def _meeting_report() -> None:
    op.create_table(
        "meeting_report",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_report_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_meeting_report_officer_id_officer")),
        sa.PrimaryKeyConstraint("meeting_id", "officer_id", name=op.f("pk_meeting_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_report_public_id")),
    )


def _large_loan_book() -> None:
    op.create_table(
        "large_loan_book",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_on", sa.Date(), nullable=True),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(received_by_id IS NULL) = (received_at IS NULL)", name=op.f("ck_large_loan_book_whole_receipt")
        ),
        sa.CheckConstraint(
            "(signed_by_id IS NULL) = (signed_at IS NULL)", name=op.f("ck_large_loan_book_whole_signature")
        ),
        sa.CheckConstraint(
            "received_at IS NULL OR signed_at IS NOT NULL", name=op.f("ck_large_loan_book_signed_before_received")
        ),
        sa.CheckConstraint(
            "shown_on IS NULL OR signed_at IS NOT NULL", name=op.f("ck_large_loan_book_signed_before_shown")
        ),
        sa.CheckConstraint(
            "signed_by_id IS NULL OR signed_by_id <> recorded_by_id", name=op.f("ck_large_loan_book_signed_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["officer.id"], name=op.f("fk_large_loan_book_received_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["signed_by_id"], ["officer.id"], name=op.f("fk_large_loan_book_signed_by_id_officer")),
        *_entry("large_loan_book"),
    )
    op.create_index(op.f("ix_large_loan_book_office_id"), "large_loan_book", ["office_id"])
    op.create_index(
        "ux_large_loan_book_standing",
        "large_loan_book",
        ["office_id", "month"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )


def _large_loan() -> None:
    op.create_table(
        "large_loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("borrower_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("purpose_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("guarantee", sa.String(length=20), nullable=False),
        sa.Column("officer_name", sa.String(length=60), nullable=False),
        sa.Column("decider_name", sa.String(length=60), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["large_loan_book.id"], name=op.f("fk_large_loan_book_id_large_loan_book")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_large_loan_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_large_loan")),
        sa.UniqueConstraint("book_id", "case_id", name=op.f("uq_large_loan_book_id_case_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_large_loan_public_id")),
    )


def _task() -> None:
    op.create_table(
        "task",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("measure", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(reached IS NULL) = (settled_at IS NULL) AND (reached IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_task_whole_result"),
        ),
        sa.CheckConstraint("reached IS NULL OR reached >= 0", name=op.f("ck_task_counted")),
        sa.CheckConstraint("recorded_by_id <> officer_id", name=op.f("ck_task_set_by_another")),
        sa.CheckConstraint(
            "settled_by_id IS NULL OR settled_by_id <> officer_id", name=op.f("ck_task_settled_by_another")
        ),
        sa.CheckConstraint("wanted > 0", name=op.f("ck_task_wants_something")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_task_officer_id_officer")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["officer.id"], name=op.f("fk_task_settled_by_id_officer")),
        *_entry("task"),
    )
    op.create_index(op.f("ix_task_month"), "task", ["month"])
    op.create_index(op.f("ix_task_office_id"), "task", ["office_id"])
    op.create_index(op.f("ix_task_officer_id"), "task", ["officer_id"])
    op.create_index(
        "ux_task_standing",
        "task",
        ["officer_id", "month", "measure", "title"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )


def _work_quarter() -> None:
    op.create_table(
        "work_quarter",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Integer(), nullable=False),
        sa.CheckConstraint("recorded_by_id <> officer_id", name=op.f("ck_work_quarter_settled_by_another")),
        sa.CheckConstraint("score >= 0 AND score <= scale", name=op.f("ck_work_quarter_within_the_scale")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_work_quarter_officer_id_officer")),
        *_entry("work_quarter"),
    )
    op.create_index(op.f("ix_work_quarter_office_id"), "work_quarter", ["office_id"])
    op.create_index(op.f("ix_work_quarter_officer_id"), "work_quarter", ["officer_id"])
    op.create_index(
        "ux_work_quarter_standing",
        "work_quarter",
        ["officer_id", "since"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
