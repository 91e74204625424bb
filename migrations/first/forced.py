"""Where row security is forced upon the tables' owner, functions of the owner's would see what its policies show.

They then belong to leadbot_jobs, whose policy shows it every row. Frozen: a later change is a later revision.
"""

from migrations.first.people import FUNCTION_NAME
from migrations.first.watched import WATCHED
from store.platform import Found, quote

READERS = ("execution_organization(bigint, bigint, bigint)", "execution_is_free(bigint)")


def create(found: Found) -> list[str]:
    """Statements that give the functions to leadbot_jobs; none where the owner sees every row."""
    if not found.owner_is_held:
        return []
    functions = [f"slack_{watched.table}_{moment}()" for watched in WATCHED for moment in watched.moments]
    options = " with inherit false, set true" if found.version >= 160000 else ""
    membership = [] if "leadbot_jobs" in found.user.granted else [f"grant leadbot_jobs to {quote(found.user.name)}{options}"]
    return [
        *membership,
        "grant create on schema slack to leadbot_jobs",
        *(f"alter function slack.{function} owner to leadbot_jobs" for function in (*READERS, *functions, FUNCTION_NAME)),
        "grant execute on function slack.as_jsonb(text) to leadbot_jobs",
        "revoke create on schema slack from leadbot_jobs",
    ]
