"""A case's way over real HTTP in a house of a test's own: each step is a form that somebody fills in and sends."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.journeys.loan import VISIT
from tests.support.caller import Answer, Caller
from tests.support.factories_cases import id_number
from tests.support.server import Server, sunshine
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.staff import operations
from workflow.staff.models import Officer


@dataclass
class Walk:
    """A served house and the row ids of those who work in it, by what they do."""

    server: Server
    village: str
    people: dict[str, int]
    members: list[int]
    _callers: dict[int, Caller] = field(default_factory=dict)

    def who(self, name: str) -> Caller:
        """One of them, at work."""
        return self._caller(self.people[name])

    def _caller(self, officer_id: int) -> Caller:
        if officer_id not in self._callers:
            with transaction():
                officer = session.get_one(Officer, officer_id)
                token = operations.open_session(officer, second_factor=True, browser="test", at=clock.now())
            self._callers[officer_id] = Caller(self.server.url, token)
        return self._callers[officer_id]

    def days_pass(self, days: int) -> None:
        """Move on as the demonstration's button does, and let everybody come to work anew."""
        clock.advance_demo(days)
        self._callers.clear()
        sunshine("tick", "--data", self.server.data, environ=self.server.environ)

    def registered(self, number: int, amount: str, product: str = "micro_credit", **more: str) -> str:
        """An application taken down at the counter with every paper; the case's address."""
        clerk = self.who("clerk")
        page = clerk.get(f"/staff/cases/new/{product}")
        told = {
            "village": self.village, "group": "一组", "name": f"王{number}测", "id_number": id_number(number),
            "amount": amount, "term_months": "12", "purpose": "苹果园化肥", "address": "一组", "phone": "13800000000",
            "in_hand": page.values("in_hand"), "consent": "y", **more,
        }  # fmt: skip
        return clerk.do(page.form(f"/{product}"), **told).path.removesuffix("/receipt")

    def receipt(self, case: str) -> str:
        """The digits of the receipt that the counter hands over."""
        clerk = self.who("clerk")
        given = clerk.send(clerk.get(f"{case}/receipt").form("/receipt"))
        return "".join(letter for letter in given.root.find(".//p[@class='digits']").itertext() if letter.strip())

    def accepted(self, case: str) -> None:
        """Complete, so it is accepted."""
        self.do("clerk", f"{case}/papers", "/accept")

    def passed(self, case: str) -> None:
        """Visited, reviewed and passed by everybody."""
        self.visit(case)
        self.do("backoffice", f"{case}/review")
        for member in self.members:
            caller = self._caller(member)
            caller.do(caller.get(f"{case}/vote").form("/vote"), choice="yes", opinion="同意")
        self.do("backoffice", f"{case}/review/close")

    def visit(self, case: str, **more: str) -> Answer:
        """The officer's report of a visit today, and what the house answers."""
        officer = self.who("officer")
        form = officer.get(f"{case}/investigate").form("/investigate")
        return officer.send(form, visited_on=clock.today().isoformat(), **_typed(VISIT), **more)

    def decided(self, case: str, name: str, verdict: str, **more: str) -> None:
        """Decided by this decision-maker."""
        self.do(name, f"{case}/decision", verdict=verdict, **more)

    def do(self, name: str, path: str, action: str = "", **typed: str | list[str]) -> Answer:
        """Somebody fills in the form at `path` (that is sent to `action`, else there) and goes where it leads."""
        caller = self.who(name)
        return caller.do(caller.get(path).form(action or path), **typed)

    def tracked(self, receipt: str) -> str:
        """What the villager reads."""
        villager = Caller(self.server.url)
        return villager.send(villager.get("/en/track").form("/track"), receipt=receipt).main


def _typed(visit: dict[str, str | bool]) -> dict[str, str]:
    return {name: "y" if value is True else str(value) for name, value in visit.items()}
