"""How a panel must be composed, and what a meeting must hold (S30, S31). Pure; the figures come from the pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from workflow.kernel.checks import narrow
from workflow.kernel.errors import Invalid, N_

KINDS = {
    "village": N_("Village panel"),
    "street": N_("Street panel"),
    "school_agency": N_("School or agency panel"),
    "other": N_("Panel of bank staff"),
    "town": N_("Town leading group"),
    "rating": N_("Rating panel"),
}

CAPACITIES = {
    "town_cadre": N_("town cadre"),
    "party_secretary": N_("village party secretary"),
    "cadre": N_("village or street cadre"),
    "villager": N_("villager"),
    "outsider": N_("outsider"),
    "survey_team": N_("survey team"),
    "staff": N_("bank staff"),
    "branch_head": N_("branch head"),
}

#: Who counts as a village or street cadre, and who as the bank's own staff.
CADRES = frozenset({"party_secretary", "cadre"})
STAFF = frozenset({"staff", "branch_head", "survey_team"})
#: Kinds that belong to one village or street.
LOCAL = frozenset({"village", "street"})


@dataclass(frozen=True, slots=True)
class Member:
    """One seat as it was typed: a name, a capacity, and the officer's id where it is one."""

    name: str
    capacity: str
    officer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """What the rules ask of a kind of panel; None where they leave it open."""

    size: int | None = None
    cadres_max: int | None = None
    outsiders: int | None = None
    staff: int | None = None
    least: int | None = None
    staff_only: bool = False


def check_members(members: Sequence[Member], asked: Composition, *, kept_out: Collection[int] = ()) -> None:
    """Refuse a panel that the rules do not allow, saying which rule; `kept_out` are officers of the area itself.

    Members of one name are two people only where each has a log-in of their own: a seat knows nothing else of whom
    it belongs to, and a panel of five that is four would count one opinion twice.
    """
    if not members:
        raise Invalid(N_("Name the members of the panel."))
    _check_people(members, kept_out)
    counted = Counter(_side(member) for member in members)
    if asked.size is not None and len(members) != asked.size:
        message = N_("This panel has exactly %(size)s members; you named %(number)s.")
        raise Invalid(message, size=asked.size, number=len(members))
    if asked.least is not None and len(members) < asked.least:
        message = N_("This panel has at least %(least)s members; you named %(number)s.")
        raise Invalid(message, least=asked.least, number=len(members))
    if asked.cadres_max is not None and counted["cadre"] > asked.cadres_max:
        message = N_("At most %(most)s village or street cadres may sit here; you named %(number)s.")
        raise Invalid(message, most=asked.cadres_max, number=counted["cadre"])
    _check_sides(counted, asked, len(members))


def _check_people(members: Sequence[Member], kept_out: Collection[int]) -> None:
    officers = [member.officer_id for member in members if member.officer_id is not None]
    if len(set(officers)) < len(officers):
        raise Invalid(N_("Each person sits on a panel once."), field="members")
    for one, other in combinations(members, 2):
        if narrow(one.name) == narrow(other.name) and None in (one.officer_id, other.officer_id):
            message = N_("%(name)s stands here twice, with nothing to tell two apart: leave one out or choose log-ins.")
            raise Invalid(message, name=other.name, field="members")
    if set(officers) & set(kept_out):
        raise Invalid(N_("The officer in charge of the area stays out of its panel."), field="members")


def _check_sides(counted: Counter[str], asked: Composition, number: int) -> None:
    if asked.outsiders is not None and asked.staff is not None:
        right = counted["staff"] == asked.staff and number - counted["staff"] == asked.outsiders
        if not right:
            message = N_("This panel has %(outsiders)s outsiders and %(staff)s of the bank's staff.")
            raise Invalid(message, outsiders=asked.outsiders, staff=asked.staff)
    if asked.staff_only and counted["staff"] != number:
        raise Invalid(N_("Only the bank's own staff sit on this panel."))


def _side(member: Member) -> str:
    if member.capacity in CADRES:
        return "cadre"
    return "staff" if member.capacity in STAFF else "outsider"


def check_change(signed: int, members: int, share: Fraction, opinion: str) -> None:
    """A line that holds is changed in its term only where at least this `share` of all members, recused or not, sign,
    and with the reason, which stays in the archive."""
    if Fraction(signed, members) < share:
        message = N_("A line that holds is changed only where at least %(share)s of all members of the panel sign.")
        raise Invalid(message, share=f"{share.numerator}/{share.denominator}", field="signed")
    if not opinion:
        raise Invalid(N_("Give the reason for changing a line that holds: it stays in the archive."), field="opinion")


def check_signed(seats: Iterable[int], signed: Collection[int], recused: Collection[int]) -> None:
    """Every member signs but the recused, who do not."""
    wanted = set(seats) - set(recused)
    if set(signed) & set(recused):
        raise Invalid(N_("A recused member does not sign."), field="signed")
    if set(signed) != wanted or not wanted:
        raise Invalid(N_("Every member who is not recused signs the form."), field="signed")
