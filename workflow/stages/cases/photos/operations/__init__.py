"""Photos of papers: taken in with their slips, taken over into the household's file, refused with a reason, or settled
with the end of their application."""

from workflow.stages.cases.photos.operations.ending import settle
from workflow.stages.cases.photos.operations.intake import take_photos
from workflow.stages.cases.photos.operations.judging import refuse, take_over
from workflow.stages.cases.photos.operations.telling import tell_of_photo

__all__ = ["refuse", "settle", "take_over", "take_photos", "tell_of_photo"]
