"""Sample data: `leadbot seed`."""

from store.seed.load import Progress, seed
from store.seed.organizations import EmailTaken, HasOtherLeads, Member, OrganizationMissing, Seeded

__all__ = ["EmailTaken", "HasOtherLeads", "Member", "OrganizationMissing", "Progress", "Seeded", "seed"]
