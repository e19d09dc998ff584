"""Forms of the calendar's page: buttons that do one thing."""

from __future__ import annotations

from workflow.base.forms import HouseForm


class AddressForm(HouseForm):
    """Make, renew or end the address."""
