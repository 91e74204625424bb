"""What `leadbot seed` prints."""

from store.seed.organizations import Member, Seeded

ROLE_WORDS = {"admin": "Admins", "manager": "Managers", "sales_rep": "Reps", "viewer": "Viewers"}


def described(seeded: Seeded) -> str:
    """What is there, in a few lines: how many rows, the people by role, a lead to look at."""
    leads = seeded.counts["leads"]
    if seeded.already_there:
        first = f"{seeded.organization} has its sample data already ({leads:,} leads). Nothing was changed."
    else:
        first = f"{seeded.organization} has {leads:,} leads with {seeded.counts['activities']:,} activities and {seeded.counts['lead_notes']:,} notes."
    people = [f"  {ROLE_WORDS.get(role, role)}: {', '.join(map(named, members))}" for role, members in seeded.people.items() if members]
    example = [f"Look at one: /lead {seeded.example_lead_id}"] if seeded.example_lead_id is not None else []
    return "\n".join([first, *people, *example])


def named(member: Member) -> str:
    """A person with their address."""
    return f"{member.name} <{member.email}>{'' if member.is_active else ' (deactivated)'}"
