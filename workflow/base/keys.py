"""The folder of keys: files of 32 bytes, readable by their owner only.

A key is never written over: `data.key` is the first of its name, `data.2.key` the next. The highest number is in use,
the others still open what was sealed with them. `HOUSE` is what a whole house needs; `PORTAL` what a portal needs that
runs as a process of its own: it can seal what is handed in and read replies, but open no file of the house and sign
nothing in the log's name, of which it knows the public key alone.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

HOUSE = ("data", "door", "receipt", "blind", "token", "stamp", "log")
PORTAL = ("door", "receipt", "token", "stamp")
#: What a new key may follow: of `receipt` and `blind` stored digests are made, which no other key finds again.
ROTATED = ("data", "door", "token", "stamp")
#: Which came to the others together, after the first release.
_LATER = ("door", "stamp")
_BYTES = 32
_FILE = re.compile(r"([a-z]+)(?:\.([1-9][0-9]*))?\.key")

Ring = tuple[bytes, ...]
"""The keys of one name, the newest first."""


class KeysMissing(RuntimeError):
    """The folder of keys does not hold what this database was sealed with."""


def make(folder: Path) -> None:
    """Make folder and keys; what is there stays."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in HOUSE:
        if not _path(folder, name, 1).exists():
            _write(_path(folder, name, 1), secrets.token_bytes(_BYTES))


def complete(folder: Path) -> None:
    """Bring a folder of an earlier release up to date, which knows nothing of the later keys.

    A folder without the first keys is the wrong one, one that has the last of the later keys is complete or damaged:
    both are left as they are, for a key made anew opens nothing.
    """
    if numbers(folder, _LATER[-1]) or not all(numbers(folder, name) for name in ("data", "log")):
        return
    for name in _LATER:
        if not numbers(folder, name):
            _write(_path(folder, name, 1), secrets.token_bytes(_BYTES))


def add(folder: Path, name: str) -> int:
    """Let a new key follow under a name; returns its number. FileExistsError where somebody did so at this moment."""
    number = numbers(folder, name)[-1] + 1
    _write(_path(folder, name, number), secrets.token_bytes(_BYTES))
    return number


def numbers(folder: Path, name: str) -> list[int]:
    """Which keys of a name are there, the oldest first."""
    found = (_FILE.fullmatch(path.name) for path in folder.glob(f"{name}.*"))
    return sorted(int(each[2] or 1) for each in found if each)


def rings(folder: Path, names: tuple[str, ...]) -> dict[str, Ring]:
    """The keys of each name; KeysMissing where one has none, or a damaged one."""
    return {name: tuple(_read(_path(folder, name, each)) for each in _of(folder, name)) for name in names}


def hand_out(folder: Path, to: Path, public_key: bytes) -> None:
    """Lay the portal's keys into a folder of its own, with the log's public key; forms' tokens get a key of its own."""
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in PORTAL:
        for number in _of(folder, name) if name != "token" else [1]:
            target = _path(to, name, number)
            if not target.exists():
                _write(target, secrets.token_bytes(_BYTES) if name == "token" else _read(_path(folder, name, number)))
    (to / "log.pub").unlink(missing_ok=True)
    _write(to / "log.pub", public_key)


def read_public(folder: Path) -> bytes:
    """The log's public key as it was handed out."""
    return _read(folder / "log.pub")


def _of(folder: Path, name: str) -> list[int]:
    return numbers(folder, name)[::-1] or [1]


def _path(folder: Path, name: str, number: int) -> Path:
    return folder / (f"{name}.key" if number == 1 else f"{name}.{number}.key")


def _write(path: Path, key: bytes) -> None:
    """Whole or not at all, on the disk before anything is sealed with it, and of the folder's owner."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.chown(beside, owner.st_uid, owner.st_gid)
        os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except FileNotFoundError as error:
        known = path.name.partition(".")[0] in _LATER
        hint = "run `sunshine upgrade` if this house is of the first release, or " if known else ""
        raise KeysMissing(f"the key {path} is missing; {hint}restore the folder of keys") from error
    if len(key) != _BYTES:
        raise KeysMissing(f"the key {path} is damaged (32 bytes expected)")
    return key
