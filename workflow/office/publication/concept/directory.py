"""The institution, its offices, villages and people as the public finds them."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.office.publication import queries
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Office, Village
from workflow.staff.models import Officer


def institution(_on: date) -> dict[str, dict[str, Any]]:
    """The institution itself."""
    own, pack = places.institution(), packs.pack()
    payload = {
        "name": own.name, "name_en": own.name_en, "hotline": own.hotline, "demonstration": own.demonstration,
        "pack_name": {"zh": pack.name, "en": pack.name_en}, "pack_source": pack.source,
        "address": next((office.address for office in places.offices() if office.address), ""),
    }  # fmt: skip
    return {"self": payload}


def offices(_on: date) -> dict[str, dict[str, Any]]:
    """Every office, by id."""
    return {str(office.id): _office(office) for office in places.offices()}


def _office(office: Office) -> dict[str, Any]:
    names = ("name", "level", "outlet", "phone", "address")
    return {name: getattr(office, name) for name in names}


def villages(on: date) -> dict[str, dict[str, Any]]:
    """Every village with its officer (None where nobody is in charge, which the page says) and its groups, by code."""
    in_charge, groups = queries.in_charge(on), queries.groups()
    return {
        village.code: _village(village, in_charge.get(village.id), groups.get(village.id, []))
        for village in queries.villages()
    }


def _village(village: Village, officer: Officer | None, groups: list[str]) -> dict[str, Any]:
    town, office = village.town, village.office
    return {
        "code": village.code, "name": village.name, "pinyin": village.pinyin, "town": town.name, "town_code": town.code,
        "office": office.name, "office_phone": office.phone, "officer": _card(officer) if officer else None,
        "groups": groups,
    }  # fmt: skip


def _card(officer: Officer) -> dict[str, Any]:
    """What anyone may know of an officer: work, place, work phone – never a private address or number."""
    return {"name": officer.name, "office": officer.office.name, "phone": officer.phone, "duties": officer.duties}


def officers(on: date) -> dict[str, dict[str, Any]]:
    """Every officer who is in charge of villages, with them, by public id."""
    found: dict[str, dict[str, Any]] = {}
    for village, officer in queries.areas(on):
        entry = found.setdefault(officer.public_id, {**_card(officer), "villages": []})
        entry["villages"].append({"code": village.code, "name": village.name, "town": village.town.name})
    return found
