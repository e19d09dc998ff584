"""Finding what is published by typing: one small interface, two engines over the same words.

`use` chooses the engine once, at start; `engine()` answers with rows of entries, whichever it is.
"""

from __future__ import annotations

from workflow.base.house import Unsafe
from workflow.base.settings import Settings
from workflow.carriers.search.database import Database
from workflow.carriers.search.folder import Whoosh

WHOOSH = "whoosh"
ENGINES = (WHOOSH, "database")

_engine: Database | Whoosh = Database()


def use(settings: Settings) -> None:
    """Answer with the engine that the settings name."""
    global _engine
    if settings.search not in ENGINES:
        raise Unsafe(f"SUNSHINE_SEARCH is {settings.search}; it can be {' or '.join(ENGINES)}")
    _engine = Whoosh(settings.search_folder) if settings.search == WHOOSH else Database()


def engine() -> Database | Whoosh:
    """The engine in use."""
    return _engine
