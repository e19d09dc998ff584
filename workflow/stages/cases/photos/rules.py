"""What becomes of a photo of a paper. Pure."""

from __future__ import annotations

from workflow.kernel.errors import N_

WAITING, TAKEN, REFUSED = "waiting", "taken", "refused"
LABELS = {WAITING: N_("to be looked at"), TAKEN: N_("taken over"), REFUSED: N_("not usable")}
#: As what it lies in the household's file, unless it shows a document that is on file.
PAPER = "paper"
