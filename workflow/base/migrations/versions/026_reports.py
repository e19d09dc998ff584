"""Ten-day reports, quarterly studies with their tasks, and special audits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None

TABLES = (
    "progress_report",
    "study",
    "study_task",
    "special_audit",
    "audit_question",
    "audit_finding",
    "audit_evidence",
)


def upgrade() -> None:
    """New tables; nothing that stands is touched."""
    _make_progress_report()
    _make_study()
    _make_study_task()
    _make_special_audit()
    _make_audit_question()
    _make_audit_finding()
    _make_audit_evidence()
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for rule in guards.AUDITS:
        for statement in speak(*rule):
            op.execute(statement)


def _make_progress_report() -> None:
    op.create_table(
        "progress_report",
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("remark", sa.String(length=400), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_progress_report_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_progress_report_office_id_office")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_progress_report_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_progress_report_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_progress_report_public_id")),
    )
    op.create_index(op.f("ix_progress_report_office_id"), "progress_report", ["office_id"])
    op.create_index(
        "ux_progress_report_standing",
        "progress_report",
        ["office_id", "until_on"],
        unique=True,
        sqlite_where=sa.text("struck_at IS NULL"),
        postgresql_where=sa.text("struck_at IS NULL"),
    )


def _make_study() -> None:
    op.create_table(
        "study",
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("present", sa.String(length=400), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("matters", sa.String(length=2000), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_study_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_study_office_id_office")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_study_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_study_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study")),
        sa.UniqueConstraint("public_id", name=op.f("uq_study_public_id")),
    )
    op.create_index(op.f("ix_study_office_id"), "study", ["office_id"])
    op.create_index(
        "ux_study_standing",
        "study",
        ["office_id", "period_on"],
        unique=True,
        sqlite_where=sa.text("struck_at IS NULL"),
        postgresql_where=sa.text("struck_at IS NULL"),
    )


def _make_study_task() -> None:
    op.create_table(
        "study_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("department", sa.String(length=80), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_how", sa.String(length=400), nullable=False),
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_study_task_whole_confirmation")),
        sa.CheckConstraint(
            "done_by_id IS NULL OR done_by_id <> officer_id", name=op.f("ck_study_task_confirmed_by_another")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["officer.id"], name=op.f("fk_study_task_done_by_id_officer")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_study_task_officer_id_officer")),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name=op.f("fk_study_task_study_id_study")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_task")),
        sa.UniqueConstraint("study_id", "number", name=op.f("uq_study_task_study_id_number")),
    )
    op.create_index(op.f("ix_study_task_officer_id"), "study_task", ["officer_id"])


def _make_special_audit() -> None:
    op.create_table(
        "special_audit",
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(length=800), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("conclusion", sa.String(length=800), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL) AND (closed_at IS NULL) = (conclusion IS NULL)",
            name=op.f("ck_special_audit_whole_end"),
        ),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_special_audit_whole_strike"),
        ),
        sa.CheckConstraint(
            "closed_by_id IS NULL OR officer_id IS NULL OR officer_id <> closed_by_id",
            name=op.f("ck_special_audit_closed_by_other"),
        ),
        sa.CheckConstraint(
            "officer_id IS NULL OR officer_id <> recorded_by_id", name=op.f("ck_special_audit_not_of_oneself")
        ),
        sa.CheckConstraint("since_on <= until_on", name=op.f("ck_special_audit_days_in_order")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["officer.id"], name=op.f("fk_special_audit_closed_by_id_officer")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_special_audit_office_id_office")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_special_audit_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_special_audit_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_special_audit_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_audit")),
        sa.UniqueConstraint("public_id", name=op.f("uq_special_audit_public_id")),
    )
    op.create_index(op.f("ix_special_audit_office_id"), "special_audit", ["office_id"])
    op.create_index(op.f("ix_special_audit_officer_id"), "special_audit", ["officer_id"])


def _make_audit_question() -> None:
    op.create_table(
        "audit_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["special_audit.id"], name=op.f("fk_audit_question_audit_id_special_audit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_question")),
        sa.UniqueConstraint("audit_id", "number", name=op.f("uq_audit_question_audit_id_number")),
    )


def _make_audit_finding() -> None:
    op.create_table(
        "audit_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("found", sa.String(length=800), nullable=False),
        sa.Column("found_by_id", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=800), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL) AND (answered_at IS NULL) = (answer IS NULL)",
            name=op.f("ck_audit_finding_whole_answer"),
        ),
        sa.CheckConstraint(
            "answered_by_id IS NULL OR answered_by_id <> found_by_id", name=op.f("ck_audit_finding_answered_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["officer.id"], name=op.f("fk_audit_finding_answered_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["found_by_id"], ["officer.id"], name=op.f("fk_audit_finding_found_by_id_officer")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["audit_question.id"], name=op.f("fk_audit_finding_question_id_audit_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_finding")),
    )
    op.create_index(op.f("ix_audit_finding_question_id"), "audit_finding", ["question_id"])


def _make_audit_evidence() -> None:
    op.create_table(
        "audit_evidence",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["audit_finding.id"], name=op.f("fk_audit_evidence_finding_id_audit_finding")
        ),
        sa.PrimaryKeyConstraint("finding_id", "stream", "sequence", name=op.f("pk_audit_evidence")),
    )


def downgrade() -> None:
    """The tables go; what happened stays in the chains."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name, table, *_rest in reversed(guards.AUDITS):
        op.execute(f"DROP TRIGGER {name}{f' ON {table}' if postgresql else ''}")
        if postgresql:
            op.execute(f"DROP FUNCTION {name}()")
    for table in reversed(TABLES):
        op.drop_table(table)
