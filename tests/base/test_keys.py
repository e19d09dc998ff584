"""The folder of keys: nothing is written over, a new one follows, the portal gets its own and no more."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from workflow.base import house, keys, tokens, vault
from workflow.base.settings import Settings
from workflow.base.vault import KeysMissing, PortalVault, Vault

PORTAL = "postgresql://portal@/x"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys.make(tmp_path / "keys")
    return tmp_path / "keys"


def test_a_new_key_seals_and_the_old_one_still_opens(folder: Path) -> None:
    before, place = Vault(folder), "member.phone.x"
    sealed = before.seal("0913", place)
    first = (folder / "data.key").read_bytes()
    assert keys.add(folder, "data") == 2
    after = Vault(folder)
    assert (folder / "data.key").read_bytes() == first
    assert stat.S_IMODE((folder / "data.2.key").stat().st_mode) == 0o600
    assert after.unseal(sealed, place) == "0913"
    assert before.is_newest(sealed, place)
    assert not after.is_newest(sealed, place)
    assert after.is_newest(after.seal("0913", place), place)


def test_a_running_process_opens_what_a_newer_key_sealed(folder: Path) -> None:
    running = Vault(folder)
    keys.add(folder, "data")
    assert running.unseal(Vault(folder).seal("x", "a.b.c"), "a.b.c") == "x"


def test_two_at_once_do_not_take_the_same_number(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.add(folder, "data")
    monkeypatch.setattr(keys, "numbers", lambda *_of: [1])
    with pytest.raises(FileExistsError):
        keys.add(folder, "data")
    assert not list(folder.glob(".*"))


def test_an_open_form_outlives_its_key(folder: Path) -> None:
    vault.use(Vault(folder))
    given = tokens.make("complain")
    keys.add(folder, "token")
    vault.use(Vault(folder))
    assert len(tokens.nonce(given, "complain", max_age=60)) == 32
    (folder / "token.key").unlink()
    vault.use(Vault(folder))
    with pytest.raises(tokens.StaleToken):
        tokens.nonce(given, "complain", max_age=60)


def test_a_folder_of_an_earlier_release_is_completed_also_in_a_second_try(folder: Path) -> None:
    (folder / "stamp.key").unlink()
    door = (folder / "door.key").read_bytes()  # as if the first try had been broken off between the two
    keys.complete(folder)
    assert (folder / "door.key").read_bytes() == door
    Vault(folder)


@pytest.mark.parametrize("lost", ["data", "log", "door"])
def test_a_wrong_or_damaged_folder_is_not_filled_up(folder: Path, lost: str) -> None:
    for name in (lost, *(("door", "stamp") if lost != "door" else ())):
        (folder / f"{name}.key").unlink()
    before = sorted(folder.iterdir())
    keys.complete(folder)
    assert sorted(folder.iterdir()) == before
    with pytest.raises(KeysMissing):
        Vault(folder)


def test_where_there_is_no_folder_none_is_made(tmp_path: Path) -> None:
    keys.complete(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_what_the_first_release_sealed_still_opens(folder: Path) -> None:
    """It had one key for everything, and signed receipts with the key of the log."""
    (folder / "door.key").unlink()
    (folder / "stamp.key").unlink()
    with pytest.raises(KeysMissing, match="sunshine upgrade"):
        Vault(folder)
    keys.complete(folder)
    house_ = Vault(folder)
    house_._boxes["door"], door = house_._boxes["data"], house_._boxes["door"]
    sealed = house_.seal("{}", "slip.x")
    house_._boxes["door"] = door
    assert house_.unseal(sealed, "slip.x") == "{}"
    assert house_.public_key in house_.receipt_keys
    (folder / "door.key").unlink()
    keys.complete(folder)
    assert not (folder / "door.key").exists()  # lost, not new: a fresh one would open nothing


class TestPortal:
    @pytest.fixture
    def portal(self, folder: Path, tmp_path: Path) -> PortalVault:
        keys.hand_out(folder, tmp_path / "portal", Vault(folder).public_key)
        return PortalVault(tmp_path / "portal")

    def test_both_read_what_passes_the_door(self, folder: Path, portal: PortalVault) -> None:
        house_ = Vault(folder)
        assert house_.unseal(portal.seal("{}", "slip.x"), "slip.x") == "{}"
        assert portal.unseal(house_.seal("{}", "reply.x"), "reply.x") == "{}"
        assert (portal.receipt, portal.public_key) == (house_.receipt, house_.public_key)
        assert portal.receipt_keys == house_.receipt_keys
        assert portal.blind_at_door("x") == house_.blind_at_door("x")

    def test_it_opens_nothing_of_the_house_and_signs_nothing_in_its_name(
        self, folder: Path, portal: PortalVault
    ) -> None:
        house_ = Vault(folder)
        with pytest.raises(KeysMissing):
            portal.unseal(house_.seal("secret", "event.case:1.1"), "event.case:1.1")
        assert not hasattr(portal, "signing")
        assert portal.token != house_.token
        ours = {path.read_bytes() for path in portal.folder.iterdir()}
        assert not ours & {(folder / f"{name}.key").read_bytes() for name in ("data", "blind", "log", "token")}

    def test_handing_out_again_brings_what_followed(self, folder: Path, portal: PortalVault) -> None:
        token = portal.token
        keys.add(folder, "door")
        keys.hand_out(folder, portal.folder, portal.public_key)
        again = PortalVault(portal.folder)
        assert again.token == token
        assert Vault(folder).is_newest(again.seal("{}", "slip.x"), "slip.x")

    @pytest.mark.parametrize(
        ("environ", "why"),
        [
            ({}, "needs PostgreSQL"),
            (
                {"PORTAL_DATABASE_URL": "postgresql://portal@/x", "DATABASE_URL": "postgresql://house@/x"},
                "must not know",
            ),
            ({"PORTAL_DATABASE_URL": "postgresql://portal@/x"}, "holds keys of the house"),
        ],
    )
    def test_it_does_not_start_with_more(self, folder: Path, environ: dict[str, str], why: str) -> None:
        settings = Settings.load(folder.parent, environ={"SUNSHINE_KEYS": str(folder)} | environ)
        with pytest.raises(house.Unsafe, match=why):
            house.open_portal_alone(settings)


def test_a_large_content_has_a_key_of_its_own_that_follows_the_newest(folder: Path) -> None:
    before, place, photo = Vault(folder), "slip.photo.x", bytes(range(256)) * 500
    sealed = before.seal_large(photo, place)
    assert sealed != before.seal_large(photo, place)
    assert photo[:32] not in sealed
    keys.add(folder, "door")
    after = Vault(folder)
    assert after.unseal_bytes(sealed, place) == photo
    assert before.is_newest(sealed, place)
    assert not after.is_newest(sealed, place)


@pytest.mark.parametrize("at", [9, 70, 90, -1])
def test_a_large_content_that_was_changed_or_moved_does_not_open(folder: Path, at: int) -> None:
    vault = Vault(folder)
    sealed = bytearray(vault.seal_large(b"photo" * 100, "slip.photo.x"))
    with pytest.raises(KeysMissing):
        vault.unseal_bytes(bytes(sealed), "slip.photo.y")
    sealed[at] ^= 1
    with pytest.raises(KeysMissing):
        vault.unseal_bytes(bytes(sealed), "slip.photo.x")
