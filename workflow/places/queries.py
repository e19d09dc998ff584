"""Finding the institution, its offices, towns and villages."""

from __future__ import annotations

from sqlalchemy import Select, bindparam, select

from workflow.base.db import session
from workflow.places.models import Institution, Office, Town, Village, VillageGroup


def institution() -> Institution:
    """The one institution this house belongs to, read once a session; raises LookupError in an empty database."""
    found: Institution | None = session.info.get("institution")
    if found is None or found not in session:
        found = session.scalar(select(Institution).order_by(Institution.id).limit(1))
        session.info["institution"] = found
    if found is None:
        raise LookupError("this database has no institution yet; run `sunshine demo` or import one")
    return found


def office(office_id: int) -> Office | None:
    """An office by id."""
    return session.get(Office, office_id)


def offices() -> list[Office]:
    """Every office, top first."""
    return list(session.scalars(select(Office).order_by(Office.parent_id.is_not(None), Office.id)))


def offices_below(top: Office) -> list[int]:
    """The ids of `top` and every office under it, read once a session."""
    known: dict[int, list[int]] = session.info.setdefault("offices_below", {})
    if top.id not in known:
        known[top.id] = _below(top)
    return known[top.id]


def _below(top: Office) -> list[int]:
    return list(session.scalars(_TREE, {"top": top.id}))


def _tree() -> Select[int]:
    tree = select(Office.id).where(Office.id == bindparam("top")).cte(recursive=True)
    return select(tree.union_all(select(Office.id).join(tree, Office.parent_id == tree.c.id)).c.id)


_TREE = _tree()


def towns() -> list[Town]:
    """Every town, by code."""
    return list(session.scalars(select(Town).order_by(Town.code)))


def village_by_code(code: str) -> Village | None:
    """A village by its statistical code."""
    return session.scalar(select(Village).where(Village.code == code))


def villages(office_ids: list[int] | None = None) -> list[Village]:
    """Villages in the order of their codes, optionally of certain offices only."""
    query = select(Village).order_by(Village.code)
    return list(session.scalars(query if office_ids is None else query.where(Village.office_id.in_(office_ids))))


def group(village_id: int, name: str) -> VillageGroup:
    """The village group of that name, made if it is new."""
    found = session.scalar(select(VillageGroup).where(VillageGroup.village_id == village_id, VillageGroup.name == name))
    if found is None:
        found = VillageGroup(village_id=village_id, name=name)
        session.add(found)
        session.flush()
    return found
