"""What is done with documents and photographs; each act one event of the household."""

from workflow.stages.people.documents.operations.papers import (
    close_documents,
    mark_mistaken,
    record_document,
    verify_document,
)
from workflow.stages.people.documents.operations.photos import add_photo, keep_photo, look_at_photo, remove_photo

__all__ = [
    "add_photo", "close_documents", "keep_photo", "look_at_photo", "mark_mistaken", "record_document", "remove_photo",
    "verify_document",
]  # fmt: skip
