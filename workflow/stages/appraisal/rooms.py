"""The rooms of the appraisal stage, for the staff's app."""

from __future__ import annotations

from workflow.stages.appraisal.book.views import bp as book
from workflow.stages.appraisal.panel.views import bp as panel
from workflow.stages.appraisal.rating.views import bp as rating
from workflow.stages.appraisal.survey.views import bp as survey
from workflow.stages.appraisal.village.views import bp as village

BLUEPRINTS = (survey, panel, book, rating, village)
