"""The database's own full text: written with the record in one transaction, so it cannot disagree with it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from sqlalchemy import Connection, TextClause, insert, text
from sqlalchemy.orm import Session, scoped_session

from workflow.carriers.search import words
from workflow.carriers.search.models import SearchEntry
from workflow.carriers.search.seeking import CAPS, COLUMNS, STANDS, Answer, Row, Sought, statement
from workflow.carriers.search.words import Question, Texts

_FIND = {
    "sqlite": "SELECT * FROM (SELECT {tier} AS tier, {columns} FROM search_words w "
    "CROSS JOIN search_entry e ON e.place = w.rowid "
    "WHERE w.search_words MATCH :ask{tier} AND w.rowid BETWEEN :low AND :high AND {stands}{fresh} "
    "ORDER BY w.rowid LIMIT :most{tier}) AS tier{tier}",
    "postgresql": "SELECT * FROM (SELECT {tier} AS tier, {columns} FROM search_words w "
    "JOIN search_entry e ON e.place = w.place "
    "WHERE w.words @@ CAST(:ask{tier} AS tsquery) AND w.place BETWEEN :low AND :high AND {stands}{fresh} "
    "ORDER BY w.place LIMIT :most{tier}) AS tier{tier}",
}
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

AnySession = Session | scoped_session[Any]


def put(session: AnySession, entry: dict[str, Any], texts: Texts) -> None:
    """Let a record be found, in the running transaction."""
    cut, dialect = words.cut(texts), _dialect(session.connection())
    session.execute(insert(SearchEntry).values(cut=words.CUT, **entry))
    stored = " ".join(cut) if dialect == "sqlite" else _vector(cut)
    session.execute(_PUT[dialect], {"place": entry["place"], "words": stored})


def drop(session: AnySession, place: int) -> None:
    """Let it be found no more."""
    session.execute(text("DELETE FROM search_entry WHERE place = :place"), {"place": place})
    session.execute(_DROP[_dialect(session.connection())], {"place": place})


def _dialect(connection: Connection) -> str:
    return connection.dialect.name


def _vector(cut: list[str]) -> str:
    """The words with their positions, in PostgreSQL's own notation: its parser would cut them otherwise."""
    found: dict[str, list[str]] = defaultdict(list)
    for position, word in enumerate(cut, 1):
        found[word].append(str(position))
    return " ".join(f"'{word}':{','.join(positions)}" for word, positions in found.items())


class Database:
    """The engine that needs nothing but the database."""

    def find(self, connection: Connection, sought: Sought) -> Answer:
        """What is found."""
        return Answer(self.rows(connection, sought))

    def rows(self, connection: Connection, sought: Sought, since: int | None = None) -> list[Row]:
        """The rows alone; with `since` only what came after that leaf of the public log."""
        dialect = _dialect(connection)
        asks = (_sqlite if dialect == "sqlite" else _postgresql)(sought.question, sought.town)
        given = sought.given() | {f"ask{tier}": ask for tier, ask in enumerate(asks)}
        given |= {f"most{tier}": cap + 1 for tier, cap in enumerate(CAPS)}
        fresh = {} if since is None else {"since": since}
        return [Row(*found) for found in connection.execute(_find(dialect, bool(fresh)), given | fresh)]


@cache
def _find(dialect: str, fresh: bool) -> TextClause:
    more = _FRESH[dialect] if fresh else ""
    told = {"columns": COLUMNS, "stands": STANDS, "fresh": more}
    return statement(" UNION ALL ".join(_FIND[dialect].format(tier=tier, **told) for tier in range(len(CAPS))))


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
