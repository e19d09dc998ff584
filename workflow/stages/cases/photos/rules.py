"""What becomes of a photo of a paper. Pure."""

from __future__ import annotations

WAITING, TAKEN, REFUSED, DISCARDED = "waiting", "taken", "refused", "discarded"
#: As what it lies in the household's file, unless it shows a document that is on file.
PAPER = "paper"
