"""Leads: what is refused of one."""

from crm.errors import UserError


class LeadNotFound(UserError):
    """The organization has no such lead, or no more."""

    def __init__(self, lead_id: int) -> None:
        self.lead_id = lead_id
