"""Proposals that were open before 003: they rest on what stood, of twins only the newest stays open."""

from __future__ import annotations

from sqlalchemy import Engine, text

from workflow.base import migrations

AT = "2026-03-02 01:00:00+00:00"
RECORD = (
    "INSERT INTO record (id, kind, key, audience, payload, salt, valid_from, published_at, generated, leaf) "
    f"VALUES (:id, 'product', :key, 'public', '{{}}', '00', '2026-03-02', '{AT}', true, :id)"
)
PROPOSAL = (
    "INSERT INTO proposal (id, public_id, kind, key, action, payload, valid_from, proposed_by, proposed_at, reason) "
    f"VALUES (:id, :id, 'product', :key, 'publish', '{{}}', '2026-03-02', 1, '{AT}', '')"
)


def test_open_proposals_go_on(empty: Engine) -> None:
    migrations.upgrade(empty, "002")
    with empty.begin() as door:
        door.execute(text(RECORD), {"id": 7, "key": "pledge"})
        for number, key in ((1, "pledge"), (2, "pledge"), (3, "new")):
            door.execute(text(PROPOSAL.replace(":id, :id", f"{number}, '{number}'")), {"key": key})
    migrations.upgrade(empty)
    with empty.connect() as door:
        told = door.execute(text("SELECT id, rests_on, taken_back_at IS NULL FROM proposal ORDER BY id"))
        assert [(row[0], row[1], bool(row[2])) for row in told] == [(1, 7, False), (2, 7, True), (3, None, True)]
    migrations.downgrade(empty, "002")
    with empty.connect() as door:
        assert list(door.scalars(text("SELECT id FROM proposal ORDER BY id"))) == [2, 3]
