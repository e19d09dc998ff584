"""Printing by staff and by command: the whole list of a village, every size, once, whole, gone on where it stopped."""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.office.papers.conftest import A4
from tests.support import reading
from tests.support.factories_cases import person
from tests.support.factories_notices import Village, village
from tests.support.page import judged, words
from tests.support.people import come_in
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.cli import paper as command
from workflow.doors.published import read
from workflow.kernel.errors import Conflict
from workflow.office.papers import lists, making
from workflow.office.publication import operations
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.notices.models import Notice


@pytest.fixture
def made(database: Engine) -> Village:
    return village()


@pytest.fixture
def posted(made: Village) -> Notice:
    """A list with one household that agreed to be shown online and one that did not."""
    at = clock.now() - timedelta(hours=1)
    notice = made.posted(made.approved(at), made.approved(at, consent=False), at=at, days=3)
    operations.pull_due(at=at)
    operations.bring_up_to_date(at)
    session.commit()
    return notice


def names(notice: Notice) -> list[str]:
    return [row.case.borrower.name for row in notice.rows]


def test_the_paper_list_names_every_household_the_portal_only_who_agreed(posted: Notice) -> None:
    whole = reading.words(lists.sheet(posted, A4).typeset())
    assert all(name in whole for name in names(posted))
    assert "不在网上显示" not in whole
    record = read.one("notice", posted.public_id)
    assert record is not None
    assert (len(record.payload["rows"]), record.payload["hidden"]) == (1, 1)
    assert f"公开存证第{record.leaf}条" in whole


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_draft_has_no_poster(made: Village) -> None:
    notice = made.drafted(made.approved(clock.now()), at=clock.now())
    with pytest.raises(Conflict):
        lists.sheet(notice, A4)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestPages:
    @pytest.fixture
    def publisher(self, made: Village) -> Officer:
        return made.poster

    def test_the_poster_of_a_list_in_both_sizes_and_the_look_is_kept(
        self, staff_client: FlaskClient, publisher: Officer, posted: Notice
    ) -> None:
        key, expected, reader_id = posted.public_id, names(posted), publisher.id
        reader = come_in(staff_client, publisher)
        shown = words(judged(reader.get(f"/notices/{key}")))
        assert "海报（A4） 海报（A3）" in shown
        small, large = (reader.get(f"/notices/{key}/poster/{size}.pdf") for size in ("a4", "a3"))
        assert (reading.size(small.data), reading.size(large.data)) == ((210, 297), (297, 420))
        assert all(name in reading.words(small.data) for name in expected)
        assert small.headers["Cache-Control"] == "no-store"
        session.remove()
        looks = [event.payload for event in audit.history(f"looks:{reader_id}")]
        assert looks[-2:] == [{"what": f"notice:{key}", "purpose": "printing the list"}] * 2

    def test_every_kind_is_listed_and_every_paper_prints(
        self, staff_client: FlaskClient, publisher: Officer, posted: Notice, settings: Settings
    ) -> None:
        reader = come_in(staff_client, publisher)
        assert "后台正在制作" in words(judged(reader.get("/papers/")))
        making.bring_up_to_date(settings)
        assert "后台正在制作" not in words(judged(reader.get("/papers/")))
        part = reader.get("/papers/", headers={"HX-Request": "true"}).get_data(as_text=True)
        assert part.strip().startswith('<div id="ready"')
        assert posted.village.name in words(judged(reader.get("/papers/plate/")))
        plate = reader.get(f"/papers/plate/{posted.village.code}/a3.pdf")
        assert posted.village.name in reading.words(plate.data)
        assert reading.size(plate.data) == (297, 420)

    def test_all_of_a_kind_in_one_file(
        self, staff_client: FlaskClient, publisher: Officer, posted: Notice, settings: Settings
    ) -> None:
        making.bring_up_to_date(settings)
        answer = come_in(staff_client, publisher).get("/papers/plate/all.zip")
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert archive.testzip() is None
            assert all(name.endswith(".pdf") for name in archive.namelist())
            assert any(posted.village.code in name for name in archive.namelist())

    def test_what_is_not_there(self, staff_client: FlaskClient, publisher: Officer, posted: Notice) -> None:
        reader = come_in(staff_client, publisher)
        for path in ("/papers/none/", "/papers/none/x/a4.pdf", "/papers/plate/0/a4.pdf", "/papers/fees/self/a5.pdf"):
            assert reader.get(path).status_code == 404, path
        assert reader.get(f"/notices/{posted.public_id}/poster/a0.pdf").status_code == 404

    def test_a_poster_is_for_those_who_may_see_the_list(self, staff_client: FlaskClient, posted: Notice) -> None:
        teller = person(Role.TELLER, posted.office, "柜员")
        session.commit()
        reader = come_in(staff_client, teller)
        assert reader.get("/papers/").status_code == 200
        assert reader.get(f"/notices/{posted.public_id}/poster/a4.pdf").status_code == 403


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestCommand:
    def run(self, settings: Settings, out: Path, *kinds: str, size: str = "a4") -> int:
        session.remove()
        return command.make(
            settings, argparse.Namespace(out=out, kind=list(kinds) or None, size=size, language="zh_Hans")
        )

    def test_it_goes_on_where_it_stopped(
        self, settings: Settings, posted: Notice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        expected = names(posted)
        out = tmp_path / "papers"
        assert self.run(settings, out) == 0
        files = sorted(out.glob("*/*.pdf"))
        poster = next(file for file in files if "poster" in file.parent.name)
        assert all(name in reading.words(poster.read_bytes()) for name in expected)
        assert "poster: 1, 1 made anew, 0 refused" in capsys.readouterr().out
        before = {file: file.stat().st_mtime_ns for file in files}
        poster.unlink()
        assert self.run(settings, out) == 0
        assert "poster: 1, 1 made anew, 0 refused" in capsys.readouterr().out
        assert {file: file.stat().st_mtime_ns for file in files if file != poster} == {
            file: at for file, at in before.items() if file != poster
        }

    def test_its_notes_hold_the_hash_of_every_file(self, settings: Settings, posted: Notice, tmp_path: Path) -> None:
        self.run(settings, tmp_path / "out", "plate", size="a3")
        folder = tmp_path / "out" / "plate-a3-zh_Hans"
        notes = [json.loads(line) for line in (folder / command.MADE).read_text().splitlines()]
        assert {note["file"] for note in notes} == {file.name for file in folder.glob("*.pdf")}
        for note in notes:
            content = (folder / note["file"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == note["sha256"]
            assert reading.size(content) == (297, 420)

    def test_a_note_cut_short_by_a_crash_is_made_anew(
        self, settings: Settings, posted: Notice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.run(settings, tmp_path, "poster")
        notes = next(tmp_path.glob("poster-*")) / command.MADE
        notes.write_text(notes.read_text()[:40])
        capsys.readouterr()
        self.run(settings, tmp_path, "poster")
        assert "1 made anew" in capsys.readouterr().out
