"""Lists that are not for everyone: behind the village's code from posting to end, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text

from tests.support.counter import Counter
from tests.support.factories_cases import moment, person
from tests.support.factories_notices import Village, village
from tests.support.page import words
from workflow.base import audit
from workflow.base.db import session
from workflow.base.web import check_seen
from workflow.doors.inbox import receive
from workflow.doors.published.models import Record, SealedList
from workflow.kernel.errors import Conflict, Invalid
from workflow.office.publication import operations as publication
from workflow.places import packs
from workflow.policy import load
from workflow.staff.roles import Role
from workflow.stages.notices import operations
from workflow.stages.notices.models import Notice
from workflow.stages.people import operations as people

MONDAY = moment("2012-11-05 09:00")
OF_THE_TEST = '[{key}]\nvalues = [{{ from = 2012-08-25, value = {value}, cite = "试验" }}]\n'
HERE = {"address": "192.0.2.1"}


@pytest.fixture
def rules_say(database: Engine, tmp_path: Path) -> Iterator[object]:
    """`rules_say(**{"publication.audience": '"village"'})` lets the pack of these tests say something else."""

    def say(**values: str) -> Village:
        folder = tmp_path / "packs" / "chengcheng2012"
        folder.mkdir(parents=True)
        lines = [OF_THE_TEST.format(key=key, value=value) for key, value in values.items()]
        (folder / "test.toml").write_text("".join(lines), encoding="utf-8")
        packs.use_folders(load.examples(), folder.parent)
        made = village()
        packs.use_folders(load.examples(), folder.parent)
        return made

    yield say
    packs.use_folders()


def posted(made: Village, *cases: object) -> Notice:
    notice = made.posted(*cases, at=MONDAY)
    publication.pull_due(at=MONDAY)
    session.commit()
    return notice


def opened(made: Village, code: str, at: datetime = MONDAY) -> list[dict[str, object]] | None:
    session.commit()
    with time_machine.travel(at, tick=False):
        return receive.open_lists(made.house.village.code, code, **HERE)


def code_of(made: Village, audience: str = "village") -> str:
    return operations.make_code(made.house.village, audience, by=made.poster, at=MONDAY)


def test_without_a_code_it_is_not_posted(rules_say) -> None:
    made = rules_say(**{"publication.audience": '"village"'})
    notice = made.drafted(made.approved(MONDAY), at=MONDAY)
    with pytest.raises(Conflict, match="Make the code first"):
        operations.post(notice, by=made.poster, at=MONDAY)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pages_name_each_village_without_a_code_and_lead_to_it(rules_say, staff_client: FlaskClient) -> None:
    made = rules_say(**{"publication.audience": '"village"'})
    publisher = person(Role.PUBLISHER, made.house.branch)
    with time_machine.travel(MONDAY, tick=True):
        desk, way = Counter(staff_client, publisher), f"/notices/codes/{made.house.village.code}"
        for page in ("/publication/", "/notices/codes"):
            shown = desk.get(page).find(f".//details//a[@href='{way}']")
            assert shown is not None, page
            assert made.house.village.name in words(shown), page
        desk.get(way)
        code_of(made)
        session.commit()
        assert "没有能打开的村码" not in words(Counter(staff_client, made.poster).get("/notices"))


@pytest.mark.parametrize("audience", ["village", "members"])
def test_its_code_opens_it_and_no_record_or_event_holds_it(rules_say, audience: str) -> None:
    made = rules_say(**{"publication.audience": f'"{audience}"'})
    code = code_of(made, audience)
    notice = posted(made, made.approved(MONDAY), made.approved(MONDAY, consent=False))
    (found,) = opened(made, code)
    assert (found["id"], len(found["rows"]), found["hidden"]) == (notice.public_id, 1, 1)
    name = found["rows"][0]["name"]
    record = session.scalars(select(Record).where(Record.kind == "notice")).one()
    assert (record.audience, "rows" in record.payload) == (audience, False)
    told = [str(row) for table in ("record", "log_leaf", "event") for row in
            session.execute(text(f"SELECT * FROM {table}"))]  # fmt: skip
    assert not [row for row in told if name in row or code in row]


def test_for_the_staff_alone_nothing_stands_at_the_door(rules_say) -> None:
    made = rules_say(**{"publication.audience": '"staff"'})
    posted(made, made.approved(MONDAY))
    assert session.scalars(select(Record).where(Record.kind == "notice")).one().audience == "staff"
    assert not session.scalars(select(SealedList)).all()


def test_a_withdrawn_consent_is_gone_behind_the_code_too(rules_say) -> None:
    made = rules_say(**{"publication.audience": '"village"'})
    code, kept, gone = code_of(made), made.approved(MONDAY), made.approved(MONDAY)
    posted(made, gone, kept)
    before = {row["id"]: row["n"] for row in opened(made, code)[0]["rows"]}
    people.withdraw_consent(gone.household, how="online", by=None, at=MONDAY)
    publication.pull_due(at=MONDAY)
    after = {row["id"]: row["n"] for row in opened(made, code)[0]["rows"]}
    assert len(before), len(after) == (2, 1)
    assert after.items() <= before.items()
    assert len(session.scalars(select(SealedList)).all()) == 1


def test_a_new_code_shuts_the_old_one_out_at_once(rules_say) -> None:
    made = rules_say(**{"publication.audience": '"village"'})
    old = code_of(made)
    posted(made, made.approved(MONDAY))
    new = code_of(made)
    assert opened(made, old) is None
    assert len(opened(made, new)) == 1
    events = [event for event in session.scalars(select(audit.Event)) if event.kind == "list_code_made"]
    assert [audit.opened(event).payload["lists"] for event in events] == [0, 1]


def test_an_hour_of_the_last_day_ends_it(rules_say) -> None:
    made = rules_say(**{"publication.audience": '"village"', "notice.closes": '"17:00"'})
    code, notice = code_of(made), posted(made, made.approved(MONDAY))
    five = moment(f"{notice.last_on} 17:00")
    assert notice.over_at == five
    assert len(opened(made, code, moment(f"{notice.last_on} 16:59"))) == 1
    assert opened(made, code, five) == []
    publication.end_notices(at=five)
    session.flush()
    assert not session.scalars(select(SealedList)).all()


@pytest.mark.parametrize(("received", "state"), [("16:59", "received"), ("17:00", "late")])
def test_an_objection_counts_until_that_hour(rules_say, received: str, state: str) -> None:
    made = rules_say(**{"notice.closes": '"17:00"'})
    notice = posted(made, made.approved(MONDAY))
    at = moment(f"{notice.last_on} {received}")
    assert made.objection(notice.rows[0], how="paper", received=at).state == state


def test_the_day_of_posting_may_be_day_one(rules_say) -> None:
    made = rules_say(**{"notice.day_one": '"posting_day"'})
    notice = posted(made, made.approved(MONDAY))
    assert (notice.period["first_day"], notice.days) == ("2012-11-05", 5)
    assert str(notice.last_on) == "2012-11-09"


def test_masked_names_and_ranges_of_amounts(rules_say) -> None:
    made = rules_say(**{"publication.names": '"masked"', "publication.amounts": '"band"',
                        "publication.bands": "[10000, 50000]"})  # fmt: skip
    notice = posted(made, made.approved(MONDAY))
    record = session.scalars(select(Record).where(Record.key == notice.public_id)).one()
    assert '"name":"王＊＊"' in record.payload
    assert '"band":{"max":5000000,"min":1000000}' in record.payload
    assert "3000000" not in record.payload


class TestNamesakes:
    @pytest.fixture
    def pair(self, database: Engine) -> tuple[Village, Notice]:
        made = village()
        twins = [made.approved(MONDAY, borrower=people.Person("王建国", None, None)) for _ in range(2)]
        return made, made.drafted(*twins, at=MONDAY)

    def test_they_are_not_posted_alike(self, pair: tuple[Village, Notice]) -> None:
        made, notice = pair
        with pytest.raises(Conflict, match="look alike"):
            operations.post(notice, by=made.poster, at=MONDAY)
        operations.remark(notice.rows[0], "村东", by=made.drafter, at=MONDAY)
        operations.post(notice, by=made.poster, at=MONDAY)
        publication.pull_due(at=MONDAY)
        record = session.scalars(select(Record).where(Record.kind == "notice")).one()
        assert '"apart":[{"en":"村东","zh":"村东"}]' in record.payload

    def test_a_word_makes_the_list_another_than_the_one_looked_at(self, pair: tuple[Village, Notice]) -> None:
        made, notice = pair
        looked_at = notice.version
        operations.remark(notice.rows[0], "村东", by=made.drafter, at=MONDAY)
        session.commit()
        assert notice.version == looked_at + 1
        with pytest.raises(Conflict):
            check_seen(str(looked_at), notice)

    @pytest.mark.parametrize("word", ["1960年生", "0101", "１９６０"])
    def test_a_word_is_no_birthday(self, pair: tuple[Village, Notice], word: str) -> None:
        with pytest.raises(Invalid):
            operations.remark(pair[1].rows[0], word, by=pair[0].drafter, at=MONDAY)

    def test_what_is_posted_gets_no_other_word(self, pair: tuple[Village, Notice]) -> None:
        made, notice = pair
        operations.remark(notice.rows[0], "村东", by=made.drafter, at=MONDAY)
        operations.post(notice, by=made.poster, at=MONDAY)
        with pytest.raises(Conflict):
            operations.remark(notice.rows[1], "村西", by=made.drafter, at=MONDAY)
