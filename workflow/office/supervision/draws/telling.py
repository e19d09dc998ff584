"""What the public is told of a draw, from its announcement on: enough to repeat it, and nobody's name or loan.

`draw`, one record a draw, key its public id::

    {office, office_id, from, until, announced_at, villages_listed, officers_listed, loans_listed, format, checksum,
     promise,
     rows: str,                                  the list, word for word; what `read.heads` leaves out
     state: "announced" | "drawn" | "given_up", drawn_at, given_up_at, witnesses: how many,
     secret, words, seed,                        None before the draw
     drawn: [{kind, key}], villages: [{code, name}], loans: how many}

Who looked on is not told; their words are, for the seed is made of them. Lists of the first format hold the loans' own
numbers and stay in the house.
"""

from __future__ import annotations

import json
from typing import Any

from workflow.office.supervision.draws import queries, rules
from workflow.office.supervision.draws.models import Draw

ANNOUNCED, DRAWN, GIVEN_UP = "announced", "drawn", "given_up"


def payloads() -> dict[str, dict[str, Any]]:
    """What is to be published of each draw that is new, drawn or given up since it was last told, by its key."""
    return {draw.public_id: _payload(draw) for draw in queries.untold() if rules.tells_nobody(draw.population)}


def _payload(draw: Draw) -> dict[str, Any]:
    villages, loans = rules.listed(draw.population)
    return {
        "office": draw.office.name, "office_id": draw.office_id, "from": draw.period_on.isoformat(),
        "until": draw.until_on.isoformat(), "announced_at": draw.recorded_at.isoformat(),
        "villages_listed": len(villages), "officers_listed": len(loans), "loans_listed": sum(map(len, loans.values())),
        "format": json.loads(draw.population)["format"], "checksum": draw.checksum, "promise": draw.promise,
        "rows": draw.population, "state": _state(draw),
        "given_up_at": draw.struck_at.isoformat() if draw.struck_at else None, **_drawn(draw),
    }  # fmt: skip


def _state(draw: Draw) -> str:
    if draw.struck_at is not None:
        return GIVEN_UP
    return ANNOUNCED if draw.drawn_at is None else DRAWN


def _drawn(draw: Draw) -> dict[str, Any]:
    """What is known since the draw."""
    looked_on, done = queries.witnesses(draw), draw.drawn_at
    of = {kind: [each for each in draw.items if each.kind == kind] for kind in rules.KINDS}
    return {
        "drawn_at": done.isoformat() if done else None, "witnesses": len(looked_on),
        "secret": draw.secret if done else None, "seed": draw.seed,
        "words": [each["word"] for each in looked_on] if done else None,
        "drawn": [{"kind": each.kind, "key": each.key} for each in draw.items],
        "villages": [{"code": each.key, "name": each.name} for each in of[rules.VILLAGE]],
        "loans": len(of[rules.LOAN]),
    }  # fmt: skip
