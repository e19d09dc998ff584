"""The rooms of the appraisal stage and the forms that are imported up to it, for the staff's app."""

from __future__ import annotations

from workflow.stages.appraisal.book.sheet import BOOK
from workflow.stages.appraisal.book.views import bp as book
from workflow.stages.appraisal.panel.views import bp as panel
from workflow.stages.appraisal.rating.views import bp as rating
from workflow.stages.appraisal.survey.sheet import QUESTIONNAIRES
from workflow.stages.appraisal.survey.views import bp as survey
from workflow.stages.appraisal.village.views import bp as village
from workflow.stages.people.roll.kind import ROLL

FORMS = (ROLL, QUESTIONNAIRES, BOOK)
BLUEPRINTS = (survey, panel, book, rating, village)
