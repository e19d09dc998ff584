"""The registers of boxes and of their openings as tables."""

from __future__ import annotations

from flask_babel import gettext as _

from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column
from workflow.office.registers.boxes import rules
from workflow.office.registers.boxes.models import BoxOpening, OpinionBox


def _keepers(box: OpinionBox) -> str:
    return _(", ").join(each.officer.name for each in box.keepers)


def _present(opening: BoxOpening) -> str:
    return _(", ").join(each.officer.name for each in opening.signatures if each.part == rules.KEEPER)


def _photos(opening: BoxOpening) -> int:
    """How many stand; what they show is no matter of the register."""
    return sum(each.struck_at is None for each in opening.photos)


def _state(opening: BoxOpening) -> str:
    return _(rules.LABELS[rules.State(opening.state)])


BOXES = Book(
    slug="boxes", endpoint="boxes", model=OpinionBox, day="hung_on", see="box.see", write="box.write",
    title=N_("Opinion boxes"),
    about=N_("Where each box hangs and who keeps it together. Nobody opens a box alone."),
    columns=(
        Column(N_("Outlet"), lambda box: box.office.name, share=1.2),
        Column(N_("Where it hangs"), lambda box: box.place, share=2),
        Column(N_("Since"), lambda box: box.hung_on, share=1.4),
        Column(N_("Keepers"), _keepers, share=1.6),
    ),
)  # fmt: skip
OPENINGS = Book(
    slug="box-openings", endpoint="openings", model=BoxOpening, day="opened_on", see="box.see", write="box.open",
    strike="box.write",
    title=N_("Register of box openings"),
    about=N_("Opened by the area auditor, with the head and every keeper there; counted, sealed, signed by all."),
    columns=(
        Column(N_("Outlet"), lambda each: each.office.name, share=1.2),
        Column(N_("Box opened"), lambda each: each.opened_at, share=1.7),
        Column(N_("Opened by"), lambda each: each.opened_by.name),
        Column(N_("Head looking on"), lambda each: each.head.name),
        Column(N_("Keepers there"), _present, share=1.4),
        Column(N_("Items"), lambda each: each.items, kind="num", share=0.6),
        Column(N_("Packet"), lambda each: each.packet, share=1.2),
        Column(N_("Received"), lambda each: each.received_at, share=1.7),
        Column(N_("Items found"), lambda each: each.counted, kind="num", share=0.7),
        Column(N_("Fault found"), lambda each: each.remark, share=1.4),
        Column(N_("Photos"), _photos, kind="num", share=0.6),
        Column(N_("State"), _state, share=1.3),
    ),
)  # fmt: skip
