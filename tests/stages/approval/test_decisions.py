"""Votes, decisions, authority and the promise's clock: the readable cases run as operations on both engines."""

from __future__ import annotations

import re
import tomllib
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.support.factories_approval import (
    closed,
    decider,
    founded,
    graded,
    investigated,
    look,
    opened,
    passed,
    voted,
)
from tests.support.factories_cases import House, accepted, house, moment
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, HouseError, Invalid, NotSet
from workflow.policy.money import fen
from workflow.stages.approval import operations
from workflow.stages.approval.rules import Verdict
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import fold, stored
from workflow.stages.cases.states import Step

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "decisions.toml").read_text())
CLOCKS = tomllib.loads((HERE / "limits.toml").read_text())["clock"]
AT = moment("2011-06-07 09:00")
LATER = AT + timedelta(hours=2)


def named(case: dict[str, Any]) -> str:
    return str(case["name"])


def nine(day: date) -> Any:
    """Five in the afternoon of a day: after whatever happened that day at nine."""
    return moment(f"{day} 17:00")


@pytest.mark.parametrize("given", CASES["vote"], ids=named)
def test_what_a_committee_passes(database: Engine, given: dict[str, Any]) -> None:
    made = founded("heze2005", members=given["members"])
    review = voted(opened(investigated(made, AT), made, AT), AT, yes=given["yes"])
    case = closed(review, made, LATER)
    assert review.passed is given["passes"]
    assert case.state == ("passed" if given["passes"] else "failed")
    assert case.passed_amount == (5_000_000 if given["passes"] else None)
    assert fold(audit.history(case.stream)) == stored(case)


@pytest.mark.parametrize("given", CASES["decision"], ids=named)
def test_what_a_decision_maker_may_do(database: Engine, given: dict[str, Any]) -> None:
    made = founded("heze2005")
    case = _reviewed(made, given)
    asked = {
        "verdict": Verdict(given["verdict"]),
        "amount": _fen(given.get("amount")),
        "reason": given.get("reason", ""),
    }
    if "refused" in given:
        with pytest.raises(HouseError) as refusal:
            operations.decide(case, **asked, by=decider(made, "branch"), at=LATER)
        assert refusal.value.message == given["refused"]
        assert case.decided_by_id is None
        return
    operations.decide(case, **asked, by=decider(made, "branch"), at=LATER)
    assert (case.state, case.granted_amount) == (given["state"], _fen(given.get("granted")))
    assert fold(audit.history(case.stream)) == stored(case)


def _reviewed(made: House, given: dict[str, Any]) -> Case:
    asked = _fen(given["asked"]) if "asked" in given else None
    return passed(made, AT, amount=fen(given.get("passed", 50000)), asked=asked, yes=given.get("yes"))


@pytest.mark.parametrize("given", CASES["unsecured"], ids=named)
def test_what_is_lent_without_security(database: Engine, given: dict[str, Any]) -> None:
    made = founded("heze2005")
    case = accepted(made, AT, amount=fen(given["asked"]), guarantee=given.get("guarantee", "unsecured"))
    if "scores" in given:
        graded(case, made, AT, given["scores"])
    refused = pytest.raises(Invalid, match=re.escape(given["refused"])) if "refused" in given else nullcontext()
    with refused:
        look(case, made, AT, unsecured_debts=_fen(given.get("owed")), debts=fen(given.get("debts", 8000)))
        operations.decide(passed(made, AT, case=case), verdict=Verdict.GRANT, by=decider(made, "branch"), at=LATER)
    assert case.granted_amount == (None if "refused" in given else fen(given["asked"]))
    assert case.decided_by_id is None or case.state == given["state"]


def _fen(yuan: int | None) -> int | None:
    return None if yuan is None else fen(yuan)


@pytest.mark.parametrize("given", [each for each in CLOCKS if "told" in each], ids=named)
def test_decided_and_told_against_the_promise(database: Engine, given: dict[str, Any]) -> None:
    made = founded(given["pack"])
    case = passed(made, moment(str(given["accepted"])), amount=5_000_000)
    operations.decide(case, verdict=Verdict.GRANT, by=decider(made, "branch"), at=nine(given["decided"]))
    assert (case.clock_state == "running") is given.get("running_after_decision", False)
    told = nine(given["told"])
    notice = operations.tell_result(case, told_at=told, how="phone", whom="borrower", by=made.officer, at=told)
    events = {event.kind: event.payload for event in audit.history(case.stream)}
    assert (case.due_on, case.clock_state) == (given["due"], given["state"])
    assert events["case_decided"]["late"] == given["days_late"]
    assert (notice.late, events["result_told"]["late"]) == (given["told_late"] > 0, given["told_late"])
    assert fold(audit.history(case.stream)) == stored(case)


@pytest.mark.parametrize("given", [each for each in CLOCKS if "sent_up" in each], ids=named)
def test_sent_up_the_clock_keeps_its_start(database: Engine, given: dict[str, Any]) -> None:
    made = founded(given["pack"])
    case = passed(made, moment(str(given["accepted"])), amount=5_000_000)
    assert case.due_on == given["due_before"]
    operations.decide(
        case, verdict=Verdict.ESCALATE, reason="超出授权", by=decider(made, "branch"), at=nine(given["sent_up"])
    )
    assert (case.state, case.level, case.due_on) == ("passed", "county", given["due"])
    assert case.clock is not None
    assert case.clock["start"] == given["accepted"].isoformat()
    assert case.passed_amount == 5_000_000, "the review travels with the file"
    assert fold(audit.history(case.stream)) == stored(case)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_pass_rule_no_review_is_opened(database: Engine) -> None:
    made = house("shiyan2011")  # the plan says nothing of a committee's vote
    case = investigated(made, AT)
    with pytest.raises(NotSet, match=r"vote\.share"):
        opened(case, made, AT)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refusal_stays_open_until_it_is_answered_where_the_answer_was_promised(database: Engine) -> None:
    made = founded("chengcheng2012")
    case = passed(made, moment("2012-09-05"))
    decided = moment("2012-09-06 09:00")
    operations.decide(case, verdict=Verdict.REFUSE, reason="负债过高", by=decider(made, "branch"), at=decided)
    assert (case.state, case.open, case.clock_state, case.next_on) == ("refused", True, "running", case.due_on)
    operations.tell_result(case, told_at=decided, how="phone", whom="borrower", by=made.officer, at=decided)
    assert (case.open, case.clock_state, case.next_on) == (False, "met", None)
    assert fold(audit.history(case.stream)) == stored(case)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_approval_calls_the_later_stages_in_its_own_transaction(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, called = founded(), []
    monkeypatch.setattr(operations.decision, "AFTER_APPROVAL", [lambda case, by, at: called.append((case.state, at))])
    operations.decide(passed(made, AT), verdict=Verdict.GRANT, by=decider(made, "branch"), at=LATER)
    operations.decide(passed(made, AT), verdict=Verdict.REFUSE, reason="否", by=decider(made, "branch"), at=LATER)
    assert called == [("payable", LATER)]
    session.rollback()


@pytest.mark.parametrize(
    ("moved", "verdict", "state"),
    [
        ([Step.POST], Verdict.GRANT, "posted"),
        ([Step.POST], Verdict.REFUSE, "refused"),
        ([Step.POST, Step.CLEAR_LINE], Verdict.GRANT, "effective"),
        ([Step.POST, Step.CLEAR_LINE], Verdict.REFUSE, "refused"),
    ],
)
def test_an_entry_posted_subject_to_approval_is_decided_by_the_level_above(
    database: Engine, moved: list[Step], verdict: Verdict, state: str
) -> None:
    made = founded("heze2005")
    case = passed(made, AT, amount=12_000_000, asked=9_000_000)
    operations.decide(case, verdict=Verdict.ESCALATE, by=decider(made, "branch"), at=LATER)
    for step in moved:
        moves.advance(case, step, at=LATER)
    with pytest.raises(Forbidden, match="another level"):
        operations.decide(case, verdict=verdict, reason="理由", by=decider(made, "branch"), at=LATER)
    operations.decide(case, verdict=verdict, reason="理由", by=decider(made, "county"), at=LATER)
    assert case.state == state
    with pytest.raises(Conflict):
        operations.decide(case, verdict=verdict, reason="理由", by=decider(made, "county"), at=LATER)
