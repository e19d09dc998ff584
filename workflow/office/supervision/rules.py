"""What counts as a breach, in words, and which work must never be silent. Pure."""

from __future__ import annotations

from workflow.kernel.errors import N_

SECOND_NOTICE, MISSED_CLOCK, LATE_RESULT, LATE_RECORD = "second_notice", "missed_clock", "late_result", "late_record"
LATE_COMPLAINT, LATE_REGISTER, NO_HANDLER = "late_complaint", "late_registration", "no_handler"
LATE_TIE, LATE_REVIEW, LATE_STAGE = "late_tie", "late_review", "late_stage"
NO_OFFICER, STALE_CALENDAR, SILENCE = "no_officer", "stale_calendar", "silence"

KINDS = {
    SECOND_NOTICE: N_("Missing papers were not told all at once"),
    MISSED_CLOCK: N_("The promised time was missed"),
    LATE_STAGE: N_("A stage of a case took longer than the rules give it"),
    LATE_RESULT: N_("The result was told too late"),
    LATE_RECORD: N_("Told in time by the record, but recorded only after the due day"),
    LATE_COMPLAINT: N_("A complaint was not answered in time"),
    LATE_REGISTER: N_("A complaint was not registered in time"),
    LATE_REVIEW: N_("The second look at the answer to a complaint was not given in time"),
    NO_HANDLER: N_("A complaint concerns everyone who could handle it"),
    LATE_TIE: N_("A tie to the household was declared only after a part was taken in its case"),
    NO_OFFICER: N_("A village has no officer in charge"),
    STALE_CALENDAR: N_("The working-day calendar is not loaded for a year that is in use"),
    SILENCE: N_("Work that nobody sees has stopped"),
}

#: These are over when what they say is no longer so, and are found anew when it comes back.
LASTING = (NO_HANDLER, NO_OFFICER, STALE_CALENDAR, SILENCE)

#: The parts of the tick and what is done once a day; a house in which one of them never ran is silent too.
UNSEEN_WORK = {
    "inbox": N_("taking in what is handed in"),
    "clocks": N_("counting clocks anew and warning of their ends"),
    "notices": N_("closing notices"),
    "publication": N_("publishing"),
    "tallies": N_("counting for the figures"),
    "supervision": N_("looking for breaches"),
    "performance": N_("figures of the commitments"),
    "log": N_("signing the public log"),
    "messages": N_("sending messages"),
    "backup": N_("keeping a backup"),
    "verification": N_("verifying every record"),
}
