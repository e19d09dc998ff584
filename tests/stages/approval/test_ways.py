"""A procedure that a pack lays without any code: stages left out and added, who acts, from which level on.

The pack is `packs/valley`: docs/stages.md tells how it came to be.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.factories_approval import OWN_PACKS, closed, decider, look, opened, valley, voted
from tests.support.factories_cases import House, accepted, moment, person
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.places import packs
from workflow.staff.roles import Role
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.approval import operations, queries
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import fold, stored

AT = moment("2016-03-07 09:00")
LATER = AT + timedelta(hours=2)
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(database: Engine) -> House:
    """A house under the pack, with a committee."""
    return valley()


def rated(case: Case, grade: str | None, cap: int) -> None:
    """A settled rating of the case's household."""
    session.add(Rating(
        public_id=f"R{case.id}".ljust(26, "0"), household_id=case.household_id, state="settled", rules_on=AT.date(),
        scheme="score", facts={}, grade=grade, income=1, cap=cap, asked=1, line=1, recorded_at=AT, settled_at=AT,
        recorded_by_id=case.officer_id,
    ))  # fmt: skip
    session.flush()


def test_two_officers_and_the_head_without_a_committee(made: House) -> None:
    case = accepted(made, AT, product="micro_credit", amount=4_000_000)
    assert case.flow == "investigation decision"
    with pytest.raises(Invalid, match="at least 2 people"):
        look(case, made, AT)
    second = person(Role.CREDIT_OFFICER, made.branch)
    look(case, made, AT, assistant=second, proposed_amount=3_000_000)
    assert (case.state, case.passed_amount) == ("investigated", 3_000_000)
    with pytest.raises(Conflict):
        opened(case, made, LATER)
    head = decider(made, "branch")
    with pytest.raises(Invalid, match="more than the committee passed"):
        operations.decide(case, verdict="lower", amount=3_500_000, reason="多给", by=head, at=LATER)
    operations.decide(case, verdict="grant", by=head, at=LATER)
    assert (case.state, case.granted_amount, queries.review_of(case)) == ("payable", 3_000_000, None)
    assert fold(audit.history(case.stream)) == stored(case)


@sqlite
def test_what_the_regulation_demands_cannot_be_left_out(made: House) -> None:
    with pytest.raises(Invalid, match=r"农户贷款管理办法第8、24、28条") as refused:
        accepted(made, AT, product="pledge", guarantee="pledge")
    assert refused.value.params["stage"] == "investigation"


def test_a_grade_the_committee_head_office_and_no_payment_unsigned(made: House) -> None:
    case = accepted(made, AT, product="mortgage", guarantee="mortgage", amount=5_000_000)
    assert case.level == "county", "head office decides whatever the amount"
    look(case, made, AT)
    with pytest.raises(Conflict, match="credit grade"):
        opened(case, made, AT)
    rated(case, "AA", 4_000_000)
    review = voted(opened(case, made, AT), AT, yes=3)
    with pytest.raises(Conflict, match="credit grade allows"), session.begin_nested():
        closed(review, made, AT, passed_amount=4_000_001)
    session.expire_all()
    closed(review, made, AT, passed_amount=4_000_000)
    boss = decider(made, "county")
    with pytest.raises(Forbidden, match="another level"):
        operations.decide(case, verdict="grant", by=decider(made, "branch"), at=LATER)
    session.execute(text("UPDATE rating SET cap = 3000000"))  # settled anew after the committee sat
    session.expire_all()
    for verdict, amount in (("grant", None), ("lower", 3_000_001)):
        with pytest.raises(Conflict, match="credit grade allows"):
            operations.decide(case, verdict=verdict, amount=amount, reason="评级下调", by=boss, at=LATER)
    operations.decide(case, verdict="lower", amount=3_000_000, reason="评级下调", by=boss, at=LATER)
    assert case.state == "signable"
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("""UPDATE "case" SET state = 'payable'"""))
    assert fold(audit.history(case.stream)) == stored(case)


@sqlite
@pytest.mark.parametrize(("guarantee", "most"), [("unsecured", "60,000"), ("mortgage", "300,000")])
def test_a_kind_of_security_has_its_own_ceiling(made: House, guarantee: str, most: str) -> None:
    case = accepted(made, AT, product="mortgage", guarantee=guarantee, amount=40_000_000)
    with pytest.raises(Invalid, match="at most") as refused:
        look(case, made, AT)
    assert refused.value.params["most"] == most
    look(case, made, AT, proposed_amount=6_000_000)


@pytest.fixture
def bare(made: House, tmp_path: Path) -> House:
    """The house under rules by which micro-credit is decided at the counter, a branch's limit is open and head office
    wants a review."""
    own = tmp_path / "packs" / "valley"
    own.mkdir(parents=True)
    (own / "products.toml").write_text(
        '[template.bare]\nstages_from = { zh = "柜面", en = "Counter", cite = "试验" }\n'
        'stages = [{ zh = "决定", en = "Decision", kind = "decision", ends = "decided", limit_keys = '
        '["product_limit.micro_credit"], post = { zh = "柜面", en = "Counter" }, '
        'customer = { zh = "等候", en = "Wait" } }]\n'
        '[[product]]\nkey = "micro_credit"\ntemplate = "bare"\nfrom = 2016-01-01\ncite = "试验"\n'
    )
    (own / "own.toml").write_text(
        '[authority.limit.branch]\nvalues = [{ from = 2016-01-01, value = "not set", cite = "试验" }]\n'
        '[flow.demands]\nvalues = [{ from = 2016-01-01, value = [{ zh = "小额", en = "Small", value = [] }, '
        '{ when = { level = "county" }, zh = "总行", en = "Head office", value = '
        '[{ code = "review", zh = "审查", en = "Review" }] }], cite = "试验" }]\n'
    )
    packs.use_folders(OWN_PACKS, own.parent)
    return made


@sqlite
def test_the_stages_are_those_demanded_at_the_level_that_decides(bare: House) -> None:
    with pytest.raises(Invalid, match="leaves it out"):
        accepted(bare, AT, level="county")
    case = accepted(bare, AT)
    assert (case.flow, case.level) == ("decision", "branch")
    with pytest.raises(Invalid, match="leaves it out"):
        operations.decide(case, verdict="escalate", reason="超权限", by=decider(bare, "branch"), at=LATER)


@sqlite
def test_the_ceiling_holds_where_nobody_investigates(bare: House) -> None:
    with pytest.raises(Invalid, match="at most"):
        accepted(bare, AT, amount=6_000_001)
    assert accepted(bare, AT, amount=6_000_000).passed_amount == 6_000_000


@sqlite
def test_only_the_post_that_the_template_names_acts(made: House) -> None:
    case = accepted(made, AT, product="micro_credit", amount=4_000_000)
    clerk = person(Role.BACK_OFFICE, made.branch)
    with pytest.raises(Forbidden, match="another post"):
        look(case, made, AT, assistant=clerk)


@pytest.mark.parametrize("verdict", ["grant", "lower"])
def test_the_database_itself_refuses_a_grant_that_rests_on_nothing(made: House, verdict: str) -> None:
    case = accepted(made, AT, product="mortgage", guarantee="mortgage", amount=5_000_000)
    officer = decider(made, "county")
    decide = text(
        "INSERT INTO decision (public_id, case_id, officer_id, duty, level, verdict, amount, reason, decided_at) "
        "VALUES (:id, :case, :officer, 'decide', 'county', :verdict, 100, 'x', :at)"
    )
    hand = text("INSERT INTO case_hand (case_id, officer_id, duty, since) VALUES (:case, :officer, 'decide', :at)")
    told = {"id": "D".ljust(26, "0"), "case": case.id, "officer": officer.id, "verdict": verdict, "at": LATER}
    session.execute(hand, {name: told[name] for name in ("case", "officer", "at")})
    for passed in (None, 99, 100):  # 100 would do, but nobody has investigated and no committee has passed it
        session.execute(text('UPDATE "case" SET passed_amount = :passed'), {"passed": passed})
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(decide, told)
