"""Every room's tables in one import: for migrations and for the tools that look at all of them."""

from workflow.base.audit import Event
from workflow.carriers.models import Heartbeat
from workflow.carriers.search.models import SearchEntry
from workflow.doors.inbox.models import Slip
from workflow.doors.published.models import Record
from workflow.office.outlets.models import DutyShift
from workflow.office.registers.areas.models import Handover
from workflow.office.registers.boxes.models import OpinionBox
from workflow.office.registers.publicity.models import Publicity
from workflow.office.registers.supervisors.models import SocialSupervisor
from workflow.office.registers.training.models import Training
from workflow.office.registers.worklog.models import WorkEntry
from workflow.office.supervision.models import Breach
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.appraisal.book.models import Book
from workflow.stages.appraisal.models import Investigation
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.approval.models import Review
from workflow.stages.cases.models import Case
from workflow.stages.credit.models import CreditLine
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.models import Complaint
from workflow.stages.notices.models import Notice
from workflow.stages.people.documents.models import Document
from workflow.stages.people.models import Household

ROOMS = (
    Event, Heartbeat, Slip, Record, Office, Officer, Household, Case, Investigation, Survey, Panel, Book, Rating,
    Review, Notice, CreditLine,
    Complaint, EvaluationCard, Breach, DutyShift, SearchEntry, Document, OpinionBox,
    SocialSupervisor, Publicity, Training, WorkEntry, Handover,
)  # fmt: skip
