"""Registers: opinion boxes with their openings, social supervisors with what they observe, the publicity log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None

TABLES = (
    "publicity", "observation", "social_supervisor", "box_item", "box_signature", "box_opening", "box_keeper",
    "opinion_box",
)  # fmt: skip


def upgrade() -> None:
    """New tables; nothing that stands is touched."""
    _boxes()
    _others()


def _boxes() -> None:
    op.create_table(
        "opinion_box",
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("hung_on", sa.Date(), nullable=False),
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
            name=op.f("ck_opinion_box_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_opinion_box_office_id_office")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_opinion_box_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_opinion_box_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_box")),
        sa.UniqueConstraint("public_id", name=op.f("uq_opinion_box_public_id")),
    )
    op.create_index(op.f("ix_opinion_box_office_id"), "opinion_box", ["office_id"])
    op.create_table(
        "box_keeper",
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["box_id"], ["opinion_box.id"], name=op.f("fk_box_keeper_box_id_opinion_box")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_box_keeper_officer_id_officer")),
        sa.PrimaryKeyConstraint("box_id", "officer_id", name=op.f("pk_box_keeper")),
    )
    op.create_table(
        "box_opening",
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("packet", sa.String(length=40), nullable=False),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("seal_intact", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=False),
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
            "received_by_id IS NULL OR received_by_id <> opened_by_id",
            name=op.f("ck_box_opening_received_by_another"),
        ),
        sa.CheckConstraint(
            "counted IS NULL OR (counted = items AND seal_intact) OR remark <> ''",
            name=op.f("ck_box_opening_fault_is_told"),
        ),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_box_opening_whole_strike"),
        ),
        sa.CheckConstraint("head_id <> opened_by_id", name=op.f("ck_box_opening_opener_is_not_head")),
        sa.CheckConstraint(
            "(received_by_id IS NULL) = (received_at IS NULL)"
            " AND (received_by_id IS NULL) = (counted IS NULL)"
            " AND (received_by_id IS NULL) = (seal_intact IS NULL)",
            name=op.f("ck_box_opening_whole_receipt"),
        ),
        sa.ForeignKeyConstraint(["box_id"], ["opinion_box.id"], name=op.f("fk_box_opening_box_id_opinion_box")),
        sa.ForeignKeyConstraint(["head_id"], ["officer.id"], name=op.f("fk_box_opening_head_id_officer")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_box_opening_office_id_office")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["officer.id"], name=op.f("fk_box_opening_opened_by_id_officer")),
        sa.ForeignKeyConstraint(["received_by_id"], ["officer.id"], name=op.f("fk_box_opening_received_by_id_officer")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_box_opening_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_box_opening_struck_by_id_officer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_opening")),
        sa.UniqueConstraint("public_id", name=op.f("uq_box_opening_public_id")),
    )
    op.create_index(op.f("ix_box_opening_box_id"), "box_opening", ["box_id"])
    op.create_index(op.f("ix_box_opening_office_id"), "box_opening", ["office_id"])
    op.create_table(
        "box_signature",
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_box_signature_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["opening_id"], ["box_opening.id"], name=op.f("fk_box_signature_opening_id_box_opening")
        ),
        sa.PrimaryKeyConstraint("opening_id", "officer_id", name=op.f("pk_box_signature")),
    )
    op.create_table(
        "box_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opening_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("complaint_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'complaint') = (complaint_id IS NOT NULL) AND (kind = 'card') = (card_id IS NOT NULL)",
            name=op.f("ck_box_item_goes_where_it_says"),
        ),
        sa.ForeignKeyConstraint(["card_id"], ["evaluation_card.id"], name=op.f("fk_box_item_card_id_evaluation_card")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_box_item_complaint_id_complaint")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["officer.id"], name=op.f("fk_box_item_entered_by_id_officer")),
        sa.ForeignKeyConstraint(["opening_id"], ["box_opening.id"], name=op.f("fk_box_item_opening_id_box_opening")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_item")),
        sa.UniqueConstraint("card_id", name=op.f("uq_box_item_card_id")),
        sa.UniqueConstraint("complaint_id", name=op.f("uq_box_item_complaint_id")),
        sa.UniqueConstraint("opening_id", "number", name=op.f("uq_box_item_opening_id_number")),
    )


def _others() -> None:
    op.create_table(
        "social_supervisor",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("standing", sa.String(length=120), nullable=False),
        sa.Column("appointed_by", sa.String(length=120), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("stages", sa.String(length=80), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
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
            name=op.f("ck_social_supervisor_whole_strike"),
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= appointed_on",
            name=op.f("ck_social_supervisor_whole_term"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_social_supervisor_office_id_office")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_social_supervisor_officer_id_officer")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["officer.id"], name=op.f("fk_social_supervisor_recorded_by_id_officer")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["officer.id"], name=op.f("fk_social_supervisor_struck_by_id_officer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_supervisor")),
        sa.UniqueConstraint("public_id", name=op.f("uq_social_supervisor_public_id")),
    )
    op.create_index(op.f("ix_social_supervisor_office_id"), "social_supervisor", ["office_id"])
    op.create_table(
        "observation",
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("reply_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("replied_by_id", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
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
            name=op.f("ck_observation_whole_strike"),
        ),
        sa.CheckConstraint("(replied_by_id IS NULL) = (replied_at IS NULL)", name=op.f("ck_observation_whole_reply")),
        sa.CheckConstraint(
            "replied_by_id IS NULL OR replied_by_id <> recorded_by_id",
            name=op.f("ck_observation_replied_by_another"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_observation_office_id_office")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_observation_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["replied_by_id"], ["officer.id"], name=op.f("fk_observation_replied_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_observation_struck_by_id_officer")),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["social_supervisor.id"], name=op.f("fk_observation_supervisor_id_social_supervisor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_observation_public_id")),
    )
    op.create_index(op.f("ix_observation_office_id"), "observation", ["office_id"])
    op.create_index(op.f("ix_observation_supervisor_id"), "observation", ["supervisor_id"])
    op.create_table(
        "publicity",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("audience", sa.String(length=120), nullable=False),
        sa.Column("handed_out", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_why", sa.String(length=200), nullable=True),
        sa.CheckConstraint("handed_out >= 0", name=op.f("ck_publicity_counted")),
        sa.CheckConstraint(
            "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)",
            name=op.f("ck_publicity_whole_strike"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["officer.id"], name=op.f("fk_publicity_by_id_officer")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_publicity_office_id_office")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["officer.id"], name=op.f("fk_publicity_recorded_by_id_officer")),
        sa.ForeignKeyConstraint(["struck_by_id"], ["officer.id"], name=op.f("fk_publicity_struck_by_id_officer")),
        sa.ForeignKeyConstraint(["village_id"], ["village.id"], name=op.f("fk_publicity_village_id_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity")),
        sa.UniqueConstraint("public_id", name=op.f("uq_publicity_public_id")),
    )
    op.create_index(op.f("ix_publicity_office_id"), "publicity", ["office_id"])
    op.create_index(op.f("ix_publicity_village_id"), "publicity", ["village_id"])


def downgrade() -> None:
    """The registers go; their events stay."""
    for name in TABLES:
        op.drop_table(name)
