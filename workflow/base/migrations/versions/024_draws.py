"""Draws for inspection with what was found, and how many households of a village are fit for archiving."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards

revision = "024"
down_revision = "023"
branch_labels = None
depends_on = None

TABLES = (
    "village_count",
    "draw",
    "drawn_item",
    "draw_finding",
)


def upgrade() -> None:
    """New tables; nothing that stands is touched."""
    _make_village_count()
    _make_draw()
    _make_drawn_item()
    _make_draw_finding()
    speak = guards.sqlite if op.get_bind().dialect.name == "sqlite" else guards.postgresql
    for rule in guards.DRAWS:
        for statement in speak(*rule):
            op.execute(statement)


def _make_village_count() -> None:
    op.create_table(
        "village_count",
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("fit", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
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
            name=op.f("ck_village_count_whole_strike"),
        ),
        sa.CheckConstraint("fit >= 0 AND fit <= households", name=op.f("ck_village_count_fit_among_all")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_village_count_office_id_office")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_village_count_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_village_count_struck_by_id_officer")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_village_count_village_id_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_count")),
        sa.UniqueConstraint("public_id", name=op.f("uq_village_count_public_id")),
    )
    op.create_index(op.f("ix_village_count_office_id"), "village_count", ["office_id"])
    op.create_index(op.f("ix_village_count_village_id"), "village_count", ["village_id"])


def _make_draw() -> None:
    op.create_table(
        "draw",
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("population", sa.Text(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("promise", sa.String(length=64), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("witnesses", sa.Text(), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
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
            "(seed IS NULL) = (drawn_at IS NULL) AND (seed IS NULL) = (drawn_by_id IS NULL)"
            " AND (seed IS NULL) = (witnesses IS NULL)",
            name=op.f("ck_draw_whole_draw"),
        ),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_draw_whole_strike"),
        ),
        sa.CheckConstraint("drawn_at IS NULL OR struck_at IS NULL", name=op.f("ck_draw_drawn_stands")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["officer.id"], name=op.f("fk_draw_drawn_by_id_officer")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_draw_office_id_office")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_draw_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_draw_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("public_id", name=op.f("uq_draw_public_id")),
    )
    op.create_index(op.f("ix_draw_office_id"), "draw", ["office_id"])
    op.create_index(
        "ux_draw_standing",
        "draw",
        ["office_id", "period_on"],
        unique=True,
        sqlite_where=sa.text("struck_at IS NULL"),
        postgresql_where=sa.text("struck_at IS NULL"),
    )


def _make_drawn_item() -> None:
    op.create_table(
        "drawn_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_drawn_item_draw_id_draw")),
        sa.ForeignKeyConstraint(["subject_id"], ["officer.id"], name=op.f("fk_drawn_item_subject_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawn_item")),
        sa.UniqueConstraint("draw_id", "kind", "key", name=op.f("uq_drawn_item_draw_id_kind_key")),
    )


def _make_draw_finding() -> None:
    op.create_table(
        "draw_finding",
        sa.Column("item_id", sa.Integer(), nullable=False),
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
            "fault = (answerable_id IS NOT NULL) AND fault = (due_on IS NOT NULL) AND fault = (measure <> '')",
            name=op.f("ck_draw_finding_fault_has_measure"),
        ),
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name=op.f("ck_draw_finding_whole_confirmation")),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_draw_finding_whole_strike"),
        ),
        sa.CheckConstraint(
            "answerable_id IS NULL OR answerable_id <> recorded_by_id", name=op.f("ck_draw_finding_not_of_oneself")
        ),
        sa.CheckConstraint("done_at IS NULL OR fault", name=op.f("ck_draw_finding_only_a_measure_is_done")),
        sa.CheckConstraint(
            "done_by_id IS NULL OR done_by_id <> answerable_id", name=op.f("ck_draw_finding_confirmed_by_another")
        ),
        sa.ForeignKeyConstraint(["answerable_id"], ["officer.id"], name=op.f("fk_draw_finding_answerable_id_officer")),
        sa.ForeignKeyConstraint(["done_by_id"], ["officer.id"], name=op.f("fk_draw_finding_done_by_id_officer")),
        sa.ForeignKeyConstraint(["item_id"], ["drawn_item.id"], name=op.f("fk_draw_finding_item_id_drawn_item")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_draw_finding_office_id_office")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_draw_finding_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_draw_finding_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_finding")),
        sa.UniqueConstraint("public_id", name=op.f("uq_draw_finding_public_id")),
    )
    op.create_index(op.f("ix_draw_finding_item_id"), "draw_finding", ["item_id"])
    op.create_index(op.f("ix_draw_finding_office_id"), "draw_finding", ["office_id"])


def downgrade() -> None:
    """The tables go; what happened stays in the chains."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name, table, *_rest in reversed(guards.DRAWS):
        op.execute(f"DROP TRIGGER {name}{f' ON {table}' if postgresql else ''}")
        if postgresql:
            op.execute(f"DROP FUNCTION {name}()")
    for table in reversed(TABLES):
        op.drop_table(table)
