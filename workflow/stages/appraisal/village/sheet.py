"""The batch line form as a workbook: out with what stands on the panel's forms, and back in with what the meeting said.

A sheet that came back is held against the forms as they stand; nothing of it is written before somebody has seen what
it would change.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from workflow.base.languages import LANGUAGES, catalogue
from workflow.carriers import sheets, workbooks
from workflow.kernel.errors import Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.appraisal.panel.models import Appraisal, Panel
from workflow.stages.appraisal.panel.states import LABELS, State
from workflow.stages.appraisal.village import queries, rules
from workflow.stages.appraisal.village.rules import Handed, Known, Line
from workflow.stages.imports import reading
from workflow.stages.people.models import Household

#: So much a preview may unpack to: a village's form, many times over.
_MOST_TOLD = 4 * 1024 * 1024
#: What the form's own field takes.
_LONGEST_OPINION = 400
_STALE = N_("What was to be recorded cannot be read any more. Choose the file again.")


def table(panel: Panel) -> tuple[list[str], list[list[sheets.Cell]]]:
    """Head and rows of the form, by village group; the settled lines are filled in as far as they stand."""
    return [_(name) for name in rules.COLUMNS.values()], [_row(form) for form in queries.forms_of(panel)]


def _row(form: Appraisal) -> list[sheets.Cell]:
    household = form.survey.household
    return [
        form.public_id, household.code or "", household.group.name if household.group else "", _name(household),
        sheets.yuan(form.proposed_line), sheets.yuan(form.settled_line), form.opinion, _(LABELS[State(form.state)]),
    ]  # fmt: skip


def _name(household: Household) -> str:
    return household.named_by.name


def read(panel: Panel, content: bytes, person: Officer) -> Handed:
    """What a sheet says of a panel's forms, with every fault; Invalid for a file that is none."""
    found = reading.opened(content, workbooks.VILLAGE)
    merged = [workbooks.place(name) for name in found.merged]
    return rules.read(found.rows, merged, _headers(), known(panel, person))


def _headers() -> dict[str, str]:
    """The words of a header in every language of the house, with the column they name."""
    return {
        catalogue(language).gettext(name): key for language in (*LANGUAGES, "en") for key, name in rules.COLUMNS.items()
    }


def known(panel: Panel, person: Officer) -> dict[str, Known]:
    """A panel's forms as they stand, by number."""
    tied = queries.tied(person, panel)
    return {
        form.public_id: Known(
            _name(form.survey.household), form.proposed_line, form.settled_line, form.opinion,
            form.survey.household_id in tied, _LONGEST_OPINION,
        )
        for form in queries.forms_of(panel)
    }  # fmt: skip


def seen(panel: Panel) -> str:
    """The standing of a panel's forms as one word: another one where any of them has moved."""
    standing = ",".join(f"{form.id}.{form.version}" for form in queries.forms_of(panel))
    return hashlib.sha256(standing.encode()).hexdigest()


def folded(lines: Iterable[Line]) -> str:
    """Lines to be recorded as one field of a form."""
    told = [[line.number, line.amount, line.opinion] for line in lines]
    return urlsafe_b64encode(zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 9)).decode()


def unfolded(text: str) -> list[Line]:
    """The lines of such a field; Invalid for anything else."""
    try:
        packed = zlib.decompressobj()
        told = json.loads(packed.decompress(urlsafe_b64decode(text.encode()), _MOST_TOLD))
        return [Line(str(number), _amount(amount), str(opinion)) for number, amount, opinion in told]
    except (ValueError, TypeError, zlib.error) as error:
        raise Invalid(_STALE) from error


def _amount(told: object) -> int:
    if not isinstance(told, int) or told < 0:
        raise ValueError("an amount is no negative number")
    return told


def differences(panel: Panel, lines: Sequence[Line]) -> list[tuple[Appraisal, Line]]:
    """Each line to be recorded beside its form, by village group."""
    told = {line.number: line for line in lines}
    return [(form, told[form.public_id]) for form in queries.forms_of(panel) if form.public_id in told]
