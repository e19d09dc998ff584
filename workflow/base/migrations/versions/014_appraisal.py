"""Surveys with their draw, panels, appraisal books, pre-credits, ratings; draws and closed books stay as they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None

TABLES = (
    "respondent",
    "survey",
    "survey_pick",
    "questionnaire",
    "appraisal_panel",
    "panel_seat",
    "seat_recusal",
    "village_appraisal",
    "appraisal_signature",
    "appraisal_book",
    "book_line",
    "pre_credit",
    "rating",
    "rating_opinion",
)


def upgrade() -> None:
    """Fourteen new tables; nothing that stands is touched."""
    _make_surveys()
    _make_panels()
    _make_books()
    _make_ratings()
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for rule in guards.APPRAISAL:
        for statement in speak(*rule):
            op.execute(statement)


def _make_surveys() -> None:
    op.create_table(
        "respondent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("standing", sa.String(length=60), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["officer.id"], name=op.f("fk_respondent_added_by_id_officer")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_respondent_household_id_household")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_respondent_village_id_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_respondent")),
        sa.UniqueConstraint("public_id", name=op.f("uq_respondent_public_id")),
    )
    op.create_index(op.f("ix_respondent_village_id"), "respondent", ["village_id"])
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rules_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("above_authority", sa.Boolean(), nullable=False),
        sa.Column("summarised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summarised_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("line IS NULL OR reason IS NULL", name=op.f("ck_survey_line_or_reason")),
        sa.CheckConstraint(
            "summarised_at IS NULL OR line IS NOT NULL OR reason IS NOT NULL", name=op.f("ck_survey_summarised")
        ),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["officer.id"], name=op.f("fk_survey_drawn_by_id_officer")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_survey_household_id_household")),
        sa.ForeignKeyConstraint(["summarised_by_id"], ["officer.id"], name=op.f("fk_survey_summarised_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("household_id", "number", name=op.f("uq_survey_household_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_survey_public_id")),
    )
    op.create_table(
        "survey_pick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["respondent_id"], ["respondent.id"], name=op.f("fk_survey_pick_respondent_id_respondent")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_pick_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_pick")),
        sa.UniqueConstraint("survey_id", "rank", name=op.f("uq_survey_pick_survey_id_rank")),
        sa.UniqueConstraint("survey_id", "respondent_id", name=op.f("uq_survey_pick_survey_id_respondent_id")),
    )
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pick_id", sa.Integer(), nullable=False),
        sa.Column("surveyor_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_alone", sa.Boolean(), nullable=False),
        sa.Column("business", sa.String(length=60), nullable=False),
        sa.Column("members_away", sa.Boolean(), nullable=False),
        sa.Column("assets", sa.Integer(), nullable=False),
        sa.Column("debts", sa.Integer(), nullable=False),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("reason_member_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(line IS NULL) <> (reason IS NULL)", name=op.f("ck_questionnaire_one_answer")),
        sa.CheckConstraint("asked_alone", name=op.f("ck_questionnaire_asked_alone")),
        sa.ForeignKeyConstraint(["pick_id"], ["survey_pick.id"], name=op.f("fk_questionnaire_pick_id_survey_pick")),
        sa.ForeignKeyConstraint(
            ["reason_member_id"], ["member.id"], name=op.f("fk_questionnaire_reason_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["member.id"], name=op.f("fk_questionnaire_representative_id_member")
        ),
        sa.ForeignKeyConstraint(["surveyor_id"], ["officer.id"], name=op.f("fk_questionnaire_surveyor_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("pick_id", name=op.f("uq_questionnaire_pick_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_questionnaire_public_id")),
    )


def _make_panels() -> None:
    op.create_table(
        "appraisal_panel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("rules_on", sa.Date(), nullable=False),
        sa.Column("formed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("formed_by_id", sa.Integer(), nullable=False),
        sa.Column("dissolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["formed_by_id"], ["officer.id"], name=op.f("fk_appraisal_panel_formed_by_id_officer")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_appraisal_panel_office_id_office")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_appraisal_panel_village_id_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_panel")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appraisal_panel_public_id")),
    )
    op.create_index(op.f("ix_appraisal_panel_office_id"), "appraisal_panel", ["office_id"])
    op.create_index(op.f("ix_appraisal_panel_village_id"), "appraisal_panel", ["village_id"])
    op.create_table(
        "panel_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("capacity", sa.String(length=20), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_panel_seat_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["appraisal_panel.id"], name=op.f("fk_panel_seat_panel_id_appraisal_panel")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint("panel_id", "officer_id", name=op.f("uq_panel_seat_panel_id_officer_id")),
        sa.UniqueConstraint("panel_id", "position", name=op.f("uq_panel_seat_panel_id_position")),
    )
    op.create_table(
        "seat_recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["declared_by_id"], ["officer.id"], name=op.f("fk_seat_recusal_declared_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_seat_recusal_household_id_household")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["panel_seat.id"], name=op.f("fk_seat_recusal_seat_id_panel_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_recusal")),
        sa.UniqueConstraint("seat_id", "household_id", name=op.f("uq_seat_recusal_seat_id_household_id")),
    )
    op.create_index(op.f("ix_seat_recusal_household_id"), "seat_recusal", ["household_id"])
    op.create_table(
        "village_appraisal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_line", sa.Integer(), nullable=False),
        sa.Column("settled_line", sa.Integer(), nullable=True),
        sa.Column("above_authority", sa.Boolean(), nullable=False),
        sa.Column("opinion", sa.String(length=400), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appraised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'prepared') = (settled_line IS NULL)", name=op.f("ck_village_appraisal_settled")),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> recorded_by_id",
            name=op.f("ck_village_appraisal_approved_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["officer.id"], name=op.f("fk_village_appraisal_approved_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["appraisal_panel.id"], name=op.f("fk_village_appraisal_panel_id_appraisal_panel")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_village_appraisal_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_village_appraisal_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_appraisal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_village_appraisal_public_id")),
        sa.UniqueConstraint("survey_id", name=op.f("uq_village_appraisal_survey_id")),
    )
    op.create_index(op.f("ix_village_appraisal_panel_id"), "village_appraisal", ["panel_id"])
    op.create_table(
        "appraisal_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appraisal_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appraisal_id"],
            ["village_appraisal.id"],
            name=op.f("fk_appraisal_signature_appraisal_id_village_appraisal"),
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["panel_seat.id"], name=op.f("fk_appraisal_signature_seat_id_panel_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_signature")),
        sa.UniqueConstraint("appraisal_id", "seat_id", name=op.f("uq_appraisal_signature_appraisal_id_seat_id")),
    )


def _make_books() -> None:
    op.create_table(
        "appraisal_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("keyer_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "verified_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_appraisal_book_closed_before_verified")
        ),
        sa.CheckConstraint(
            "verified_by_id IS NULL OR verified_by_id <> keyer_id", name=op.f("ck_appraisal_book_verified_by_another")
        ),
        sa.ForeignKeyConstraint(["keyer_id"], ["officer.id"], name=op.f("fk_appraisal_book_keyer_id_officer")),
        sa.ForeignKeyConstraint(["seat_id"], ["panel_seat.id"], name=op.f("fk_appraisal_book_seat_id_panel_seat")),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["officer.id"], name=op.f("fk_appraisal_book_verified_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_book")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appraisal_book_public_id")),
        sa.UniqueConstraint("seat_id", "round", name=op.f("uq_appraisal_book_seat_id_round")),
    )
    op.create_table(
        "book_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("assets", sa.Integer(), nullable=True),
        sa.Column("debts", sa.Integer(), nullable=True),
        sa.Column("income", sa.Integer(), nullable=True),
        sa.Column("net_income", sa.Integer(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("known OR line IS NULL", name=op.f("ck_book_line_unknown_has_no_line")),
        sa.ForeignKeyConstraint(["book_id"], ["appraisal_book.id"], name=op.f("fk_book_line_book_id_appraisal_book")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_book_line_household_id_household")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_line")),
        sa.UniqueConstraint("book_id", "household_id", name=op.f("uq_book_line_book_id_household_id")),
    )
    op.create_index(op.f("ix_book_line_household_id"), "book_line", ["household_id"])
    op.create_table(
        "pre_credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_pre_credit_household_id_household")),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["appraisal_panel.id"], name=op.f("fk_pre_credit_panel_id_appraisal_panel")
        ),
        sa.ForeignKeyConstraint(["settled_by_id"], ["officer.id"], name=op.f("fk_pre_credit_settled_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pre_credit")),
        sa.UniqueConstraint("panel_id", "household_id", name=op.f("uq_pre_credit_panel_id_household_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pre_credit_public_id")),
    )
    op.create_index(op.f("ix_pre_credit_household_id"), "pre_credit", ["household_id"])


def _make_ratings() -> None:
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rules_on", sa.Date(), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("score", sa.String(length=24), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("income", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_rating_household_id_household")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_rating_recorded_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rating_public_id")),
    )
    op.create_index(op.f("ix_rating_household_id"), "rating", ["household_id"])
    op.create_table(
        "rating_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("word", sa.String(length=400), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_rating_opinion_officer_id_officer")),
        sa.ForeignKeyConstraint(["rating_id"], ["rating.id"], name=op.f("fk_rating_opinion_rating_id_rating")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_opinion")),
        sa.UniqueConstraint("rating_id", "officer_id", name=op.f("uq_rating_opinion_rating_id_officer_id")),
        sa.UniqueConstraint("rating_id", "tier", name=op.f("uq_rating_opinion_rating_id_tier")),
    )


def downgrade() -> None:
    """What was surveyed and appraised goes; the events stay."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_rest in reversed(guards.APPRAISAL):
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else f' ON "{table}"'))
        if not sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    for table in TABLES[::-1]:
        op.drop_table(table)
