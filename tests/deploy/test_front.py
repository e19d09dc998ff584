"""The sample of the front server in a real nginx, before a portal that is a process and a user of its own."""

from __future__ import annotations

import contextlib
import http.client
import re
import ssl
import time
from collections.abc import Iterator
from threading import Event, Thread

import psycopg
import pytest
from sqlalchemy import make_url

from tests.deploy.asking import Front
from tests.deploy.conftest import AS_NOBODY, CONFIG, FEW, OFFICE, PORTAL, STAFF, Deployed
from tests.journeys.filing import digits_in
from tests.support.caller import Answer
from workflow.base import keys
from workflow.base.house import open_house
from workflow.base.settings import Limits, Settings
from workflow.office.supervision import verify

pytestmark = [pytest.mark.server, pytest.mark.postgresql]

COMPLAINT = {"category": "cold", "text": "等了一个月", "how": "anonymous"}
SLOW = 200
#: The bound is meant for two busy processors; a front that does not buffer does not answer at all.
SECONDS = 1.0


def test_pages_are_served_with_their_tags(deployed: Deployed) -> None:
    page = deployed.front.ask(PORTAL, "/en/", headers={"Accept-Encoding": "gzip"})
    assert (page.status, page.headers["Content-Encoding"]) == (200, "gzip")
    assert page.headers["Strict-Transport-Security"]
    again = deployed.front.ask(
        PORTAL, "/en/", headers={"Accept-Encoding": "gzip", "If-None-Match": page.headers["ETag"]}
    )
    assert (again.status, again.text) == (304, "")
    assert "Set-Cookie" not in page.headers


class TestStaffSide:
    def test_the_offices_reach_it_under_its_own_name(self, deployed: Deployed) -> None:
        assert "/staff/login" in deployed.front.ask(STAFF, "/staff/login", source=OFFICE).text
        assert deployed.front.ask(STAFF, "/", source=OFFICE).headers["Location"].endswith("/staff/")

    def test_nobody_else_does(self, deployed: Deployed) -> None:
        assert deployed.front.ask(STAFF, "/staff/login").status == 403
        assert deployed.front.ask(STAFF, "/staff/login", name=PORTAL).status in (403, 421)

    @pytest.mark.parametrize("path", ["/staff", "/staff/login", "//staff/login", "/x/../staff/login", "/%73taff/login"])
    def test_the_public_name_does_not_lead_to_it(self, deployed: Deployed, path: str) -> None:
        for source in ("127.0.0.1", OFFICE):
            found = deployed.front.ask(PORTAL, path, source=source)
            assert found.status == 404
            assert "password" not in found.text

    def test_its_process_shows_no_public_page(self, deployed: Deployed) -> None:
        assert deployed.front.ask(STAFF, "/products", source=OFFICE).status == 404


@pytest.mark.parametrize("name", ["other.example", "localhost"])
def test_another_name_gets_no_answer(deployed: Deployed, name: str) -> None:
    with pytest.raises(ssl.SSLError):
        deployed.front.ask(name, "/")
    with pytest.raises(http.client.RemoteDisconnected):
        deployed.front.ask(name, "/", name=PORTAL)


def test_a_body_over_the_limit_is_refused_by_the_front(deployed: Deployed) -> None:
    assert f"client_max_body_size {Limits().body_bytes // 1024}k;" in CONFIG.read_text()
    assert f"client_max_body_size {Limits().upload_bytes // 1024**2}m;" in CONFIG.read_text()
    refused = deployed.front.ask(PORTAL, "/apply/micro_credit", b"x" * (Limits().body_bytes + 1))
    assert refused.status == 413
    assert "nginx" in refused.text
    for path in ("/complain", "/zh-hant/elder/track/reply"):  # photos may come with it: the house says no, in words
        refused = deployed.front.ask(PORTAL, path, b"x" * (Limits().body_bytes + 1))
        assert refused.status == 413
        assert "nginx" not in refused.text


def file(front: Front, **how: str) -> Answer:
    return front.send(PORTAL, front.ask(PORTAL, "/complain").form("/complain"), COMPLAINT, **how)


def test_only_the_front_says_who_asks(deployed: Deployed) -> None:
    """Whoever claims another address each time is counted under their own; a neighbour is not."""
    for turn in range(FEW):
        assert digits_in(file(deployed.front, source="127.0.0.7", claimed=f"10.9.8.{turn}"))
    assert file(deployed.front, source="127.0.0.7", claimed="10.9.8.77").status == 429
    assert digits_in(file(deployed.front, source="127.0.0.8", claimed="127.0.0.7"))


def test_who_hands_something_in_leaves_no_address_in_the_log(deployed: Deployed) -> None:
    assert digits_in(file(deployed.front, source="127.0.0.9"))
    deployed.front.ask(PORTAL, "/search?q=%E5%BC%A0%E4%B8%89", source="127.0.0.9")
    time.sleep(0.1)
    lines = (deployed.folder / "sunshine.log").read_text().splitlines()
    [handed_in] = [line for line in lines[-3:] if '"POST /complain"' in line]
    assert handed_in.startswith("- [")
    assert any(line.startswith("127.0.0.9 ") for line in lines)
    assert not any("?" in line or "%E5" in line for line in lines)


@contextlib.contextmanager
def slow_readers(front: Front, number: int) -> Iterator[None]:
    """So many that send a byte a second: half of them their headers, half a form."""
    begun = (
        f"GET / HTTP/1.1\r\nHost: {PORTAL}\r\nX-Slow: ",
        f"POST /complain HTTP/1.1\r\nHost: {PORTAL}\r\nContent-Length: 60000\r\n\r\n",
    )
    lines = [front.line(PORTAL) for _ in range(number)]
    enough = Event()

    def drip() -> None:
        for line, words in zip(lines, begun * number, strict=False):
            line.sendall(words.encode())
        while not enough.wait(1):
            for line in lines:
                line.sendall(b"x")

    thread = Thread(target=drip, daemon=True)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join(10)
        for line in lines:
            line.close()


def test_slow_clients_do_not_stop_a_quick_reader(deployed: Deployed) -> None:
    with slow_readers(deployed.front, SLOW):
        time.sleep(1.5)
        took = [_seconds(deployed.front) for _ in range(40)]
        assert digits_in(file(deployed.front, source="127.0.0.10"))
    assert sorted(took)[37] < SECONDS, took


def _seconds(front: Front) -> float:
    begun = time.perf_counter()
    assert front.ask(PORTAL, "/en/products").status == 200
    return time.perf_counter() - begun


def test_every_listener_has_a_name_or_refuses(deployed: Deployed) -> None:
    """What the sample calls its servers is what the test asked: a third one would be untested."""
    assert set(re.findall(r"server_name (\S+);", CONFIG.read_text())) == {PORTAL, STAFF}


class TestPortalAlone:
    """Its own process, system user and database role: it serves, it takes in, and that is all it can do."""

    def test_a_complaint_goes_in_and_its_receipt_is_answered(self, deployed: Deployed) -> None:
        front = deployed.front
        digits = digits_in(file(front, source="127.0.0.20"))
        track = front.ask(PORTAL, "/en/track").form("/track")
        assert "received" in front.send(PORTAL, track, {"receipt": digits}).text
        deployed.tick()  # the house takes it in hand and writes the reply
        answered = front.send(PORTAL, track, {"receipt": digits})
        assert (answered.status, "received" in answered.main) == (200, True)
        assert list(verify.run()) == []

    def test_its_log_in_reads_nothing_of_the_staff(self, deployed: Deployed) -> None:
        url = make_url(deployed.log_in).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as door:
            for role in ("SET ROLE sunshine_portal", "RESET ROLE"):
                door.execute(role)
                assert door.execute("SELECT count(*) FROM record").fetchone()
                for table in ("officer", "event", "complaint", "member", "staff_session", "alembic_version"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        door.execute(f"SELECT * FROM {table}")
                for statement in ("SELECT payload FROM slip", "UPDATE record SET payload = '{}'", "DELETE FROM slip"):
                    with pytest.raises(psycopg.errors.InsufficientPrivilege):
                        door.execute(statement)

    @pytest.mark.skipif(not AS_NOBODY, reason="only root can start a process as another user")
    def test_its_user_opens_no_file_of_the_house(self, deployed: Deployed) -> None:
        for name in (*keys.HOUSE, "log"):
            assert deployed.as_portal("cat", deployed.folder / "staff-keys" / f"{name}.key").returncode == 1
        assert deployed.as_portal("ls", deployed.folder / "staff").returncode == 2
        assert deployed.as_portal("ls", deployed.folder / "papers").returncode in (0, 2)

    def test_its_folder_holds_no_key_of_the_house(self, deployed: Deployed) -> None:
        names = {path.name for path in (deployed.folder / "portal-keys").iterdir()}
        assert names == {"door.key", "receipt.key", "stamp.key", "token.key", "log.pub"}

    def test_no_other_command_works_with_what_it_has(self, deployed: Deployed) -> None:
        with pytest.raises(keys.KeysMissing, match=r"data\.key"):
            open_house(Settings.load(environ=deployed.given["portal"]))
