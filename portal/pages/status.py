"""Is everything running (N13)? In words, from the heartbeats alone: what stopped is late without anyone saying so."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask_babel import lazy_gettext as _

from workflow.doors.published import read

bp = Blueprint("status", __name__)

#: What each piece of work is to a villager, and what it means for them while it is late.
WORDS = {
    "inbox": (
        _("What you hand in is passed on"),
        _("What you handed in is kept safe with its time, but nobody has been told of it yet."),
    ),
    "clocks": (
        _("Deadlines follow the calendar"),
        _("A deadline shown to you may change once new holidays are counted. The officer may not have been reminded."),
    ),
    "photos": (
        _("Photos are made ready"),
        _("Photos that were handed in since then are kept, but nobody can look at them yet."),
    ),
    "notices": (_("Notices end on time"), _("A notice may wait for its last step. No notice is shown after its end.")),
    "publication": (_("What was decided is published"), _("What changed since then may not stand here yet.")),
    "tallies": (
        _("Every promise is counted"),
        _("Some of what happened since then is not in our figures yet."),
    ),
    "performance": (_("Our figures are counted"), _("The figures beside our promises are delayed.")),
    "log": (_("The public log is signed"), _("What was published since then is not yet proven.")),
    "calendar": (
        _("The calendar of working days is known"),
        _("The official holidays of a year in use are missing. Days counted there are provisional."),
    ),
    "delivery": (_("Messages are sent"), _("Some messages wait. Look up your receipt here, or telephone us.")),
    "backup": (_("A copy is kept elsewhere"), _("Nothing is lost, but a fault of our machine would now cost more.")),
    "verification": (
        _("All records are checked anew"),
        _("Nobody has checked since then that every record is what was written."),
    ),
}


@bp.get("/status")
def show() -> str:
    """Asked anew for every reader and never kept: an old answer would be a false one."""
    limits = current_app.config["HOUSE"].limits
    pulses = read.unseen.pulses(read.now(), limits)
    return render_template("portal/status.html", pulses=pulses, words=WORDS, late=any(each.late for each in pulses))
