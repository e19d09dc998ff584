"""What a photo may be said to show: a document on file, or a thing of the household."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from workflow.stages.people.documents import queries, rules
from workflow.stages.people.documents.models import Document
from workflow.stages.people.models import Household
from workflow.stages.people.words import named

_OF = "document:"


def subjects(household: Household, today: date) -> list[tuple[str, str]]:
    """The choices with their words, the documents on file first."""
    kinds = queries.kinds(today)
    papers = [paper for paper in queries.documents_of(household) if paper.state == rules.HELD]
    of_papers = [(_OF + paper.public_id, _named(paper, kinds)) for paper in papers]
    return of_papers + [(code, _(label)) for code, label in rules.SUBJECTS.items()]


def _named(paper: Document, kinds: dict[str, Any]) -> str:
    kind = named(kinds[paper.kind]) if paper.kind in kinds else paper.kind
    return f"{kind} · {paper.member.name}" if paper.member else kind


def chosen(household: Household, code: str) -> tuple[str, Document | None]:
    """What a choice means: the subject, and the document if it is one; NotFound for another household's."""
    if code.startswith(_OF):
        return rules.DOCUMENT, queries.document_of(household, code.removeprefix(_OF))
    return code, None
