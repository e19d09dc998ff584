"""The database's own full text: written with the record in one transaction, so it cannot disagree with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session, scoped_session

from workflow.carriers.search import words
from workflow.carriers.search.models import SearchEntry
from workflow.carriers.search.seeking import BEGINS, COLUMNS, HOLDS, STANDS, WHOLE, Answer, Entry, Reader, Sought
from workflow.carriers.search.words import Question, Texts

_FIND = {
    "sqlite": "SELECT {columns} FROM search_words w CROSS JOIN search_entry e ON e.place = w.rowid "
    "WHERE w.search_words MATCH :ask{tier} AND w.rowid BETWEEN :low AND :high AND {stands}{fresh} "
    "ORDER BY w.rowid LIMIT {most}",
    "postgresql": "SELECT {columns} FROM search_words w JOIN search_entry e ON e.place = w.place "
    "WHERE w.words @@ CAST(:ask{tier} AS tsquery) AND w.place BETWEEN :low AND :high AND {stands}{fresh} "
    "ORDER BY w.place LIMIT {most}",
}
_PART = "SELECT * FROM ({}) AS {}"
_FRESH = {
    "sqlite": " AND w.rowid IN (SELECT place FROM search_entry WHERE leaf > :since)",
    "postgresql": " AND e.leaf > :since",
}
_PUT = {
    "sqlite": text("INSERT INTO search_words (rowid, words) VALUES (:place, :words)"),
    "postgresql": text("INSERT INTO search_words (place, words) VALUES (:place, CAST(:words AS tsvector))"),
}
_DROP = {
    "sqlite": text("DELETE FROM search_words WHERE rowid = :place"),
    "postgresql": text("DELETE FROM search_words WHERE place = :place"),
}
_PUT_ENTRY = insert(SearchEntry.__table__)  # type: ignore[arg-type]
_DROP_ENTRY = text("DELETE FROM search_entry WHERE place = :place")

#: What writing much leaves behind – pieces of an index beside one another, figures out of date – is put together again.
_TIDY = {
    "sqlite": ("INSERT INTO search_words (search_words) VALUES ('optimize')",),
    "postgresql": ("SELECT gin_clean_pending_list('ix_search_words_words')", "ANALYZE search_words, search_entry"),
}

AnySession = Session | scoped_session[Any]


def put(session: AnySession, entries: Sequence[tuple[dict[str, Any], Texts]]) -> None:
    """Let records be found, each with its words, in the running transaction."""
    if not entries:
        return
    dialect = session.connection().dialect.name
    stored = " ".join if dialect == "sqlite" else _vector
    session.execute(_PUT_ENTRY, [entry | {"cut": words.CUT} for entry, _texts in entries])
    put_words = [{"place": entry["place"], "words": stored(words.cut(texts))} for entry, texts in entries]
    session.execute(_PUT[dialect], put_words)


def drop(session: AnySession, place: int) -> None:
    """Let it be found no more."""
    session.execute(_DROP_ENTRY, {"place": place})
    session.execute(_DROP[session.connection().dialect.name], {"place": place})


def tidy(session: AnySession) -> None:
    """Make what was just written in great number quick to find, in the running transaction."""
    for statement in _TIDY[session.connection().dialect.name]:
        session.execute(text(statement))


def _vector(cut: list[str]) -> str:
    """The words with their positions, in PostgreSQL's own notation: its parser would cut them otherwise."""
    found: dict[str, list[str]] = defaultdict(list)
    for position, word in enumerate(cut, 1):
        found[word].append(str(position))
    return " ".join(f"'{word}':{','.join(positions)}" for word, positions in found.items())


class Database:
    """The engine that needs nothing but the database."""

    def find(self, reader: Reader, sought: Sought, since: int | None = None) -> Answer:
        """What is found; with `since` only what came after that leaf of the public log."""
        asks = (_sqlite if reader.dialect == "sqlite" else _postgresql)(sought.question, sought.town)
        given = sought.given(reader.dialect) | {f"ask{tier}": ask for tier, ask in enumerate(asks)} | {"since": since}
        fresh = since is not None
        entries = list(map(Entry._make, reader.ask(_holding(reader.dialect, fresh, sought.caps), given)))
        named: dict[int, int] = {}
        for tier, place in reader.ask(_naming(reader.dialect, fresh, sought.caps), given):
            named.setdefault(place, tier)
        return Answer(entries, named)


@cache
def _holding(dialect: str, fresh: bool, caps: tuple[int, int, int]) -> str:
    return _find(dialect, HOLDS, COLUMNS, fresh, caps[HOLDS] + 1)


@cache
def _naming(dialect: str, fresh: bool, caps: tuple[int, int, int]) -> str:
    parts = [_find(dialect, tier, f"{tier} AS tier, e.place", fresh, caps[tier]) for tier in (WHOLE, BEGINS)]
    return " UNION ALL ".join(_PART.format(part, f"tier{tier}") for tier, part in enumerate(parts))


def _find(dialect: str, tier: int, columns: str, fresh: bool, most: int) -> str:
    more = _FRESH[dialect] if fresh else ""
    return _FIND[dialect].format(tier=tier, columns=columns, stands=STANDS, fresh=more, most=most)


def _sqlite(question: Question, town: str | None) -> tuple[str, str, str]:
    """The three tiers in FTS5's notation; every word is quoted, so that none is taken for an operator."""
    within = [f'"{words.town_word(town)}"'] if town else []
    parts = [f'"{" ".join(phrase)}"' for phrase in question.phrases] + [f'"{start}" *' for start in question.starts]
    tiers = [[f'"={question.name}="'], [f'"={question.name}" *'], parts]
    whole, begins, holds = (" AND ".join([*tier, *within]) for tier in tiers)
    return whole, begins, holds


def _postgresql(question: Question, town: str | None) -> tuple[str, str, str]:
    """The same in the notation of a tsquery."""
    within = [f"'{words.town_word(town)}'"] if town else []
    phrases = ["(" + " <-> ".join(f"'{pair}'" for pair in phrase) + ")" for phrase in question.phrases]
    parts = phrases + [f"'{start}':*" for start in question.starts]
    tiers = [[f"'={question.name}='"], [f"'={question.name}':*"], parts]
    whole, begins, holds = (" & ".join([*tier, *within]) for tier in tiers)
    return whole, begins, holds
