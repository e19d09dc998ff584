"""A batch line form as pages, sheets and paper show it: by village group, each line with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext as _

from workflow.carriers import sheets
from workflow.kernel.errors import N_
from workflow.places import packs
from workflow.stages.approval.grades import Gap
from workflow.stages.approval.lines.models import LineBatch, LineRow
from workflow.stages.cases.rules import product_named
from workflow.stages.cases.states import LABELS, State
from workflow.stages.people.models import Household
from workflow.stages.people.words import named

_WAITING, _FREED = N_("waits for approval"), N_("off this form")


def by_group(rows: Iterable[LineRow]) -> list[tuple[str, list[LineRow]]]:
    """Rows by village group, in the order in which they stand on the form."""
    found: dict[str, list[LineRow]] = {}
    for row in rows:
        group = _household(row).group
        found.setdefault(group.name if group else "–", []).append(row)
    return list(found.items())


def _household(row: LineRow) -> Household:
    return row.appraisal.survey.household


def standing(row: LineRow) -> str:
    """What became of a line, as a msgid."""
    if row.case is not None:
        return LABELS[State(row.case.state)]
    return _WAITING if row.live else _FREED


def outcome(*, granted: int, sent_up: int, left: int, unready: int) -> list[str]:
    """What an approval of the form came to, in sentences."""
    said = [_("Granted: %(num)s.", num=granted)]
    said += [_("Proposed to the level above: %(num)s.", num=sent_up)] if sent_up else []
    said += [_("Left for another approver: %(num)s.", num=left)] if left else []
    return said + ([_("Not ready: %(num)s.", num=unready)] if unready else [])


def product_name(batch: LineBatch) -> str:
    """What the kind of loan is called on the day of the form."""
    return named(product_named(packs.pack(), batch.product, batch.rules_on).name)


def table(rows: Sequence[LineRow], unready: Mapping[int, Gap]) -> tuple[list[str], list[list[sheets.Cell]]]:
    """Head and rows of the form as a sheet; `unready` says by row why it cannot be granted."""
    head = [
        _("Household code"), _("Village group"), _("Household"), _("Proposed line"), _("Settled line"), _("State"),
        _("What is wrong"),
    ]  # fmt: skip
    return head, [_row(row, unready.get(row.id)) for row in rows]


def _row(row: LineRow, gap: Gap | None) -> list[sheets.Cell]:
    household = _household(row)
    return [
        household.code or "", household.group.name if household.group else "",
        household.named_by.name, sheets.yuan(row.appraisal.proposed_line),
        sheets.yuan(row.amount), _(standing(row)), _(gap.message, **gap.params) if gap else "",
    ]  # fmt: skip
