"""Inspections of posted lists with what is done about a fault, and their photos (S46)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "038"
down_revision = "037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables; nothing that stands is touched."""
    _make_inspection()
    _make_photo()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for rule in guards.INSPECTION_PHOTOS:
        for statement in (guards.sqlite if sqlite else guards.postgresql)(*rule):
            op.execute(statement)


def _make_inspection() -> None:
    op.create_table(
        "notice_inspection",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("occasion", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("content", sa.String(length=10), nullable=False),
        sa.Column("dates", sa.String(length=10), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("fault", sa.Boolean(), nullable=False),
        sa.Column("found", sa.String(length=800), nullable=False),
        sa.Column("measure", sa.String(length=400), nullable=False),
        sa.Column("answerable_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_how", sa.String(length=400), nullable=False),
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
            "fault = (place = 'wrong' OR content = 'wrong' OR dates = 'wrong')",
            name=op.f("ck_notice_inspection_fault_is_what_is_wrong"),
        ),
        sa.CheckConstraint("kind <> 'key' OR occasion <> ''", name=op.f("ck_notice_inspection_key_has_occasion")),
        sa.CheckConstraint(
            "fault = (answerable_id IS NOT NULL) AND fault = (due_on IS NOT NULL) AND fault = (measure <> '')",
            name=op.f("ck_notice_inspection_fault_has_measure"),
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_notice_inspection_whole_confirmation")
        ),
        sa.CheckConstraint("done_at IS NULL OR fault", name=op.f("ck_notice_inspection_only_a_measure_is_done")),
        sa.CheckConstraint(
            "answerable_id IS NULL OR answerable_id <> recorded_by_id", name=op.f("ck_notice_inspection_not_of_oneself")
        ),
        sa.CheckConstraint(
            "done_by_id IS NULL OR done_by_id <> answerable_id", name=op.f("ck_notice_inspection_confirmed_by_another")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_inspection_notice_id_notice")),
        sa.ForeignKeyConstraint(
            ["answerable_id"], ["officer.id"], name=op.f("fk_notice_inspection_answerable_id_officer")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["officer.id"], name=op.f("fk_notice_inspection_done_by_id_officer")),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_notice_inspection_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_notice_inspection_office_id_office")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_notice_inspection_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["officer.id"], name=op.f("fk_notice_inspection_struck_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_inspection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_notice_inspection_public_id")),
    )
    op.create_index(op.f("ix_notice_inspection_notice_id"), "notice_inspection", ["notice_id"])
    op.create_index(op.f("ix_notice_inspection_office_id"), "notice_inspection", ["office_id"])


def _make_photo() -> None:
    op.create_table(
        "inspection_photo",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("once_key", sa.String(length=64), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["notice_inspection.id"],
            name=op.f("fk_inspection_photo_inspection_id_notice_inspection"),
        ),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_inspection_photo_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_inspection_photo_office_id_office")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_inspection_photo_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["officer.id"], name=op.f("fk_inspection_photo_struck_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_photo")),
        sa.UniqueConstraint("public_id", name=op.f("uq_inspection_photo_public_id")),
        sa.UniqueConstraint("once_key", name=op.f("uq_inspection_photo_once_key")),
        sa.UniqueConstraint("inspection_id", "number", name=op.f("uq_inspection_photo_inspection_id_number")),
    )
    op.create_index(op.f("ix_inspection_photo_office_id"), "inspection_photo", ["office_id"])


def downgrade() -> None:
    """The tables go, and what guards them; what was found, and the photos' digests, stay in the events."""
    op.drop_table("inspection_photo")
    op.drop_table("notice_inspection")
    if op.get_bind().dialect.name != "sqlite":
        for rule in guards.INSPECTION_PHOTOS:
            op.execute(f"DROP FUNCTION {rule[0]}()")
