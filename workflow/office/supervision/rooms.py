"""The rooms of supervision beside its figures, for the app: one line a blueprint."""

from workflow.office.supervision.coverage.count_views import bp as counts
from workflow.office.supervision.coverage.views import bp as coverage
from workflow.office.supervision.draws.finding_views import bp as findings
from workflow.office.supervision.draws.views import bp as draws

BLUEPRINTS = (draws, findings, coverage, counts)
