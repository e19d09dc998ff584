"""Every room's tables in one import: for migrations and for the tools that look at all of them."""

from workflow.base.audit import Event, Look
from workflow.carriers.models import Heartbeat
from workflow.carriers.search.models import SearchEntry
from workflow.doors.inbox.models import Slip
from workflow.doors.published.models import Record
from workflow.office.campaign.models import Campaign
from workflow.office.groups.models import WorkingGroup
from workflow.office.outlets.models import DutyShift
from workflow.office.own_data.models import OwnDataRequest
from workflow.office.registers.areas.models import Handover
from workflow.office.registers.boxes.models import OpinionBox
from workflow.office.registers.duty.models import DutySwap
from workflow.office.registers.largeloans.models import LargeLoanBook
from workflow.office.registers.publicity.models import Publicity
from workflow.office.registers.supervisors.models import SocialSupervisor
from workflow.office.registers.tasks.models import Task
from workflow.office.registers.training.models import Training
from workflow.office.registers.visits.models import Visit
from workflow.office.registers.worklog.models import WorkEntry
from workflow.office.reminders.models import DailyDigest
from workflow.office.supervision.audits.models import SpecialAudit
from workflow.office.supervision.coverage.models import VillageCount
from workflow.office.supervision.draws.models import Draw
from workflow.office.supervision.inspections.models import NoticeInspection
from workflow.office.supervision.models import Breach
from workflow.office.supervision.progress.models import ProgressReport
from workflow.office.supervision.sanctions.models import Sanction
from workflow.office.supervision.studies.models import Study
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.appraisal.book.basics.models import BookPerson
from workflow.stages.appraisal.book.models import Book
from workflow.stages.appraisal.models import Investigation
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.approval.lines.models import LineBatch
from workflow.stages.approval.models import Review
from workflow.stages.cases.models import Case
from workflow.stages.cases.photos.models import MaterialPhoto
from workflow.stages.credit.contract.models import Contract
from workflow.stages.credit.loss.models import LossList
from workflow.stages.credit.models import CreditLine
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.models import Complaint
from workflow.stages.imports.models import SheetImport
from workflow.stages.notices.models import Notice
from workflow.stages.people.documents.models import Document
from workflow.stages.people.models import Household

ROOMS = (
    Event, Look, Heartbeat, Slip, Record, Office, Officer, Household, Case, Investigation, Survey, Panel, Book, Rating,
    Review, Notice, CreditLine,
    Complaint, EvaluationCard, Breach, DutyShift, SearchEntry, Document, OpinionBox,
    SocialSupervisor, Publicity, Training, WorkEntry, Handover, LineBatch, Campaign, WorkingGroup, LossList,
    DailyDigest, OwnDataRequest, DutySwap, Visit, LargeLoanBook, Task,
    VillageCount, Draw, NoticeInspection, ProgressReport, Study, SpecialAudit, Sanction, Contract,
    SheetImport, MaterialPhoto, BookPerson,
)  # fmt: skip
