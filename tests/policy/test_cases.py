"""The cases an officer can read (`*.toml` beside this file), run as they stand."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workflow.policy.calendar import Calendar, load_calendar
from workflow.policy.load import library
from workflow.policy.lookup import in_force, required
from workflow.policy.pack import PackError
from workflow.policy.terms import Deadline, Limit, due, lateness, limit_of, notice_period

HERE = Path(__file__).parent
ABOUT = 'name = "示范"\nname_en = "Demo"\nkind = "institution"\nsource = "试验"\n'


def cases(name: str) -> list[Any]:
    read = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in read]


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar()


def limit(case: dict[str, Any]) -> Limit:
    if "key" in case:
        pack = library().pack(case["pack"])
        roll = required(pack, "clock.roll", case["start"]).value
        return limit_of(required(pack, case["key"], case["start"]), roll=roll)
    unit = "workday" if "workdays" in case else "calendar"
    return Limit(case.get("workdays", case.get("days")), unit, "none", "test", "test")


@pytest.mark.parametrize("case", cases("deadlines"))
def test_deadline(case: dict[str, Any], calendar: Calendar) -> None:
    deadline = due(case["start"], limit(case), calendar)
    assert deadline.due_on == case["due"]
    assert deadline.provisional == case.get("provisional", False)
    assert deadline.internal_target == case.get("target", deadline.internal_target)
    assert deadline.target_provisional == case.get("target_provisional", deadline.provisional)
    if "counted" in case:
        assert [step.on for step in deadline.steps if step.number] == case["counted"]
    for late in case.get("late", ()):
        assert lateness(deadline, late["done"], calendar) == late["days"]
    assert Deadline.from_dict(deadline.as_dict()) == deadline


@pytest.mark.parametrize("case", cases("periods"))
def test_period(case: dict[str, Any], calendar: Calendar) -> None:
    pack, posted = library().pack(case["pack"]), case["posted"]
    span = required(pack, case["key"], posted)
    assert case.get("any_length") or span.value.min <= case["days"] <= span.value.max
    counting = {"unit": case.get("unit", span.unit), "roll": in_force(pack, "notice.roll", posted).value}
    day_one = case.get("day_one") or in_force(pack, "notice.day_one", posted).value
    period = notice_period(posted, case["days"], calendar, day_one=day_one, **counting)
    assert (period.last_day, period.effective_on) == (case["last"], case["effective"])
    assert period.provisional == case.get("provisional", False)
    assert type(period).from_dict(period.as_dict()) == period


@pytest.mark.parametrize("case", cases("refusals"))
def test_refusal(case: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "pack.toml").write_text(ABOUT, encoding="utf-8")
    (folder / "rules.toml").write_text(case["text"], encoding="utf-8")
    with pytest.raises(PackError) as refused:
        library([tmp_path])
    for words in case["says"]:
        assert words in str(refused.value)


def test_golden_week_explains_itself(calendar: Calendar) -> None:
    """A07 told day by day: what a villager checks on the fingers."""
    value = required(library().pack("chengcheng2012"), "reply_limit.small_loan", date(2012, 9, 28))
    steps = due(date(2012, 9, 28), limit_of(value), calendar).steps
    told = [(step.on.day, step.kind, step.number, step.reason, step.festival) for step in steps]
    assert told[:3] == [
        (28, "start", None, "start", None),
        (29, "counted", 1, "makeup_day", "national_day"),
        (30, "skipped", None, "holiday", "mid_autumn"),
    ]
    assert told[-2:] == [(8, "counted", 2, "working_day", None), (9, "due", 3, "working_day", None)]
    assert {reason for _, kind, _, reason, _ in told if kind == "skipped"} == {"holiday"}
