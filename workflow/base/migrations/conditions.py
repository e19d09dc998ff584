"""What guards are made of."""

from __future__ import annotations

#: A guard's name, its table, INSERT, UPDATE or DELETE, the condition that must never be true, what is said.
Rule = tuple[str, str, str, str, str]


def other(*columns: str) -> str:
    """The condition under which an update changes one of these columns."""
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)
