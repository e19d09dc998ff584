"""What S21, S22, S23, S26 and S83 refuse, from a file that an officer can read, by the operations on both engines."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from stdnum.cn import ric

from tests.support.asking import asking
from tests.support.factories_cases import house, id_number, moment, person
from tests.support.imports import bring, cells, plan_of, workbook
from tests.support.stories import Step, play
from workflow.base.db import session
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.people import listing, operations, queries, renewal, rules
from workflow.stages.people.documents import operations as papers
from workflow.stages.people.documents import queries as of_papers
from workflow.stages.people.listing import RENEWAL, Filter
from workflow.stages.people.models import Household, Member
from workflow.stages.people.operations import Person
from workflow.stages.people.roll.kind import ROLL

SCENARIOS = tomllib.loads(Path(__file__).with_name("scenarios.toml").read_text(encoding="utf-8"))["scenario"]
AT, DAY = moment("2016-05-09"), date(2016, 5, 9)


def number(said: str) -> str:
    """`#1` is the identity number of person 1; anything else is what was typed."""
    return id_number(int(said[1:])) if said.startswith("#") else said


def born(day: date) -> str:
    """An identity number that holds, of somebody born on that day."""
    digits = f"610525{day:%Y%m%d}001"
    return digits + ric.calc_check_digit(digits + "0")


class Story:
    """The households of one village, and who works on their files."""

    def __init__(self, told: Step) -> None:
        self.made = house(told["pack"])
        self.columns: list[str] = told.get("columns", [])
        self.households: list[Household] = []
        second, relative = (person(Role.BACK_OFFICE, self.made.branch) for _each in range(2))
        self.at, self.day = AT, DAY
        self.who: dict[str, Officer] = {"clerk": self.made.clerk, "second": second, "relative": relative}

    def do(self, step: Step) -> Step:
        said: Step = getattr(self, f"_{step['do']}")(step) or {}
        session.flush()
        return said | (self._stands(self._home(step)) if self.households else {})

    def _stands(self, home: Household) -> Step:
        gaps = [gap.why for gap in of_papers.gaps_of([home], DAY)[home.id] if gap.kind == "id_card"]
        states = [each.state for each in of_papers.documents_of(home)]
        listed = listing.households(self.made.clerk, Filter(todo=RENEWAL), today=self.day, limit=None)
        return {
            "due": renewal.due_on(home, self.day), "to_be_renewed": home in [row.household for row in listed],
            "members": len(home.members), "excluded": queries.is_excluded(home), "card": "".join(gaps),
            "states": states,
        }  # fmt: skip

    def _home(self, step: Step) -> Household:
        return self.households[step.get("household", len(self.households)) - 1]

    def _by(self, step: Step, usual: str = "clerk") -> Officer:
        return self.who[step.get("by", usual)]

    def _member(self, step: Step, name: str) -> Member | None:
        return self._home(step).members[step[name] - 1] if name in step else None

    # -- who belongs to a household

    def _record(self, step: Step) -> None:
        spouse = born(step["spouse_born"]) if "spouse_born" in step else id_number(step.get("spouse", 0))
        has_one = {"spouse", "spouse_born"} & set(step)
        home = operations.record_household(
            village=self.made.village, group="", address="东白城村", borrower=Person("王一", id_number(step["person"])),
            spouse=Person("李二", spouse, None, "spouse") if has_one else None, by=self.made.clerk, at=AT,
        ).household  # fmt: skip
        self.households.append(home)
        if len(self.households) == 1:
            told = {"nature": "relative", "by": self.made.people[Role.BRANCH_HEAD], "at": AT}
            operations.declare_tie(home, officer=self.who["relative"], **told)

    def _add(self, step: Step) -> None:
        known = born(step["born"]) if "born" in step else id_number(step["person"])
        new = Person("王小", known, None, step["relation"])
        operations.add_member(self._home(step), person=new, by=self._by(step), at=AT)

    def _leave(self, step: Step) -> None:
        told = {"why": step.get("why", "moved"), "left_on": DAY, "follower": self._member(step, "follower")}
        member = self._member(step, "member")
        assert member is not None
        operations.leave(member, **told, by=self.made.clerk, at=AT)

    # -- what is known of it

    def _key(self, step: Step) -> Step:
        told = {"source": step.get("source", "visit"), "source_on": step.get("source_on", DAY)}
        field = operations.key_field(
            self._home(step), name=step["name"], value=number(step["value"]), member=self._member(step, "of"),
            by=self._by(step), at=AT, **told,
        )  # fmt: skip
        return {"field": field.state}

    def _compare(self, step: Step) -> Step:
        home, member = self._home(step), self._member(step, "of")
        field = queries.field_in(rules.slot(home.public_id, member.public_id if member else None, step["name"]))
        assert field is not None
        said = {field: number(step.get("reading", "1"))}
        operations.verify_fields(home, said=said, how=step.get("how", "paper"), by=self._by(step, "second"), at=AT)
        return {"field": field.state}

    def _compare_all(self, step: Step) -> None:
        said = {field: field.value for field in queries.fields_of(self._home(step))}
        operations.verify_fields(self._home(step), said=said, how="paper", by=self.who["second"], at=self.at)

    def _wait_until(self, step: Step) -> None:
        self.day, self.at = step["day"], moment(step["day"].isoformat())

    def _renew(self, step: Step) -> None:
        operations.renew(self._home(step), by=self._by(step), at=self.at)

    # -- its documents, the newest first

    def _show(self, step: Step) -> None:
        home = self._home(step)
        papers.record_document(
            home, kind=step["kind"], member=None if "of_nobody" in step else home.head, by=self.made.clerk, at=AT,
            number=number(step.get("number", "")), valid_until=step.get("valid_until"),
            expected_on=step.get("expected_on"),
        )  # fmt: skip

    def _see(self, step: Step) -> None:
        [newest, *_others] = of_papers.documents_of(self._home(step))
        papers.verify_document(newest, by=self._by(step, "second"), at=AT)

    def _take_off(self, step: Step) -> None:
        [newest, *_others] = of_papers.documents_of(self._home(step))
        papers.mark_mistaken(newest, reason=step["reason"], by=self.made.clerk, at=AT)

    # -- many at once

    def _roll(self, step: Step) -> Step:
        rows = [[number(cell) if isinstance(cell, str) else cell for cell in row] for row in step["rows"]]
        content, told = workbook(self.columns, *rows), {"by": self.made.clerk, "at": AT}
        faults = sorted(cells(plan_of(ROLL, self.made.village, content, **told)))
        brought = 0 if faults else bring(ROLL, self.made.village, content, **told)
        count = session.scalar(select(func.count()).select_from(Household))
        return {"faults": faults, "brought": brought, "households": count}


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    with asking():
        yield


@pytest.mark.parametrize("told", SCENARIOS, ids=[each["name"] for each in SCENARIOS])
def test_it_goes_as_told(database: Engine, told: Step) -> None:
    play(Story(told), told["steps"])
