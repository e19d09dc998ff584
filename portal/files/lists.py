"""All public lists, in the order in which /data names them. A new list is one line here."""

from __future__ import annotations

from portal.files import lending, outlets, people, voices, watching
from portal.files.listing import Listing

LISTS: tuple[Listing, ...] = (
    lending.PRODUCTS, lending.RATES, lending.FEES, lending.COMMITMENTS, lending.RULES,
    people.OFFICERS, people.VILLAGES, people.TOWNS, people.OFFICES, people.PANELS,
    outlets.DUTY, outlets.SIT_INS, outlets.DISCLOSURES, outlets.BOARDS, outlets.PUBLICITY,
    watching.NOTICES, watching.CONDUCT, watching.SUPERVISION, watching.DRAWS, watching.LOG,
    voices.COMPLAINTS, voices.CARDS,
)  # fmt: skip

#: The list that tells the records of a kind.
BY_KIND = {listing.kinds[0]: listing for listing in LISTS if listing.title}
