"""Which of the wall boards name a group, and what makes a composition whole. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from workflow.kernel.checks import narrow
from workflow.kernel.errors import Invalid, N_

#: Codes of the rules' wall boards (`disclosure.boards`) that stand for a group of people.
GROUPS = ("rating_group", "line_group", "risk_group", "classification_group")
LEADER, DEPUTY, MEMBER = "leader", "deputy", "member"
PARTS = {LEADER: N_("group leader"), DEPUTY: N_("deputy leader"), MEMBER: N_("member")}


class Named(NamedTuple):
    """One person of a group as typed: `part` is one of `PARTS`, `post` what they are otherwise."""

    name: str
    part: str
    post: str = ""


def check_whole(members: Sequence[Named], from_on: date, until_on: date | None) -> None:
    """Refuse a group without members, with another number of leaders than one, a name twice, or a term turned round."""
    if not members:
        raise Invalid(N_("Name the members of the group."))
    if len({narrow(member.name) for member in members}) < len(members):
        raise Invalid(N_("Each person sits in a group once."), field="members")
    if sum(member.part == LEADER for member in members) != 1:
        raise Invalid(N_("A group has one leader."))
    if until_on is not None and until_on < from_on:
        raise Invalid(N_("The term cannot end before it begins."), field="until_on")
