"""Sample data: `leadbot seed`."""

from store.seed.load import Progress, seed
from store.seed.organizations import EmailTaken, HasOtherLeads, Member, OrganizationMissing, Seeded, SeedRefused
from store.seed.words import described

__all__ = ["EmailTaken", "HasOtherLeads", "Member", "OrganizationMissing", "Progress", "SeedRefused", "Seeded", "described", "seed"]
