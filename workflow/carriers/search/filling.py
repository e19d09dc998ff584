"""Keeping a Whoosh folder true: whoever ticks writes what changed; a folder that is gone or broken is made anew."""

from __future__ import annotations

import fcntl
import logging
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from workflow.carriers.search.folder import Paths, places_of

#: Gives the words of entries, joined by spaces, with their places.
Load = Callable[[list[int]], Iterable[tuple[int, str]]]
log = logging.getLogger(__name__)


def fill(folder: Path, places: set[int], mark: int, load: Load) -> str:
    """Bring the index to hold exactly these places, as of a leaf of the public log. Returns a few words.

    Killed anywhere, the next run goes on from what was written whole; while another process writes, nothing is done.
    """
    with folder.with_name(f"{folder.name}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # Whoosh's own lies in the folder, which may be made anew
        except BlockingIOError:
            return "another process writes"
        return _bring_up_to_date(Paths(folder), places, mark, load)


def _bring_up_to_date(paths: Paths, places: set[int], mark: int, load: Load) -> str:
    from whoosh.index import LockError

    if paths.damaged.exists():
        shutil.rmtree(paths.folder)
    if _reaches(paths) == mark:
        return "nothing new"
    try:
        return _fill(paths, places, mark, load)
    except LockError:
        return "another process writes"
    except Exception as error:  # Whoosh meets a damaged file with whatever its bytes lead to
        log.warning("the search index cannot be read (%s) and is made anew", type(error).__name__)
        shutil.rmtree(paths.folder)
        return _fill(paths, places, mark, load)


def discard(folder: Path) -> None:
    """Forget the index; the next `fill` makes it anew."""
    shutil.rmtree(folder, ignore_errors=True)


def _reaches(paths: Paths) -> int | None:
    return int(paths.mark.read_text()) if paths.mark.exists() and paths.files.exists() else None


def _fill(paths: Paths, places: set[int], mark: int, load: Load) -> str:
    index = _opened(paths)
    with index.searcher() as searcher:
        reader = searcher.reader()
        known = {place for number, place in enumerate(places_of(searcher)) if not reader.is_deleted(number)}
    gone, fresh = known - places, sorted(places - known)
    if gone or fresh:
        _write(index, gone, load(fresh))
    fresh_mark = paths.mark.with_suffix(".new")
    fresh_mark.write_text(str(mark))
    fresh_mark.replace(paths.mark)
    return f"{len(fresh)} entries more, {len(gone)} gone"


def _opened(paths: Paths) -> Any:
    from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
    from whoosh.fields import NUMERIC, TEXT, Schema
    from whoosh.index import create_in, exists_in, open_dir

    where = str(paths.files)
    if exists_in(where):
        return open_dir(where)
    shutil.rmtree(paths.folder, ignore_errors=True)
    paths.files.mkdir(parents=True, mode=0o700)
    place = NUMERIC(int, bits=64, unique=True, sortable=True)
    return create_in(where, Schema(place=place, words=TEXT(SpaceSeparatedTokenizer())))


def _write(index: Any, gone: Iterable[int], fresh: Iterable[tuple[int, str]]) -> None:
    writer = index.writer(timeout=0)
    try:
        for place in gone:
            writer.delete_by_term("place", place)
        for place, words in fresh:
            writer.add_document(place=place, words=words)
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
