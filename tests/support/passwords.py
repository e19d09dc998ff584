"""Passwords of tests: hashed as everywhere, but with little work, for hundreds of people log in."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from workflow.staff import operations


def hash_lightly(patch: pytest.MonkeyPatch) -> None:
    """From now on this process hashes with the least work that argon2 knows; what is hashed already says its own."""
    patch.setattr(operations, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
