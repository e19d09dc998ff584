"""Clocks of single stages, and a second committee that sits on what the first passed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "030"
down_revision = "029"
branch_labels = None
depends_on = None

_WARNS = sa.text("stage_warn_on IS NOT NULL")
_VOTE_GUARDS = [rule for rule in guards.rules() if rule[1] == "vote"]
#: What a release before knows of the second committee's states: nothing. Nobody there may grant what waits for it.
_BEFORE_THE_SECOND = (
    """UPDATE "case" SET state = 'failed', passed_amount = NULL WHERE state IN ('presented','examined')"""
)
_ONE_COMMITTEE = """UPDATE "case" SET flow = replace(flow, ' second_review', '') WHERE flow LIKE '%second_review%'"""


def upgrade() -> None:
    """Columns that stay empty for the cases of before; a review says which committee's it is."""
    op.add_column("case", sa.Column("stage_clock", sa.JSON(), nullable=True))
    op.add_column("case", sa.Column("stage_due_on", sa.Date(), nullable=True))
    op.add_column("case", sa.Column("stage_warn_on", sa.Date(), nullable=True))
    op.create_index("ix_case_stage_warn", "case", ["stage_warn_on"], sqlite_where=_WARNS, postgresql_where=_WARNS)
    _count_reviews(["case_id", "turn"], turn=True)
    for rule in guards.SECOND:
        _set(rule)


def downgrade() -> None:
    """What a second committee did goes, its events stay; a case that waits for one cannot be granted any more."""
    for rule in reversed(guards.SECOND):
        _drop(rule)
    op.execute(_BEFORE_THE_SECOND)
    op.execute(_ONE_COMMITTEE)
    for rule in _VOTE_GUARDS:
        _drop(rule)
    op.execute("DELETE FROM vote WHERE review_id IN (SELECT id FROM review WHERE turn > 1)")
    op.execute("DELETE FROM review WHERE turn > 1")
    for rule in _VOTE_GUARDS:
        _set(rule)
    _count_reviews(["case_id"], turn=False)
    op.drop_index("ix_case_stage_warn", "case")
    for name in ("stage_warn_on", "stage_due_on", "stage_clock"):
        op.drop_column("case", name)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _set(rule: tuple[str, str, str, str, str]) -> None:
    for statement in (guards.sqlite if _is_sqlite() else guards.postgresql)(*rule):
        op.execute(statement)


def _drop(rule: tuple[str, str, str, str, str]) -> None:
    op.execute(f"DROP TRIGGER {rule[0]}" + ("" if _is_sqlite() else f' ON "{rule[1]}"'))
    if not _is_sqlite():
        op.execute(f"DROP FUNCTION {rule[0]}()")


def _count_reviews(unique: list[str], *, turn: bool) -> None:
    """One review for each committee of a case, or one a case."""
    if _is_sqlite():
        _rebuild(unique, turn=turn)
        return
    op.drop_constraint(op.f("uq_review_case_id" if turn else "uq_review_case_id_turn"), "review")
    if turn:
        op.add_column("review", sa.Column("turn", sa.Integer(), nullable=False, server_default="1"))
        op.alter_column("review", "turn", server_default=None)
    else:
        op.drop_column("review", "turn")
    op.create_unique_constraint(op.f(f"uq_review_{'_'.join(unique)}"), "review", unique)


def _rebuild(unique: list[str], *, turn: bool) -> None:
    """SQLite changes no constraint in place: both tables are written anew, the votes first out of the way."""
    for rule in _VOTE_GUARDS:
        _drop(rule)
    op.execute("CREATE TEMPORARY TABLE kept_vote AS SELECT * FROM vote")
    op.execute("CREATE TEMPORARY TABLE kept_review AS SELECT * FROM review")
    op.drop_table("vote")
    op.drop_table("review")
    _make_review(unique, turn=turn)
    _make_vote()
    op.execute(_FIRST_TURNS if turn else _NO_TURNS)
    op.execute(_VOTES)
    op.execute("DROP TABLE kept_vote")
    op.execute("DROP TABLE kept_review")
    for rule in _VOTE_GUARDS:
        _set(rule)


_NO_TURNS = """
INSERT INTO review (id, public_id, case_id, office_id, opened_by_id, opened_at, members, recused, checklist,
    proposed_amount, closed_at, passed, passed_amount)
SELECT id, public_id, case_id, office_id, opened_by_id, opened_at, members, recused, checklist,
    proposed_amount, closed_at, passed, passed_amount FROM kept_review
"""
_FIRST_TURNS = """
INSERT INTO review (id, public_id, case_id, turn, office_id, opened_by_id, opened_at, members, recused, checklist,
    proposed_amount, closed_at, passed, passed_amount)
SELECT id, public_id, case_id, 1, office_id, opened_by_id, opened_at, members, recused, checklist,
    proposed_amount, closed_at, passed, passed_amount FROM kept_review
"""
_VOTES = """
INSERT INTO vote (id, review_id, case_id, officer_id, duty, choice, opinion, cast_at)
SELECT id, review_id, case_id, officer_id, duty, choice, opinion, cast_at FROM kept_vote
"""


def _make_review(unique: list[str], *, turn: bool) -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        *([sa.Column("turn", sa.Integer(), nullable=False)] if turn else []),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("recused", sa.JSON(), nullable=False),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("proposed_amount", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("passed_amount", sa.Integer(), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (passed IS NULL)", name=op.f("ck_review_whole_close")),
        sa.CheckConstraint(
            "passed IS NULL OR NOT passed OR passed_amount IS NOT NULL", name=op.f("ck_review_passed_has_amount")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_review_case_id_case")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_review_office_id_office")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["officer.id"], name=op.f("fk_review_opened_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_public_id")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_review_{'_'.join(unique)}")),
    )


def _make_vote() -> None:
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=20), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("opinion", sa.String(length=400), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("duty = 'vote'", name=op.f("ck_vote_voting_hand")),
        sa.ForeignKeyConstraint(
            ["case_id", "officer_id", "duty"],
            ["case_hand.case_id", "case_hand.officer_id", "case_hand.duty"],
            name=op.f("fk_vote_case_id_officer_id_duty_case_hand"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_vote_case_id_case")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_vote_officer_id_officer")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_vote_review_id_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
        sa.UniqueConstraint("review_id", "officer_id", name=op.f("uq_vote_review_id_officer_id")),
    )
