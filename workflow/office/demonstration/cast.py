"""Who does what in the story: the nearest holder of a role, at the office itself or above it."""

from __future__ import annotations

from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.staff.roles import Role


class Cast:
    """The staff by office and role."""

    def __init__(self, officers: dict[str, Officer]) -> None:
        self.named = officers
        self.by_id = {officer.id: officer for officer in officers.values()}
        self._posts: dict[tuple[int, Role], Officer] = {}
        for officer in officers.values():
            for role in officer.roles:
                self._posts.setdefault((officer.office_id, role), officer)

    def of(self, role: Role, office: Office) -> Officer:
        """Who holds `role` for an office; LookupError where nobody up to the county does."""
        for each in office.chain():
            if found := self._posts.get((each.id, role)):
                return found
        raise LookupError(f"nobody is {role} for {office.name}")

    @property
    def risk(self) -> Officer:
        """The department that rules on objections."""
        return self.named["risk"]

    @property
    def discipline(self) -> Officer:
        """Who registers complaints and gives them to somebody."""
        return self.named["discipline"]
