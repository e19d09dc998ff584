"""A public board as office.publication would fill it: believable records of the Chengcheng county union."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from workflow.base import clock
from workflow.base.db import transaction
from workflow.doors.published import write
from workflow.doors.published.write import Draft
from workflow.policy.calendar import load_calendar
from workflow.policy.terms import notice_period

RECORDS = Path(__file__).with_suffix(".toml")
#: Keys that a payload has even where the source leaves them open, which TOML cannot say.
OPEN = {"village": {"officer": None}, "rate": {"rate": None}, "commitment": {"days": None, "unit": None}}
NOTICE, GONE = "standingnotice23", "endednotice23456"
ROW = "rowrowrowrowrow2"


def publish(kind: str, key: str, payload: dict[str, Any], **more: Any) -> None:
    """One record in force from today on, as the system publishes it."""
    at = clock.now()
    given = {"at": at, "valid_from": clock.local_date(at), "generated": True} | more
    write.publish(kind, key, payload, **given)


def publish_board() -> None:
    """Everything a reader may see, with one notice that stands and one that is over."""
    with transaction():
        publish_directory()
        publish_notice(NOTICE, "610525101200", "冯原村", posted_on=clock.today() - timedelta(days=2))
        publish_notice(GONE, "610525101202", "山头村", posted_on=clock.today() - timedelta(days=40))
        write.sign_checkpoint(clock.now())


def publish_directory() -> None:
    """Everything but notices, within the caller's transaction."""
    at = clock.now()
    begun = {"valid_from": clock.local_date(at), "generated": True}
    drafts = [Draft(kind, key, whole, village=village, **begun) for kind, key, whole, village in _records()]
    write.publish_together(drafts, at=at)


def _records() -> Iterator[tuple[str, str, dict[str, Any], str | None]]:
    for kind, records in tomllib.loads(RECORDS.read_text(encoding="utf-8")).items():
        for key, payload in records.items():
            whole = {"key": key, "code": key, **OPEN.get(kind, {}), **_figures(kind), **payload}
            yield kind, key, whole, key if kind == "village" else None


def _figures(kind: str) -> dict[str, Any]:
    return {"as_of": clock.now().isoformat()} if kind == "performance" else {}


def publish_notice(
    key: str, code: str, village: str, *, posted_on: date, days: int = 5, ends_at: datetime | None = None
) -> None:
    """A loan notice with two entries online and one on paper only."""
    source = {"cite": "实施方案 二(四)", "label": "贷款公示期", "label_en": "Loan notice period"}
    period = notice_period(posted_on, days, load_calendar(), **source)
    first = {"id": ROW, "name": "雷*民", "group": "一组", "amount": 5_000_000, "guarantee": "unsecured"}
    second = {"id": f"{ROW[:-1]}3", "name": "党*娃", "group": "二组", "amount": 12_000_050, "guarantee": "guaranteed"}
    rows = [first | {"subject_to_approval": False}, second | {"subject_to_approval": True, "guarantor": "王*强"}]
    how = {"zh": "农户可书面提出异议。", "en": "Farm households may object in writing."}
    payload = {
        "id": key, "kind": "loan", "village": code, "village_name": village, "town": "冯原镇", "place": "村委会公告栏",
        "posted_at": clock.start_of(posted_on).isoformat(), "days": days, "unit": "calendar",
        "period": period.as_dict(),
        "first_day": period.first_day.isoformat(), "last_day": period.last_day.isoformat(), "mark": None, "hidden": 1,
        "columns": ["name", "group", "amount", "guarantee", "dates"], "rows": rows, "how_to_object": how,
    }  # fmt: skip
    publish("notice", key, payload, village=code, valid_from=posted_on, valid_until=period.last_day, ends_at=ends_at)
