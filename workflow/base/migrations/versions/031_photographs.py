"""Photos are kept as they came and written anew afterwards; photos of papers come through the receipt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.base.migrations import guards
from workflow.base.migrations.conditions import Rule

revision = "031"
down_revision = "030"
branch_labels = None
depends_on = None

RULE, TABLE = "enclosure_fixed", "enclosure"
_UNWRITTEN = sa.text("state = 'sent'")


def upgrade() -> None:
    """Photos of before were written anew when they came in."""
    op.add_column(TABLE, sa.Column("state", sa.String(length=10), nullable=False, server_default="ready"))
    op.add_column(TABLE, sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(TABLE, sa.Column("fault", sa.String(length=200), nullable=True))
    op.create_index("ix_enclosure_sent", TABLE, ["id"], sqlite_where=_UNWRITTEN, postgresql_where=_UNWRITTEN)
    _guard(guards.REWRITTEN)
    op.create_table(
        "material_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("enclosure_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (judged_at IS NULL)", name=op.f("ck_material_photo_judged_once")),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (judged_by_id IS NULL)", name=op.f("ck_material_photo_judged_has_judge")
        ),
        sa.CheckConstraint("(state = 'taken') = (photo_id IS NOT NULL)", name=op.f("ck_material_photo_taken_is_kept")),
        sa.CheckConstraint(
            "(state = 'refused') = (reason <> '')", name=op.f("ck_material_photo_refused_has_reason")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_material_photo_{column}_{other}"))
            for column, other in (
                ("case_id", "case"), ("material_id", "material"), ("enclosure_id", "enclosure"),
                ("judged_by_id", "officer"), ("photo_id", "photo"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_photo")),
        sa.UniqueConstraint("public_id", name=op.f("uq_material_photo_public_id")),
        sa.UniqueConstraint("enclosure_id", name=op.f("uq_material_photo_enclosure_id")),
        sa.UniqueConstraint("photo_id", name=op.f("uq_material_photo_photo_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_material_photo_case_id"), "material_photo", ["case_id"])


def _guard(rule: Rule) -> None:
    """Put this guard in the place of the one that bears its name."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER {RULE}" + ("" if sqlite else f" ON {TABLE}"))
    if not sqlite:
        op.execute(f"DROP FUNCTION {RULE}()")
    for statement in (guards.sqlite if sqlite else guards.postgresql)(*rule):
        op.execute(statement)


def downgrade() -> None:
    """Judgements of papers go. Refused while a photo is as it came: the release before would show it so."""
    waiting = op.get_bind().scalar(sa.text("SELECT count(*) FROM enclosure WHERE state = 'sent'"))
    if waiting:
        raise RuntimeError(f"{waiting} photos are not written anew yet: run `sunshine tick` first")
    op.drop_table("material_photo")
    _guard(next(rule for rule in guards.ENCLOSED if rule[0] == RULE))
    op.drop_index("ix_enclosure_sent", TABLE)
    for column in ("fault", "tries", "state"):
        op.drop_column(TABLE, column)
