"""The pages, papers and files of a draw, the command that repeats it, what the desk says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.office.supervision.draws.conftest import AT, Place
from tests.office.supervision.draws.test_operations import LATER, anchor, drawn
from tests.support.counter import Counter
from tests.support.page import words
from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.cli import main
from workflow.cli.draws import verify
from workflow.office.supervision import todo
from workflow.office.supervision.verify.draws import draws

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_announced_drawn_inspected_and_put_right(place: Place, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=False):
        at_work = Counter(staff_client, place.audit)
        assert place.office.name in words(at_work.get("/supervision/draws"))
        assert [each.endpoint for each in todo.rows(place.audit, now=AT, limit=9)] == ["draws.index"]
        page = at_work.post("/supervision/draws/new", office=str(place.office.id)).headers["Location"]
        page = page.removeprefix("/staff")
        assert todo.rows(place.audit, now=AT, limit=9) == []
        assert staff_client.get(f"{page}/paper").data[:5] == b"%PDF-"
        assert staff_client.get(f"{page}/file").status_code == 404
        at_work.post(f"{page}/draw", 422, page=page, name="冯某", word="二十七")
    anchor()
    with time_machine.travel(LATER, tick=False):
        at_work = Counter(staff_client, place.audit)
        at_work.post(f"{page}/draw", page=page, name="冯某", word="二十七", second_name="姚老师", second_word="8")
        shown = at_work.get(page)
        assert staff_client.get(f"{page}/paper").data[:5] == b"%PDF-"
        assert json.loads(staff_client.get(f"{page}/file").data)["words"] == ["二十七", "8"]
        links = [link.get("href") or "" for link in shown.iter("a")]
        new = next(href for href in links if "/findings/new/" in href).removeprefix("/staff")
        told = {"checked_on": "2016-11-19", "result": "fault", "found": "账实不符", "measure": "补登"}
        at_work.post(new, 422, **told)
        told |= {"answerable": place.head.public_id, "due_on": "2016-11-20"}
        finding = at_work.post(new, **told).headers["Location"].removeprefix("/staff")
        at_work.post(f"{finding}/confirm", page=finding, how="已补登，有照片")
        assert "已补登" in words(at_work.get(finding))
        csv = staff_client.get("/supervision/findings?format=csv").get_data(as_text=True)
        assert "账实不符" in csv
        assert staff_client.get("/supervision/findings?format=pdf").data[:5] == b"%PDF-"


def test_who_may_see_and_who_may_draw(place: Place, staff_client: FlaskClient) -> None:
    draw = drawn(place)
    with time_machine.travel(LATER, tick=False):
        Counter(staff_client, place.head).get(f"/supervision/draws/{draw.public_id}")
        Counter(staff_client, place.county).get("/supervision/draws/new", 403)
        Counter(staff_client, place.officer).get("/supervision/draws", 403)


def test_the_command_repeats_a_draw(place: Place, settings: Settings, staff_client: FlaskClient, tmp_path: Path,
                                    capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    draw = drawn(place)
    with time_machine.travel(LATER, tick=False):
        Counter(staff_client, place.audit)
        told = staff_client.get(f"/supervision/draws/{draw.public_id}/file").data
    file = tmp_path / "draw.json"
    file.write_bytes(told)
    assert main(["draw", "verify", str(file), "--data", str(tmp_path)]) == 0
    file.write_text(json.dumps(json.loads(told) | {"words": ["二十八"]}))
    assert main(["draw", "verify", str(file), "--data", str(tmp_path)]) == 1
    file.write_text("nothing")
    assert main(["draw", "verify", str(file), "--data", str(tmp_path)]) == 1
    assert "not made of the secret" in capsys.readouterr().out
    assert verify.__doc__


def test_what_is_stored_is_held_against_the_events(place: Place) -> None:
    draw = drawn(place)
    assert list(draws()) == []
    session.execute(text("DROP TRIGGER drawn_item_fixed"))
    draw.items[0].key = "610525101999"
    said = " ".join(map(str, draws()))
    assert "others" in said
    assert "its events" in said
