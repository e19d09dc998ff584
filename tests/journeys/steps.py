"""A case's way in a house of a test's own: each step is a form that somebody fills in at a browser and sends."""

from __future__ import annotations

from dataclasses import dataclass

from tests.journeys.acting import Staff, Typed
from tests.journeys.hands import Hands
from tests.journeys.loan import VISIT
from tests.support.caller import Caller
from tests.support.factories_cases import id_number
from tests.support.server import sunshine
from workflow.base import clock


@dataclass
class Walk:
    """Everybody of a served house at one browser: `committee` names those who vote, as `hands` knows them."""

    hands: Hands
    village: str
    committee: list[str]

    def days_pass(self, days: int) -> None:
        """Move on as the demonstration's button does."""
        clock.advance_demo(days)
        served = self.hands.served
        sunshine("tick", "--data", served.data, environ=served.environ)

    def registered(self, number: int, amount: str, product: str = "micro_credit", **more: Typed) -> str:
        """An application taken down at the counter with every paper; the case's address."""
        clerk = self.hands.at("clerk", f"/cases/new/{product}")
        told: dict[str, Typed] = {
            "village": self.village, "group": "一组", "name": f"王{number}测", "id_number": id_number(number),
            "amount": amount, "term_months": "12", "purpose": "苹果园化肥", "address": "一组", "phone": "13800000000",
            "consent": True, **more,
        }  # fmt: skip
        boxes = [box.get_attribute("value") or "" for box in clerk.page.locator('main [name="in_hand"]').all()]
        clerk.fill(**told, in_hand=boxes).press(f"/{product}")
        return clerk.path.removeprefix("/staff").removesuffix("/receipt")

    def receipt(self, case: str) -> str:
        """The digits of the receipt that the counter hands over."""
        given = self.do("clerk", f"{case}/receipt").page.locator("p.digits").inner_text()
        return "".join(given.split())

    def accepted(self, case: str) -> None:
        """Complete, so it is accepted."""
        self.do("clerk", f"{case}/papers", "/accept")

    def passed(self, case: str) -> None:
        """Visited, reviewed and passed by everybody."""
        self.visit(case)
        self.do("backoffice", f"{case}/review")
        for member in self.committee:
            self.do(member, f"{case}/vote", choice="yes", opinion="同意")
        self.do("backoffice", f"{case}/review/close")

    def visit(self, case: str, *, status: int = 200, **more: str) -> Staff:
        """The officer's report of a visit today, and the page that answers with this status."""
        told = VISIT | {"visited_on": clock.today().isoformat()} | more
        return self.hands.at("officer", f"{case}/investigate").fill(**told).press("/investigate", status=status)

    def decided(self, case: str, name: str, verdict: str, **more: str) -> None:
        """Decided by this decision-maker."""
        self.do(name, f"{case}/decision", verdict=verdict, **more)

    def posted(self, *cases: str) -> None:
        """One list of these cases, drawn up and posted by two people."""
        named = [case.rpartition("/")[2] for case in cases]
        listed = self.do("backoffice", f"/notices/draft/{self.village}", cases=named, place="村部")
        self.do("publisher", f"{listed.path.removeprefix('/staff')}/post")

    def do(self, name: str, path: str, action: str = "", **typed: Typed) -> Staff:
        """Somebody fills in the form at `path` (that is sent to `action`, else there) and goes where it leads."""
        return self.hands.at(name, path).fill(**typed).press(action or path)

    def tracked(self, receipt: str) -> str:
        """What the villager reads."""
        villager = Caller(self.hands.served.url)
        return villager.send(villager.get("/en/track").form("/track"), receipt=receipt).main
