"""The publishing desk: what falls due, what differs, what waits for a second person, what stands in public."""

from workflow.office.publication.views import desk, proposals, records
from workflow.office.publication.views.common import bp

__all__ = ("bp", "desk", "proposals", "records")
