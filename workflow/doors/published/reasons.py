"""Why a record is taken down, as the public reads it: a sentence of the list, words of one's own, or both.

Stored is one text, `sentence` or `sentence: own words` in the list's English, so that each page says it in its
reader's language; what is not of the list stands as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflow.kernel.errors import N_

OTHER = "other"
LISTED: Mapping[str, str] = {
    "ended": N_("It is no longer offered or no longer applies"),
    "mistake": N_("It held a mistake; the right version follows"),
    "person": N_("This person no longer does this work"),
    "rule": N_("The rule behind it was changed or repealed"),
    "elsewhere": N_("It stands in another place now"),
}
_JOIN = ": "


def stored(code: str, own: str) -> str:
    """The text to keep for a code of the list (or `OTHER`) and the words added; empty where nothing was said."""
    return _JOIN.join(part for part in (LISTED.get(code, ""), own.strip()) if part)


def parts(why: str) -> tuple[str, str]:
    """A kept text as (sentence of the list as msgid, or "", and the words added)."""
    for sentence in LISTED.values():
        if why == sentence or why.startswith(sentence + _JOIN):
            return sentence, why[len(sentence) + len(_JOIN) :]
    return "", why
