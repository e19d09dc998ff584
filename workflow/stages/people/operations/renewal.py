"""Going through a household's file once a year (S21): what changed is keyed first, then somebody says that it holds."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, N_
from workflow.staff.models import Officer
from workflow.stages.people import queries
from workflow.stages.people.documents.queries import documents_of
from workflow.stages.people.keyed import refuse_tied, stream
from workflow.stages.people.models import Household
from workflow.stages.people.renewal import waiting

RENEWED = audit.declare("household_file_renewed")


def renew(household: Household, *, by: Officer, at: datetime) -> None:
    """Write down that the whole file was gone through with the household, and that it holds as of today.

    Forbidden for whoever is tied to the household; Conflict while something keyed waits for a second person, and where
    the file was gone through today already.
    """
    refuse_tied(household, by)
    if waiting(queries.fields_of(household), documents_of(household)):
        raise Conflict(N_("Something keyed waits for a second person: have it compared first."))
    if household.renewed_on == local_date(at):
        raise Conflict(N_("This file was gone through today already."))
    household.renewed_on = local_date(at)
    session.flush()
    audit.record(RENEWED, stream(household), at=at, by=by.id)
