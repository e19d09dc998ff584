"""Finding photos of an opening."""

from __future__ import annotations

from workflow.kernel.errors import Forbidden, N_, NotFound
from workflow.office.registers.boxes.models import BoxOpening, BoxPhoto
from workflow.office.registers.boxes.photos import rules
from workflow.staff.models import Officer
from workflow.staff.rights import may


def photo_of(opening: BoxOpening, public_id: str, person: Officer) -> BoxPhoto:
    """A photo of this very opening, if the person may open it now; NotFound, Forbidden."""
    found = next((each for each in opening.photos if each.public_id == public_id), None)
    if found is None:
        raise NotFound
    if not rules.may_open(**hand(opening, person)):
        raise Forbidden(
            N_("Photos of an opening are opened by who was there, until it is sealed, and by who receives packets.")
        )
    return found


def hand(opening: BoxOpening, person: Officer) -> dict[str, bool]:
    """What a person has to do with an opening, as the rules on its photos ask."""
    receives = may(person, "box.receive", opening)
    return {"there": opening.was_there(person), "sealed": opening.settled, "receives": receives}
