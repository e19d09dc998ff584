"""What every photo of a register's entry has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from workflow.office.registers.models import Entry


class KeptPhoto(Entry):
    """A photo that belongs to another entry, its `owner`; sealed (a JPEG in base64).

    `digest` (SHA-256 of the picture) stands in the owner's chain of events, too. `once_key` is a keyed digest of what
    was sent: the same photo sent again is the same photo.
    """

    number: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    once_key: Mapped[str] = mapped_column(String(64), unique=True)
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    if TYPE_CHECKING:  # each table has its own `Sealed("content_sealed")`: what is sealed is bound to its table
        picture: Any

    @property
    def owner(self) -> Entry:
        """What it is a photo of."""
        raise NotImplementedError

    @property
    def stream(self) -> str:
        """A photo's events stand in its owner's chain."""
        return self.owner.stream
