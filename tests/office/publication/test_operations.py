"""Publishing: two people, nothing edited, what is due in the same commit, ends judged by the date, numbers stopped."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError

from tests.support.factories_cases import moment, person
from tests.support.factories_notices import Village, village
from workflow.base.db import session
from workflow.doors.published import read
from workflow.doors.published.models import Record
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.publication import changes, concept, operations, queries
from workflow.places.models import VillageGroup
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases import moves
from workflow.stages.cases.states import Step
from workflow.stages.people import operations as people

DAY = moment("2012-11-05 09:00")


@pytest.fixture
def made(database: Engine) -> Village:
    return village()


@pytest.fixture
def second(made: Village) -> Officer:
    return person(Role.PUBLISHER, made.house.branch, "王复核")


def _published(made: Village, second: Officer) -> int:
    return operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=DAY)


def test_everything_stands_in_public_after_two_people_went_through_it(made: Village, second: Officer):
    assert _published(made, second) > 0
    assert changes.changes(DAY.date()) == []
    for kind in concept.TWO_PEOPLE + concept.GENERATED:
        wanted = concept.payloads(kind, DAY.date())
        assert {key: json.loads(record.payload) for key, record in queries.in_force(kind).items()} == wanted


def test_nothing_is_published_twice(made: Village, second: Officer):
    _published(made, second)
    before = session.query(Record).count()
    assert _published(made, second) == 0
    assert session.query(Record).count() == before
    with pytest.raises(Conflict, match="exactly like that"):
        operations.propose("product", "micro_credit", by=made.poster, at=DAY)


def test_nobody_confirms_their_own_proposal(made: Village):
    proposal = operations.propose("product", "micro_credit", by=made.poster, at=DAY)
    with pytest.raises(Forbidden, match="their own"):
        operations.confirm(proposal, by=made.poster, at=DAY)
    same = text("UPDATE proposal SET decided_by = proposed_by, decided_at = proposed_at, verdict = 'confirmed'")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(same)


def test_the_database_wants_two_people_on_a_record(made: Village, second: Officer):
    _published(made, second)
    one = "SELECT * FROM record WHERE kind = 'product' LIMIT 1"
    row = dict(session.execute(text(one)).mappings().one()) | {"id": 9999, "leaf": 9999, "confirmed_by": made.poster.id}
    row["proposed_by"] = made.poster.id
    columns = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text(f"INSERT INTO record ({columns}) VALUES ({values})"), row)


def test_a_stale_proposal_is_refused(made: Village, second: Officer):
    proposal = operations.propose("officer", made.house.officer.public_id, by=made.poster, at=DAY)
    made.house.officer.duties = "包村信贷员、宣传"
    session.flush()
    with pytest.raises(Conflict, match="has changed since"):
        operations.confirm(proposal, by=second, at=DAY)


def test_one_proposal_at_a_time(made: Village, second: Officer):
    proposal = operations.propose("product", "micro_credit", by=made.poster, at=DAY)
    with pytest.raises(Conflict, match="waits"):
        operations.propose("product", "micro_credit", by=second, at=DAY)
    operations.reject(proposal, reason="利率有误", by=second, at=DAY)
    with pytest.raises(Conflict, match="decided already"):
        operations.confirm(proposal, by=second, at=DAY)
    assert queries.one_in_force("product", "micro_credit") is None


def test_what_the_system_keeps_is_not_proposed(made: Village):
    with pytest.raises(Invalid, match="kept by the system"):
        operations.propose("village", made.house.village.code, by=made.poster, at=DAY)


def test_taking_down_needs_two_people_and_a_reason_that_names_no_number(made: Village, second: Officer):
    _published(made, second)
    record = queries.one_in_force("product", "pledge")
    with pytest.raises(Invalid, match="telephone number"):
        operations.propose_withdrawal(record, reason="详询13800138000", by=made.poster, at=DAY)
    proposal = operations.propose_withdrawal(record, reason="停办此项业务", by=made.poster, at=DAY)
    operations.confirm(proposal, by=second, at=DAY)
    session.commit()
    gone = read.latest("product", "pledge")
    assert (gone.ended_how, gone.ended_why) == ("withdrawn", "停办此项业务")


def test_a_private_number_in_a_payload_is_stopped(made: Village, second: Officer):
    made.house.officer.duties = "有事打13911112222"
    session.flush()
    with pytest.raises(Invalid) as caught:
        operations.propose("officer", made.house.officer.public_id, by=made.poster, at=DAY)
    assert "13911112222" not in str(caught.value)


def test_a_work_phone_may_stand(made: Village):
    made.house.officer.phone = "13911112222"
    session.flush()
    assert operations.propose("officer", made.house.officer.public_id, by=made.poster, at=DAY)


def test_the_directory_follows_the_house(made: Village, second: Officer):
    _published(made, second)
    session.add(VillageGroup(village_id=made.house.village.id, name="第九组"))
    for area in session.query(type(made.house.officer.areas[0])):
        area.until_on = DAY.date()
    session.flush()
    operations.bring_up_to_date(DAY + timedelta(days=1))
    shown = json.loads(queries.one_in_force("village", made.house.village.code).payload)
    assert (shown["officer"], shown["groups"]) == (None, ["第九组"])


def test_figures_are_renewed_once_a_day_unless_they_change(made: Village):
    figures = {"reply_limit.small_loan": {"key": "reply_limit.small_loan", "n": 3, "as_of": "1"}}
    assert operations.publish_performance(figures, at=DAY) == 1
    later = {key: {**payload, "as_of": "2"} for key, payload in figures.items()}
    assert operations.publish_performance(later, at=DAY + timedelta(hours=3)) == 0
    assert operations.publish_performance(later, at=DAY + timedelta(days=1)) == 1
    other = {key: {**payload, "n": 4} for key, payload in later.items()}
    assert operations.publish_performance(other, at=DAY + timedelta(days=1, hours=1)) == 1


def _posted(made: Village, **consent: bool) -> str:
    cases = [made.approved(DAY), made.approved(DAY, consent=False)]
    notice = made.posted(*cases, at=DAY, days=3)
    operations.pull_due(at=DAY)
    session.commit()
    return notice.public_id


def test_a_posted_list_is_public_by_its_two_people(made: Village):
    key = _posted(made)
    record = queries.one_in_force("notice", key)
    assert (record.proposed_by, record.confirmed_by, record.generated) == (made.drafter.id, made.poster.id, False)
    shown = read.one("notice", key, on=DAY.date())
    assert (len(shown.payload["rows"]), shown.payload["hidden"]) == (1, 1)
    assert shown.village == made.house.village.code
    assert shown.payload["first_day"] == "2012-11-06"
    assert shown.payload["last_day"] == shown.valid_until.isoformat() == "2012-11-08"


def test_no_number_of_a_household_is_in_any_public_byte(made: Village):
    _posted(made)
    case = session.query(Record).filter_by(kind="notice").one()
    members = session.execute(text("SELECT count(*) FROM member")).scalar_one()
    assert members
    assert "13800000000" not in case.payload
    assert "6105251" not in case.payload.replace(made.house.village.code, "")


def test_a_withdrawn_consent_is_gone_in_the_same_commit(made: Village):
    key = _posted(made)
    household = next(row.case.household for row in _rows(key) if row.online)
    name = next(row.case.borrower.name for row in _rows(key) if row.online)
    people.withdraw_consent(household, how="paper", by=made.house.clerk, at=DAY + timedelta(days=1))
    operations.pull_due(at=DAY + timedelta(days=1))
    session.commit()
    shown = read.one("notice", key, on=DAY.date())
    assert (shown.payload["rows"], shown.payload["hidden"]) == ([], 2)
    assert shown.generated
    assert name not in json.dumps(shown.payload, ensure_ascii=False)
    assert shown.valid_until.isoformat() == "2012-11-08"


def _rows(key: str) -> list[object]:
    from workflow.stages.notices.queries import notice_by_public_id

    return notice_by_public_id(key).rows


def test_a_withdrawn_case_leaves_the_public_list_in_the_same_commit(made: Village):
    key = _posted(made)
    shown = next(row for row in _rows(key) if row.online)
    moves.advance(shown.case, Step.WITHDRAW, at=DAY)
    operations.pull_due(at=DAY + timedelta(days=1))
    session.commit()
    assert read.one("notice", key, on=DAY.date()).payload["rows"] == []


def test_a_list_ends_by_the_date_and_then_by_record(made: Village):
    key = _posted(made)
    last = moment("2012-11-08 23:59").date()
    assert read.one("notice", key, on=last) is not None
    assert read.one("notice", key, on=last + timedelta(days=1)) is None
    assert operations.end_notices(moment("2012-11-08 23:59")) == 0
    assert operations.end_notices(moment("2012-11-09 00:00")) == 1
    session.commit()
    assert read.latest("notice", key).ended_how == "ended"


def test_a_public_list_is_never_edited(made: Village):
    _posted(made)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE record SET valid_until = '2012-11-06' WHERE kind = 'notice'"))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("DELETE FROM record"))


def test_masked_names_stay_masked_in_the_payload(made: Village, monkeypatch: pytest.MonkeyPatch):
    from dataclasses import replace

    from workflow.places import packs

    real = packs.value
    monkeypatch.setattr(
        packs, "value",
        lambda key, on, slug=None: replace(real(key, on, slug=slug), value="masked")
        if key == "publication.names" else real(key, on, slug=slug),
    )  # fmt: skip
    _posted(made)
    payload = session.scalars(select(Record).where(Record.kind == "notice")).one().payload
    assert "王＊＊" in payload
    assert "王测试" not in payload
