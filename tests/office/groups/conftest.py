"""The outlet of the neighbouring room: a branch with its head, and who publishes."""

from __future__ import annotations

from tests.office.outlets.conftest import outlet

__all__ = ["outlet"]
