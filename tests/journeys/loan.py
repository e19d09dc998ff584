"""The main journey: one loan of the Chengcheng county union, from the application at home to payable."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.acting import Staff, Villager
from tests.support.caller import Caller
from tests.support.factories_cases import id_number
from workflow.base import clock

VILLAGE = "610525101200"  # 冯原村, in charge of fengyuan.officer
NAME, REASON = "郭春桃", "这户的果园已经转包给别人了"
PROMISE = "reply_limit.small_loan"
LONGEST_WAIT = 10
APPLICATION = {
    "village": VILLAGE, "group": "二组", "address": "冯原村二组八号", "name": NAME, "id_number": id_number(7),
    "phone": "13891310000", "amount": "30000", "term_months": "12", "purpose": "六亩苹果园的化肥和纸袋",
    "repayment_source": "秋天卖苹果", "materials": ["paper_1"], "consent_publication": True,
}  # fmt: skip
VISIT = {
    "place": "冯原村二组八号", "income": "58000", "spending": "21000", "assets": "150000", "debts": "0",
    "credit_status": "无不良记录", "character": "邻里称道,勤劳守信", "purpose_opinion": "用途属实,收成稳定",
    "repayment_source": "秋天卖苹果", "bureau_checked": True, "family_signed": True, "opinion": "同意按申请金额发放",
}  # fmt: skip


class Loan:
    """One loan and those who meet over it; `new_page` gives each of them a browser of the same kind."""

    def __init__(self, url: str, new_page: Callable[[], Page], *, english: bool) -> None:
        self.url, self._new_page, self.english = url, new_page, english
        self._staff: dict[str, Staff] = {}
        self.villager = Villager(new_page(), url, english=english)
        self.case = self.receipt = self.notice = self.objection = ""
        self.answered_before = self.answered()

    def staff(self, username: str) -> Staff:
        """Somebody at work; whoever came before is still there."""
        if username not in self._staff:
            self._staff[username] = Staff(self._new_page(), self.url, english=self.english).log_in(username)
        return self._staff[username]

    def live(self) -> None:
        """All of it, in order."""
        self.apply()
        self.check_papers()
        self.investigate()
        self.review()
        self.decide()
        self.tell()
        self.post()
        self.object()
        self.rule()
        self.wait_until_payable()
        self.supervise()

    def apply(self) -> None:
        """The villager applies from home and keeps the receipt."""
        villager = self.villager.visit("/")
        villager.visit("/apply").follow("/apply/micro_credit").fill(**APPLICATION).press("/apply/micro_credit")
        self.receipt = villager.receipt()
        assert "30,000" not in villager.track(self.receipt)  # nobody has taken it in hand: only that it came

    def tell_gaps(self) -> None:
        """The clerk takes the slip in and tells both gaps at once; the villager reads them."""
        clerk = self.staff("fengyuan.desk").open("/staff/slips").choose(NAME).press("/take")
        self.case = clerk.path.removesuffix("/papers")
        clerk.fill(state_paper_1="present", state_paper_2="missing", state_paper_3="defective", note_paper_3="字迹不清")
        clerk.press("/papers").fill(how="phone").press("/gaps")
        told = self.villager.track(self.receipt)
        assert "字迹不清" in told, told

    def check_papers(self) -> None:
        """Both gaps are told, the papers are brought; the clock starts and says why."""
        self.tell_gaps()
        clerk = self.staff("fengyuan.desk")
        clerk.open(f"{self.case}/papers").fill(state_paper_2="present", state_paper_3="present").press("/papers")
        clerk.press("/accept")
        assert "实施方案" in clerk.page.locator("main .clock").first.text_content()
        self.villager.track(self.receipt)
        assert "实施方案" in self.villager.page.locator("main .clock").text_content()

    def investigate(self) -> None:
        """The officer writes down the visit."""
        officer = self.staff("fengyuan.officer").open(f"{self.case}/investigate")
        officer.fill(visited_on=clock.today().isoformat(), **VISIT).press("/investigate")

    def review(self) -> None:
        """The committee sits: opened by the back office, three votes, closed."""
        clerk = self.staff("fengyuan.clerk").open(f"{self.case}/review")
        clerk.press("/review")
        for number in (1, 2, 3):
            member = self.staff(f"fengyuan.committee{number}").open(f"{self.case}/vote")
            member.fill(choice="yes", opinion="同意").press("/vote")
        clerk.open(f"{self.case}/review/close").press("/review/close")

    def decide(self) -> None:
        """The decider grants less than asked for."""
        decider = self.staff("fengyuan.decider").open(f"{self.case}/decision")
        decider.fill(verdict="lower", amount="26000", reason="先贷一部分,秋后再议").press("/decision")
        assert "26,000" in self.villager.track(self.receipt)

    def tell(self) -> None:
        """The officer tells the applicant, which ends the promise's clock."""
        officer = self.staff("fengyuan.officer").open(f"{self.case}/result")
        officer.fill(how="phone", whom="borrower").press("/result")

    def post(self) -> None:
        """The back office draws the list up, another person posts it, the village reads it."""
        clerk = self.staff("fengyuan.clerk").open("/staff/notices").follow(f"/draft/{VILLAGE}")
        clerk.fill(cases=[self.case.rpartition("/")[2]], place="村委会公告栏").press(f"/draft/{VILLAGE}")
        notice = clerk.path
        publisher = self.staff("fengyuan.publisher").open(f"{notice}/post").press("/post")
        publisher.open(f"{notice}/paper")
        self.notice = notice.removeprefix("/staff")
        reader = self.villager.visit(f"/villages/{VILLAGE}").follow(self.notice)
        assert "郭" in reader.said
        assert "26,000" in reader.said
        self.villager.track(self.receipt)

    def object(self) -> None:
        """A neighbour objects in writing, within the period."""
        neighbour = Villager(self._new_page(), self.url, english=self.english).visit(f"/villages/{VILLAGE}")
        neighbour.follow(self.notice).choose("郭", "/object/")
        neighbour.fill(standing="household", name="党建国", contact="13700000000", reason=REASON)
        neighbour.press(neighbour.path)
        self.objection = neighbour.receipt()

    def rule(self) -> None:
        """The risk department takes it in, admits it and finds that the entry stands."""
        risk = self.staff("risk").open("/staff/objections").press("/objections/take")
        assert REASON in risk.choose("冯原村").said
        risk.press("/admit")
        disputed = self.villager.track(self.receipt)
        risk.fill(verdict="rejected", ruling="已核实:果园仍由本户经营").press("/rule")
        assert disputed != self.villager.track(self.receipt)
        assert "果园仍由本户经营" in self.villager.track(self.objection)

    def wait_until_payable(self) -> None:
        """Day after day, until the period is over; the household's receipt says so."""
        officer = self.staff("fengyuan.officer").open(self.case)
        payable = officer.word("payable")
        for _day in range(LONGEST_WAIT):
            if officer.page.locator("main .state", has_text=payable).count():
                break
            officer.press("/demonstration/next-day").open(self.case)
        assert self.villager.word("payable") in self.villager.track(self.receipt)

    def supervise(self) -> None:
        """The promise counts it beside the actual; the supervisor gets from the figure to what was done."""
        assert self.answered() == self.answered_before + 1
        self.villager.visit("/commitments")
        auditor = self.staff("audit").open("/staff/supervision").follow(f"/rows/{PROMISE}")
        auditor.open(f"/staff/supervision/rows/{PROMISE}?since={clock.today()}").follow(self.case)
        assert NAME in auditor.said
        assert "党建国" not in auditor.said

    def answered(self) -> int:
        """How many answers the public figure of this loan's promise counts."""
        told = json.loads(Caller(self.url).get("/commitments.json").text)["rows"]
        return next(each["finished"] for each in told if each["key"] == PROMISE)
