"""Photos of papers: taken in with their slips, taken over into the household's file, or refused with a reason."""

from workflow.stages.cases.photos.operations.intake import take_photos
from workflow.stages.cases.photos.operations.judging import refuse, take_over
from workflow.stages.cases.photos.operations.telling import tell_of_photo

__all__ = ["refuse", "take_over", "take_photos", "tell_of_photo"]
