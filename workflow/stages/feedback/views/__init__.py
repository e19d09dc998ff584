"""Pages of the complaints room. Whoever a complaint concerns finds nothing here, not even a number."""

from workflow.stages.feedback.views import crowds, merging, photos, talk
from workflow.stages.feedback.views.pages import bp

__all__ = ("bp", "crowds", "merging", "photos", "talk")
