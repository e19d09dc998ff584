"""Clock, keys, tokens, settings, languages: the small things that everything stands on."""

from __future__ import annotations

import json
import stat
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, bindparam, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from workflow.base import clock, db, house, languages, logs, tokens, vault
from workflow.base.db import session, transaction
from workflow.base.keys import HOUSE
from workflow.base.settings import Limits, Settings


@pytest.fixture
def keys(tmp_path: Path) -> vault.Vault:
    made = vault.Vault(tmp_path / "keys", create=True)
    vault.use(made)
    return made


class TestClock:
    @given(st.dates(date(1992, 1, 1), date(2100, 1, 1)))
    def test_a_day_begins_and_ends_in_shanghai(self, day: date) -> None:
        assert clock.local_date(clock.start_of(day)) == day
        assert (clock.end_of(day) - clock.start_of(day)).total_seconds() == 86400
        assert clock.start_of(day).hour == 16

    @pytest.mark.parametrize(("hour", "day"), [(15, 1), (16, 2)])
    def test_today_turns_at_shanghais_midnight(self, hour: int, day: int) -> None:
        with time_machine.travel(datetime(2026, 3, 1, hour, 59 if hour == 15 else 0, tzinfo=UTC), tick=False):
            assert clock.today() == date(2026, 3, day)

    def test_a_demonstration_moves_forward_only(self, tmp_path: Path) -> None:
        marker = tmp_path / "demo-clock"
        marker.write_text("0")
        clock.use_demo_file(marker)
        try:
            before = clock.today()
            assert clock.advance_demo(3) == 3
            assert (clock.today() - before).days == 3
            for days in range(4, 30):  # also within one tick of the disk's own clock
                assert clock.advance_demo(1) == clock.demo_days() == days
            for days in (0, -1):
                with pytest.raises(ValueError, match="forward"):
                    clock.advance_demo(days)
        finally:
            clock.use_demo_file(None)

    def test_the_true_clock_is_not_moved(self) -> None:
        with pytest.raises(ValueError, match="demonstration"):
            clock.advance_demo(1)


class TestVault:
    @given(st.text())
    def test_what_is_sealed_opens_in_its_place_only(self, words: str) -> None:
        made = vault.current()
        sealed = made.seal(words, "member.phone.x")
        assert made.unseal(sealed, "member.phone.x") == words
        assert made.seal(words, "member.phone.x") != sealed
        for place in ("member.phone.y", "member.id.x", ""):
            with pytest.raises(vault.KeysMissing):
                made.unseal(sealed, place)

    @pytest.fixture(autouse=True)
    def _open(self, keys: vault.Vault) -> None:
        """Every test has keys."""

    def test_the_files_are_the_owners_alone(self, tmp_path: Path) -> None:
        found = list((tmp_path / "keys").iterdir())
        assert len(found) == len(HOUSE)
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in found)
        assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700

    def test_making_again_keeps_what_is_there(self, tmp_path: Path, keys: vault.Vault) -> None:
        again = vault.Vault(tmp_path / "keys", create=True)
        assert (again.receipt, again.token, again.public_key) == (keys.receipt, keys.token, keys.public_key)

    def test_a_missing_or_damaged_key_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "keys/data.key").write_bytes(b"short")
        with pytest.raises(vault.KeysMissing, match="damaged"):
            vault.Vault(tmp_path / "keys")
        (tmp_path / "keys/data.key").unlink()
        with pytest.raises(vault.KeysMissing, match="missing"):
            vault.Vault(tmp_path / "keys")

    def test_a_blind_digest_finds_equals_and_tells_nothing(self, keys: vault.Vault, tmp_path: Path) -> None:
        other = vault.Vault(tmp_path / "other", create=True)
        assert keys.blind("610525") == keys.blind("610525") != other.blind("610525")
        assert "610525" not in keys.blind("610525")


@pytest.mark.usefixtures("keys")
class TestTokens:
    def test_it_works(self) -> None:
        given_out = tokens.make("staff", "me")
        assert len(tokens.nonce(given_out, "staff", bound_to="me", max_age=60)) == 32

    @pytest.mark.parametrize(
        ("form", "holder"), [("staff", "you"), ("staff", ""), ("apply", "me"), ("second-factor", "me")]
    )
    def test_it_holds_for_its_form_and_holder_only(self, form: str, holder: str) -> None:
        with pytest.raises(tokens.StaleToken):
            tokens.nonce(tokens.make("staff", "me"), form, bound_to=holder, max_age=60)

    @given(st.text())
    def test_no_other_text_is_one(self, words: str) -> None:
        with pytest.raises(tokens.StaleToken):
            tokens.nonce(words, "staff", max_age=60)


class TestSettings:
    def test_everything_has_a_default(self, tmp_path: Path) -> None:
        found = Settings.load(tmp_path, environ={})
        assert found.database_url == f"sqlite:///{tmp_path / 'sunshine.db'}"
        assert (found.keys, found.limits) == (tmp_path / "keys", Limits())

    def test_every_limit_is_turned_from_outside(self, tmp_path: Path) -> None:
        names = list(Limits.__dataclass_fields__)
        environ = {f"SUNSHINE_LIMIT_{name.upper()}": str(number) for number, name in enumerate(names, 3)}
        found = Settings.load(tmp_path, environ=environ).limits
        assert [getattr(found, name) for name in names] == list(range(3, 3 + len(names)))

    def test_the_example_names_every_limit_with_its_default(self) -> None:
        lines = (Path(__file__).parents[2] / ".env.example").read_text().splitlines()
        stated = dict(line.split("=", 1) for line in lines if line.startswith("SUNSHINE_LIMIT_"))
        limits = {
            f"SUNSHINE_LIMIT_{name.upper()}": str(getattr(Limits(), name)) for name in Limits.__dataclass_fields__
        }
        assert stated == limits

    @pytest.mark.parametrize("name", ["data", "keys"])
    def test_a_folder_that_others_can_read_is_refused(self, tmp_path: Path, name: str) -> None:
        settings = Settings.load(tmp_path / "data", environ={})
        house.open_house(settings, create=True).dispose()
        house.check_folder(settings)
        getattr(settings, name).chmod(0o755)
        with pytest.raises(house.Unsafe, match="chmod"):
            house.check_folder(settings)


class TestDatabase:
    def test_a_naive_instant_is_refused(self, database: Engine) -> None:
        naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is the point
        with pytest.raises(StatementError, match="time zone"), transaction():
            session.execute(select(bindparam("at", naive, type_=db.Instant())))

    def test_the_log_does_not_tell_what_was_written(self, database: Engine, caplog: pytest.LogCaptureFixture) -> None:
        with pytest.raises(IntegrityError) as caught, transaction():
            session.execute(text("INSERT INTO epoch (kind, village) VALUES (:secret, NULL)"), {"secret": "秘密"})
        logs.crash(caught.value, "abcd1234")
        [line] = caplog.messages
        said = json.loads(line)
        assert said["reference"] == "abcd1234"
        assert said["errors"][0] == "IntegrityError"
        assert "秘密" not in line

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_sqlite_keeps_what_it_says(self, database: Engine) -> None:
        with database.connect() as door:
            found = [door.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
        assert found == ["wal", 2, 1]

    def test_writers_lose_nothing_to_each_other(self, database: Engine) -> None:
        with database.begin() as door:
            door.execute(text("INSERT INTO epoch (kind, village, value) VALUES ('rate', '', 0)"))

        def add() -> None:
            for _ in range(10):
                with transaction():
                    words = "SELECT value FROM epoch" + ("" if db.is_sqlite() else " FOR UPDATE")
                    value = session.scalar(text(words))
                    session.execute(text("UPDATE epoch SET value = :value"), {"value": value + 1})

        writers = [threading.Thread(target=add) for _ in range(6)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert session.scalar(text("SELECT value FROM epoch")) == 60

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_a_writer_that_waits_too_long_is_told_and_the_next_one_works(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(db, "_TURN_SECONDS", 0.1)
        one, two = (db.make_engine(settings.database_url, busy_seconds=0) for _ in "ab")
        with one.begin() as holding:
            holding.execute(text("SELECT 1"))
            with pytest.raises(OperationalError, match="locked"), two.begin():
                pass
        with two.begin() as door:
            assert door.scalar(text("SELECT 1")) == 1
        one.dispose()
        two.dispose()


class TestLanguages:
    def test_names_of_languages_are_their_own(self) -> None:
        assert languages.LANGUAGES == {"zh_Hans": "简体中文", "en": "English"}

    @pytest.mark.parametrize(
        ("fen", "shown"), [(0, "0"), (1, "0.01"), (3_000_000, "30,000"), (1_230_050, "12,300.50"), (None, "")]
    )
    def test_yuan(self, fen: int | None, shown: str) -> None:
        assert languages.yuan(fen) == shown

    @pytest.mark.parametrize(("share", "shown"), [(0.953, "95.3%"), (1, "100.0%"), ("0.0006", "0.1%"), (None, "")])
    def test_percent(self, share: object, shown: str) -> None:
        assert languages.percent(share) == shown

    def test_a_receipt_stands_in_groups(self) -> None:
        assert languages.receipt("1234567890123456") == "1234 5678 9012 3456"
