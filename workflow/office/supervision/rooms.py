"""The rooms of supervision beside its figures, for the app: one line a blueprint."""

from workflow.office.supervision.audits.views import bp as audits
from workflow.office.supervision.coverage.count_views import bp as counts
from workflow.office.supervision.coverage.views import bp as coverage
from workflow.office.supervision.draws.finding_views import bp as findings
from workflow.office.supervision.draws.views import bp as draws
from workflow.office.supervision.inspections.photos.views import bp as inspection_photos
from workflow.office.supervision.inspections.views import bp as inspections
from workflow.office.supervision.progress.views import bp as progress
from workflow.office.supervision.sanctions.views import bp as sanctions
from workflow.office.supervision.studies.views import bp as studies

BLUEPRINTS = (
    draws, findings, inspections, inspection_photos, coverage, counts, progress, studies, audits, sanctions,
)  # fmt: skip
