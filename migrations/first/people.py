"""Triggers that say when a person, a link or an organization has changed, so that caches are dropped. Frozen: a later change is a later revision."""

from store.platform import Found, quote

FUNCTION_NAME = "slack_people_changed()"
FUNCTION = """
create function slack.slack_people_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $people$
begin
    if tg_table_name = 'organizations' then
        perform pg_notify('leadbot_people', new.id::text);
        return null;
    end if;
    if tg_op <> 'INSERT' then
        perform pg_notify('leadbot_people', old.organization_id::text);
    end if;
    if tg_op <> 'DELETE' then
        perform pg_notify('leadbot_people', new.organization_id::text);
    end if;
    return null;
end
$people$
"""

USER = ("role", "is_active", "first_name", "last_name", "timezone_preference", "email", "organization_id")
ORGANIZATION = ("is_active", "settings", "name")
IDENTITY = ("user_id", "slack_user_id", "team_id", "timezone")
TRIGGERS = [
    ("users", "slack_users_changed"),
    ("users", "slack_users_counted"),
    ("organizations", "slack_organizations_changed"),
]


def create(found: Found) -> list[str]:
    """The function, and its triggers on users, organizations and identities. Rows that are only touched say nothing."""
    schema = quote(found.schema)
    call = "for each row {when}execute function slack.slack_people_changed()"
    plain = call.format(when="")
    return [
        FUNCTION.strip(),
        "revoke execute on function slack.slack_people_changed() from public",
        f"create trigger slack_users_changed after update on {schema}.users {call.format(when=_when(USER))}",
        f"create trigger slack_users_counted after insert or delete on {schema}.users {plain}",
        f"create trigger slack_organizations_changed after update on {schema}.organizations {call.format(when=_when(ORGANIZATION))}",
        f"create trigger slack_identities_changed after update on slack.identities {call.format(when=_when(IDENTITY))}",
        f"create trigger slack_identities_linked after insert or delete on slack.identities {plain}",
    ]


def _when(fields: tuple[str, ...]) -> str:
    return "when (" + " or ".join(f"old.{field}::text is distinct from new.{field}::text" for field in fields) + ") "
