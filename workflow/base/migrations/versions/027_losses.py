"""Lost lines, the paper lists that name them in their village, and one line of a household at a time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "027"
down_revision = "026"
branch_labels = None
depends_on = None

_IN_EFFECT = sa.text("state = 'effective'")
#: Before, two decisions of one instant could both leave their line in effect.
_END_EARLIER = """
UPDATE credit_line SET state = 'replaced' WHERE state = 'effective' AND EXISTS (
    SELECT 1 FROM credit_line newer WHERE newer.household_id = credit_line.household_id
    AND newer.state = 'effective' AND newer.id > credit_line.id
)
"""


def upgrade() -> None:
    """Two new tables; no line is lost by the upgrade. Of several lines of one household the newest stands."""
    op.execute(_END_EARLIER)
    op.create_index(
        "ux_credit_line_in_effect", "credit_line", ["household_id"], unique=True, sqlite_where=_IN_EFFECT,
        postgresql_where=_IN_EFFECT,
    )  # fmt: skip
    _lists()
    op.create_table(
        "line_loss",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("through_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.String(length=200), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=False),
        sa.Column("cancelled_by_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(part = 'guarantor') = (through_id IS NOT NULL)", name=op.f("ck_line_loss_guarantor_of")
        ),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["officer.id"], name=op.f("fk_line_loss_cancelled_by_id_officer")),
        sa.ForeignKeyConstraint(["line_id"], ["credit_line.id"], name=op.f("fk_line_loss_line_id_credit_line")),
        sa.ForeignKeyConstraint(["list_id"], ["loss_list.id"], name=op.f("fk_line_loss_list_id_loss_list")),
        sa.ForeignKeyConstraint(["through_id"], ["line_loss.id"], name=op.f("fk_line_loss_through_id_line_loss")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_loss")),
        sa.UniqueConstraint("line_id", name=op.f("uq_line_loss_line_id")),
    )
    op.create_index(op.f("ix_line_loss_list_id"), "line_loss", ["list_id"])


def _lists() -> None:
    op.create_table(
        "loss_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("drawn_up_by_id", sa.Integer(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_down_on", sa.Date(), nullable=True),
        sa.Column("taken_down_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (approved_at IS NULL)", name=op.f("ck_loss_list_whole_approval")
        ),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> drawn_up_by_id", name=op.f("ck_loss_list_approved_by_another")
        ),
        sa.CheckConstraint("(posted_by_id IS NULL) = (posted_on IS NULL)", name=op.f("ck_loss_list_whole_posting")),
        sa.CheckConstraint(
            "posted_on IS NULL OR approved_at IS NOT NULL", name=op.f("ck_loss_list_approved_before_posted")
        ),
        sa.CheckConstraint("(taken_down_by_id IS NULL) = (taken_down_on IS NULL)", name=op.f("ck_loss_list_whole_end")),
        sa.CheckConstraint(
            "taken_down_on IS NULL OR taken_down_on >= posted_on", name=op.f("ck_loss_list_posted_before_taken_down")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["officer.id"], name=op.f("fk_loss_list_approved_by_id_officer")),
        sa.ForeignKeyConstraint(["drawn_up_by_id"], ["officer.id"], name=op.f("fk_loss_list_drawn_up_by_id_officer")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_loss_list_office_id_office")),
        sa.ForeignKeyConstraint(["posted_by_id"], ["officer.id"], name=op.f("fk_loss_list_posted_by_id_officer")),
        sa.ForeignKeyConstraint(
            ["taken_down_by_id"], ["officer.id"], name=op.f("fk_loss_list_taken_down_by_id_officer")
        ),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_loss_list_village_id_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loss_list")),
        sa.UniqueConstraint("public_id", name=op.f("uq_loss_list_public_id")),
    )
    op.create_index(op.f("ix_loss_list_office_id"), "loss_list", ["office_id"])
    op.create_index(op.f("ix_loss_list_village_id"), "loss_list", ["village_id"])


def downgrade() -> None:
    """The losses and lists go; their events stay, and the lines stay as they are."""
    op.drop_index("ux_credit_line_in_effect", "credit_line")
    op.drop_table("line_loss")
    op.drop_table("loss_list")
