"""Every room of the registers, for the app: one line a blueprint."""

from workflow.office.registers.areas.handover_views import bp as handovers
from workflow.office.registers.areas.views import bp as areas
from workflow.office.registers.boxes.opening_views import bp as openings
from workflow.office.registers.boxes.photos.views import bp as box_photos
from workflow.office.registers.boxes.views import bp as boxes
from workflow.office.registers.duty.sit_in_views import bp as sit_ins
from workflow.office.registers.duty.views import bp as swaps
from workflow.office.registers.largeloans.views import bp as large_loans
from workflow.office.registers.publicity.views import bp as publicity
from workflow.office.registers.supervisors.observation_views import bp as observations
from workflow.office.registers.supervisors.views import bp as supervisors
from workflow.office.registers.tasks.views import bp as tasks
from workflow.office.registers.training.letter_views import bp as letters
from workflow.office.registers.training.views import bp as trainings
from workflow.office.registers.views import bp as registers
from workflow.office.registers.visits.meeting_views import bp as meetings
from workflow.office.registers.visits.views import bp as visits
from workflow.office.registers.worklog.month_views import bp as months
from workflow.office.registers.worklog.quarter_views import bp as quarters
from workflow.office.registers.worklog.views import bp as worklog

BLUEPRINTS = (
    registers,
    boxes,
    openings,
    box_photos,
    supervisors,
    observations,
    publicity,
    worklog,
    months,
    trainings,
    letters,
    areas,
    handovers,
    swaps,
    sit_ins,
    visits,
    meetings,
    large_loans,
    tasks,
    quarters,
)
