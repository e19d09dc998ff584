"""The page before it is public: drawn by the portal in every face, for nobody else, kept nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.support.factories_cases import person
from tests.support.factories_notices import Village, village
from tests.support.page import judged, words
from tests.support.people import come_in
from workflow.base import clock
from workflow.base.db import session
from workflow.doors.published import preview, read
from workflow.doors.published.models import LogLeaf, Record
from workflow.office.groups import operations as groups
from workflow.office.groups.rules import Named
from workflow.office.publication import concept, operations, previews, queries
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.rules import Member

NEW_DUTIES = "包村信贷员、反假币宣传"

#: What is looked at is the same on both engines: the pages and who sees them.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(database: Any) -> Village:
    made = village()
    session.commit()
    return made


@pytest.fixture
def second(made: Village) -> Officer:
    found = person(Role.PUBLISHER, made.house.branch, "王复核")
    operations.publish_all_proposed(proposer=made.poster, confirmer=found, at=clock.now())
    session.commit()
    return found


@pytest.fixture
def proposal(made: Village, second: Officer) -> str:
    """The officer's other duties, proposed."""
    made.house.officer.duties = NEW_DUTIES
    session.flush()
    found = operations.propose("officer", made.house.officer.public_id, by=made.poster, at=clock.now())
    session.commit()
    return found.public_id


def test_every_kind_has_a_public_page(database_url: str) -> None:
    assert set(previews.PAGES) >= set(concept.LABELS)


def test_a_proposal_is_seen_in_every_face_and_by_nobody_else(
    made: Village, second: Officer, proposal: str, apps: tuple[Flask, Flask]
) -> None:
    client, reader = come_in(apps[1].test_client(), second), apps[0].test_client()
    page = f"/officers/{made.house.officer.public_id}"
    before = reader.get(page).get_data()
    with apps[1].app_context():
        faces = previews.faces()
    assert {"normal", "en", "elder", "en-elder"} <= faces.keys()
    for name in faces:
        shown = client.get(f"/publication/proposals/{proposal}/preview/{name}")
        assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
        assert "form-action 'none'" in shown.headers["Content-Security-Policy"]
        assert "noindex" in shown.headers["X-Robots-Tag"]
        assert NEW_DUTIES in shown.get_data(as_text=True) or name.startswith("zh-hant")
        assert "<script" not in shown.get_data(as_text=True)
    assert reader.get(page).get_data() == before
    assert NEW_DUTIES not in before.decode()
    assert not read.previewing()


def test_it_says_that_it_is_a_preview(second: Officer, proposal: str, staff_client: FlaskClient) -> None:
    client = come_in(staff_client, second)
    shown = words(judged(client.get(f"/publication/proposals/{proposal}/preview/en")))
    assert "This is a preview. Nobody has published it yet." in shown


def test_nothing_is_written_by_looking(second: Officer, proposal: str, staff_client: FlaskClient) -> None:
    client = come_in(staff_client, second)
    counts = select(func.count(Record.id)), select(func.count(LogLeaf.position))
    before = [session.scalar(count) for count in counts]
    session.commit()
    client.get(f"/publication/proposals/{proposal}/preview/normal")
    assert [session.scalar(count) for count in counts] == before


def test_an_unknown_face_or_proposal_is_not_there(second: Officer, proposal: str, staff_client: FlaskClient) -> None:
    client = come_in(staff_client, second)
    assert client.get(f"/publication/proposals/{proposal}/preview/nowhere").status_code == 404
    assert client.get("/publication/proposals/nothing/preview/en").status_code == 404
    assert client.get("/publication/product/nothing/preview/en").status_code == 404


def test_a_withdrawal_is_previewed_as_gone(made: Village, second: Officer, staff_client: FlaskClient) -> None:
    record = queries.one_in_force("product", "pledge")
    made_one = operations.propose_withdrawal(record, reason="停办", by=made.poster, at=clock.now())
    session.commit()
    client = come_in(staff_client, second)
    gone = client.get(f"/publication/proposals/{made_one.public_id}/preview/normal")
    assert "出质人" not in gone.get_data(as_text=True)
    assert read.one("product", "pledge") is not None


def test_every_kind_can_be_seen_before_it_is_proposed(made: Village, staff_client: FlaskClient) -> None:
    client, today = come_in(staff_client, made.poster), clock.today()
    for kind in concept.TWO_PEOPLE:
        for key in list(concept.payloads(kind, today))[:1]:
            answer = client.get(f"/publication/{kind}/{key}/preview/en")
            assert "This is a preview" in answer.get_data(as_text=True), (kind, key)


def test_who_sits_in_a_body_is_seen_before_and_its_page_is_gone_after(made: Village, staff_client: FlaskClient) -> None:
    today, house = clock.today(), made.house
    told = {"duties": "分析风险贷款", "from_on": today, "until_on": None, "by": made.poster, "at": clock.now()}
    groups.form_group(house.branch, "risk_group", [Named("曹建设", "leader")], **told)
    seats, by = [Member("雷支书", "party_secretary"), Member("权长有", "villager")], house.people[Role.BRANCH_HEAD]
    panels.form_panel(
        kind="village", name="x", village=house.village, office=house.branch, members=seats, by=by, at=clock.now()
    )
    operations.bring_up_to_date(clock.now())
    session.commit()
    group, client = f"{house.branch.id}-risk_group", come_in(staff_client, made.poster)
    of_village = next(key for key in concept.payloads("panel", today) if key.startswith("v-"))
    for key, name in ((group, "曹建设"), (of_village, "权长有")):
        assert name in client.get(f"/publication/panel/{key}/preview/normal").get_data(as_text=True)
    proposed = operations.propose("panel", group, by=made.poster, at=clock.now())
    second = person(Role.PUBLISHER, house.branch, "王复核")
    operations.confirm(proposed, by=second, at=clock.now())
    record = queries.one_in_force("panel", group)
    gone = operations.propose_withdrawal(record, reason="换届", by=made.poster, at=clock.now())
    session.commit()
    shown = client.get(f"/publication/proposals/{gone.public_id}/preview/normal")
    assert (shown.status_code, "曹建设" in shown.get_data(as_text=True)) == (200, False)


def test_the_overlay_is_one_records_and_one_renderings(made: Village, second: Officer) -> None:
    stands = read.in_force("product")
    wanted = {**stands[0].payload, "cite": "预览"}
    record = previews.proposed("product", stands[0].key, wanted, on=clock.today(), at=clock.now())
    with preview.over([record]):
        assert read.one("product", stands[0].key).payload["cite"] == "预览"
        assert [each.key for each in read.in_force("product")] == [each.key for each in stands]
        assert read.one("product", stands[1].key) == stands[1]
        assert read.in_force("rate") == read.in_force("rate")
    assert read.in_force("product") == stands
