"""Reading a register: as many questions for a long one as for a short one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.office.registers.conftest import Place
from tests.office.registers.test_publicity import told
from tests.support.factories_cases import person
from workflow.base.db import session
from workflow.office.registers import queries
from workflow.office.registers.publicity.models import Publicity
from workflow.office.registers.rules import Asked
from workflow.office.registers.worklog.models import WorkEntry
from workflow.staff.models import Officer
from workflow.staff.roles import Role


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_everybody_whom_a_register_names_comes_at_once(database: Engine, place: Place) -> None:
    _tell(place, 2)
    few = _questions(database, place.county)
    _tell(place, 12)
    assert _questions(database, place.county) == few


def _tell(place: Place, times: int) -> None:
    """Each time by somebody else."""
    for number in range(times):
        writer = person(Role.CREDIT_OFFICER, place.office, f"笔{number}")
        told(place, person=writer, by=writer)
    session.commit()


def _questions(database: Engine, reader: Officer) -> int:
    """How many statements it takes to read the register with its people's names."""
    reader_id, asked = reader.id, list[str]()
    session.remove()

    def count(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(database, "before_cursor_execute", count)
    found = queries.listed(Publicity, "on", Asked(), session.get_one(Officer, reader_id), "publicity.see", limit=50)
    assert all(each.by.name and each.recorded_by.name for each in found)
    event.remove(database, "before_cursor_execute", count)
    return len(asked)


def test_only_a_register_about_people_is_narrowed_to_one() -> None:
    asked = Asked(officer="x" * 26)
    assert queries.narrowed(Publicity, "on", asked) == []
    assert len(queries.narrowed(WorkEntry, "on", asked)) == 1
