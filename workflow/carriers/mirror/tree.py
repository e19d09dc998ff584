"""The folder of a mirror. A new state is made beside the old one and takes its place in one step: never half a site.

``OUT/current`` leads to ``OUT/site-<digest>``, the state of now; the one before stays for readers who are in it.
What did not change is the same file in both (a hard link), so that a run writes only what is new.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote

HASHES = "hashes.txt"
_MAKING, _CURRENT, _SITE = ".making", "current", "site-"


def place_of(path: str, kind: str) -> str:
    """Where the answer of an address lies, so that any server finds it: a page is the index of its own folder.

    A text without an ending is one too, because other addresses may stand below it. ValueError for an address that
    would leave the folder.
    """
    name = unquote(path).strip("/")
    if "\0" in name or "\\" in name or any(part in ("", ".", "..") for part in name.split("/") if name):
        raise ValueError(f"no file can stand at {path!r}")
    if kind.startswith("text/html"):
        return f"{name}/index.html".lstrip("/")
    if kind.startswith("text/plain") and "." not in name.rpartition("/")[2]:
        return f"{name}/index.txt".lstrip("/")
    return name


class Tree:
    """A state of the site in the making; use it as a context: left without an error it takes its place.

    `written` counts what is new, `same` what was there already; `changed` says whether the state differs at all.
    """

    def __init__(self, out: Path) -> None:
        self.out, self.making = out, out / _MAKING
        self.before = _hashes(out / _CURRENT / HASHES)
        self.now: dict[str, str] = {}
        self.written = self.same = 0

    @property
    def changed(self) -> bool:
        """Whether anything differs from the state that stands."""
        return self.now != self.before

    def __enter__(self) -> Tree:
        shutil.rmtree(self.making, ignore_errors=True)  # what an earlier run left when it was stopped
        self.making.mkdir()
        return self

    def put(self, name: str, body: bytes) -> None:
        """One file by its place in the folder."""
        digest = hashlib.sha256(body).hexdigest()
        target, self.now[name] = self.making / name, digest
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.before.get(name) == digest and self._link(name, target):
            self.same += 1
        else:
            target.write_bytes(body)
            self.written += 1

    def _link(self, name: str, target: Path) -> bool:
        with suppress(OSError):
            os.link(self.out / _CURRENT / name, target)
            return True
        return False

    def __exit__(self, kind: type[BaseException] | None, _error: object, _at: TracebackType | None) -> None:
        if kind is None and self.changed:
            self._take_place()
        shutil.rmtree(self.making, ignore_errors=True)

    def _take_place(self) -> None:
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.now.items()))
        (self.making / HASHES).write_text(lines)
        os.sync()  # once for all files: a state that stands after a power cut is whole
        name = _SITE + hashlib.sha256(lines.encode()).hexdigest()[:16]
        shutil.rmtree(self.out / name, ignore_errors=True)
        self.making.rename(self.out / name)
        last = self._standing()
        link = self.out / f".{_CURRENT}"
        link.unlink(missing_ok=True)
        link.symlink_to(name)
        link.rename(self.out / _CURRENT)
        self._clear({name, last})

    def _standing(self) -> str:
        with suppress(OSError):
            return os.readlink(self.out / _CURRENT)
        return ""

    def _clear(self, kept: set[str]) -> None:
        for folder in self.out.glob(f"{_SITE}*"):
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Make the folder if need be and let nobody else write it; FileExistsError where it is not a mirror or in use."""
    out.mkdir(parents=True, exist_ok=True)
    if any(not each.name.startswith((_SITE, ".")) and each.name != _CURRENT for each in out.iterdir()):
        raise FileExistsError(f"{out} holds other things than a mirror; name a folder of its own")
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FileExistsError(f"another export is writing {out}") from None
        yield


def _hashes(file: Path) -> dict[str, str]:
    """Digest by name as an earlier run wrote them; empty where there is none."""
    if not file.exists():
        return {}
    lines = (line.split("  ", 1) for line in file.read_text().splitlines())
    return {name: digest for digest, name in lines}
