"""What a null means where ours never is one: on an older platform these columns may have it. As SQL, said once; as rows of the ORM: store/models.py.

It is what the column's default does. A time that is unknown is shown nowhere, and sorted last.
"""

LEAD_STATUS = "coalesce(l.status::text, 'new')"
MEMBER_STATUS = "left(coalesce(nullif(trim(m.status), ''), 'pending'), 100)"
CAMPAIGN_STATUS = "coalesce(c.status::text, 'draft')"
CAMPAIGN_NAME = "coalesce(nullif(trim(left(c.name, 255)), ''), 'Campaign #' || c.id)"
"""One without a name is called by its number."""
ACTIVITY_TYPE = "coalesce({0}.activity_type::text, 'activity')"
PRIVATE = "{0}.is_private is not false"
"""A note is for others only where it says so."""
ROLE = "coalesce(u.role::text, 'sales_rep')"
MAILS = "(u.email_notifications is not false and u.email is not null)"
