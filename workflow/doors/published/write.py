"""Writing what is published: only `office.publication.operations` may. Nothing is edited, only ended.

Each act is a leaf of the public log and moves the epoch of its kind and village, all in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, Table, bindparam, event, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from workflow.base import clock, vault
from workflow.base.db import HouseSession, is_sqlite, session
from workflow.doors.published import checkpoint as notes
from workflow.doors.published import epochs, index, ledger
from workflow.doors.published.models import Checkpoint, Epoch, LogLeaf, LogNode, Record
from workflow.kernel.canonical import canonical, new_salt
from workflow.kernel.errors import N_

ORIGIN = "sunshine-credit"
#: Why a record ended whose next version had been announced for that day.
SUCCEEDED = N_("The version announced for this day has taken its place.")
_LOG_LOCK = 7_201_101
_NODES, _LEAVES = cast(Table, LogNode.__table__), cast(Table, LogLeaf.__table__)
_NODE = select(_NODES.c.hash).where(_NODES.c.level == bindparam("level"), _NODES.c.position == bindparam("at"))
_LAST, _ADD_NODE, _ADD_LEAF = select(func.max(_LEAVES.c.position)), insert(_NODES), insert(_LEAVES)

event.listen(HouseSession, "after_commit", lambda _session: epochs.forget())  # whoever publishes sees it at once


class TableNodes:
    """The log's inner nodes in their table; what is put goes there in one statement, with `store`."""

    def __init__(self) -> None:
        self.fresh: dict[ledger.Place, bytes] = {}

    def get(self, level: int, index: int) -> bytes:
        """One node; KeyError where the log has a hole."""
        if (level, index) in self.fresh:
            return self.fresh[level, index]
        value = session.connection().scalar(_NODE, {"level": level, "at": index})
        if value is None:
            raise KeyError((level, index))
        return bytes(value)

    def put(self, level: int, index: int, value: bytes) -> None:
        """Keep a completed node."""
        self.fresh[level, index] = value

    def store(self) -> None:
        """Write what was put."""
        rows = [{"level": level, "position": index, "hash": value} for (level, index), value in self.fresh.items()]
        session.connection().execute(_ADD_NODE, rows)


class Draft(NamedTuple):
    """A record that is to stand: from which day to which, shown to whom, and by whose two hands unless generated.

    `ends_at` is the instant on its last day from which nobody is shown it any more.
    """

    kind: str
    key: str
    payload: dict[str, Any]
    valid_from: date
    valid_until: date | None = None
    ends_at: datetime | None = None
    village: str | None = None
    audience: str = "public"
    generated: bool = False
    proposed_by: int | None = None
    confirmed_by: int | None = None


def publish(kind: str, key: str, payload: dict[str, Any], *, at: datetime, **given: Any) -> Record:
    """Put a record in force, superseding the one of its kind and key; unless generated it needs two people.

    `given` as a `Draft` names it. One that begins on a later day is announced: the present one stands until then, and
    `give_way` ends it.
    """
    return publish_together([Draft(kind, key, payload, **given)], at=at)[0]


def publish_together(drafts: Sequence[Draft], *, at: datetime) -> list[Record]:
    """As `publish`, each a leaf of its own in their order, with as few questions as one would take."""
    if not drafts:
        return []
    previous = _previous(drafts, clock.local_date(at))
    records = [_record(draft, previous.get((draft.kind, draft.key)), at) for draft in drafts]
    before = [previous.get((draft.kind, draft.key)) for draft in drafts]
    made = [_commitment(*each) for each in zip(records, drafts, before, strict=True)]
    for leaf, (record, earlier) in enumerate(zip(records, before, strict=True), append_leaves(made, at)):
        record.leaf = leaf
        if earlier:
            earlier.ended_at, earlier.ended_how, earlier.ended_leaf = at, "superseded", leaf
            index.drop(earlier)
    session.add_all(records)
    session.flush()
    index.put(records)
    _move_epochs({(draft.kind, draft.village or "") for draft in drafts})
    return records


def _record(draft: Draft, previous: Record | None, at: datetime) -> Record:
    columns = draft._asdict() | {"payload": canonical(draft.payload).decode()}
    return Record(**columns, salt=new_salt().hex(), published_at=at, supersedes=previous.id if previous else None)


def _commitment(record: Record, draft: Draft, previous: Record | None) -> bytes:
    statement = _statement("published", record) | {"supersedes": previous.leaf if previous else None}
    return ledger.leaf_data(statement, draft.payload, bytes.fromhex(record.salt))


def _previous(drafts: Sequence[Draft], today: date) -> dict[tuple[str, str], Record]:
    """What stands of the kinds and keys that are not announced for a later day."""
    now = {(draft.kind, draft.key) for draft in drafts if draft.valid_from <= today}
    kinds, keys = {kind for kind, _ in now}, {key for _, key in now}
    standing = {(each.kind, each.key): each for each in session.scalars(_begun(kinds, keys, today))} if now else {}
    return {wanted: standing[wanted] for wanted in now & standing.keys()}


def withdraw(record: Record, *, why: str, how: str = "withdrawn", at: datetime) -> None:
    """Take a record down for good; the withdrawal is public, with its reason (which must name no one)."""
    statement = _statement(how, record) | {"leaf": record.leaf, "why": why, "ended_at": at.isoformat()}
    record.ended_leaf = append_leaf(canonical(statement), at)
    record.ended_at, record.ended_how, record.ended_why = at, how, why
    session.flush()
    index.drop(record)
    _move_epochs([(record.kind, record.village or "")])


def give_way(on: date, at: datetime) -> list[Record]:
    """End every record whose next version has begun by a day; returns those that ended."""
    begun = select(Record.kind, Record.key).where(Record.ended_at.is_(None), Record.valid_from <= on)
    twice = session.execute(begun.group_by(Record.kind, Record.key).having(func.count() > 1)).all()
    over = [record for kind, key in twice for record in session.scalars(_begun([kind], [key], on)).all()[:-1]]
    for record in over:
        withdraw(record, why=SUCCEEDED, how="replaced", at=at)
    return over


def standing(kind: str, key: str, on: date) -> Record | None:
    """The record of this kind and key that has not ended and has begun by a day."""
    found = session.scalars(_begun([kind], [key], on)).all()
    return found[-1] if found else None


def _begun(kinds: Collection[str], keys: Collection[str], on: date) -> Select[Record]:
    """The records of these kinds and keys that have not ended and have begun by a day, the newest version last."""
    found = select(Record).where(Record.kind.in_(kinds), Record.key.in_(keys), Record.ended_at.is_(None))
    return found.where(Record.valid_from <= on).order_by(Record.valid_from, Record.id)


def append_leaf(data: bytes, at: datetime) -> int:
    """Add one canonical statement to the public log and return its position."""
    return append_leaves([data], at)


def append_leaves(statements: Sequence[bytes], at: datetime) -> int:
    """Add canonical statements to the public log at once and return the position of the first."""
    if not is_sqlite():
        hold_log()
    first, nodes, rows = size(), TableNodes(), []
    for position, data in enumerate(statements, first):
        leaf = ledger.leaf_hash(data)
        ledger.append(nodes, position, leaf)
        rows.append({"position": position, "hash": leaf.hex(), "at": at, "statement": data.decode()})
    session.connection().execute(_ADD_LEAF, rows)
    nodes.store()
    return first


def hold_log() -> None:
    """Let nobody else append until this transaction ends (PostgreSQL; SQLite has one writer anyway)."""
    session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOG_LOCK})


def size() -> int:
    """How many leaves the log has."""
    last = session.connection().scalar(_LAST)
    return 0 if last is None else last + 1


def sign_checkpoint(at: datetime) -> Checkpoint | None:
    """Sign the log's present size and root; None where nothing was added since the last one."""
    leaves = size()
    if leaves == (session.scalar(select(func.max(Checkpoint.size))) or 0):
        return None
    text_ = notes.checkpoint_text(ORIGIN, leaves, ledger.root(TableNodes(), leaves), at.isoformat())
    note = notes.sign_checkpoint(vault.current().signing, ORIGIN, text_)
    checkpoint = Checkpoint(size=leaves, at=at, note=note)
    session.add(checkpoint)
    _move_epochs([("log", "")])
    return checkpoint


def _statement(act: str, record: Record) -> dict[str, Any]:
    until = record.valid_until.isoformat() if record.valid_until else None
    return {
        "act": act, "kind": record.kind, "key": record.key, "village": record.village, "audience": record.audience,
        "valid_from": record.valid_from.isoformat(), "valid_until": until, "generated": record.generated,
        "published_at": record.published_at.isoformat(),
        "ends_at": record.ends_at.isoformat() if record.ends_at else None,
    }  # fmt: skip


def _move_epochs(moved: Collection[tuple[str, str]]) -> None:
    """Have every page of these kinds and villages made anew; in one order, so that two writers never wait crosswise."""
    session.flush()
    connection = session.connection()
    connection.execute(
        _COUNT_ONE[connection.dialect.name], [{"kind": kind, "village": village} for kind, village in sorted(moved)]
    )


_COUNTED = cast(Table, Epoch.__table__)
_COUNT_ONE = {
    dialect.dialect.name: dialect.insert(_COUNTED)
    .values(kind=bindparam("kind"), village=bindparam("village"), value=1)
    .on_conflict_do_update(index_elements=["kind", "village"], set_={"value": _COUNTED.c.value + 1})
    for dialect in (sqlite, postgresql)
}
