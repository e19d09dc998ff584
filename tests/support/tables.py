"""Everything the database holds, to compare before and after."""

from __future__ import annotations

from sqlalchemy import select

from workflow import tables
from workflow.base.db import Base, session

assert tables.ROOMS  # every room's tables are known


def contents(*, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The rows of every table as text, in no order that matters."""
    session.remove()
    wanted = [table for table in Base.metadata.sorted_tables if table.name not in without]
    found = {table.name: sorted(map(str, session.execute(select(table)))) for table in wanted}
    session.remove()
    return found
