"""What this app may show in this workspace: its scopes, its manifest, and the files that are there."""

from typing import Any

from playground.entitled import validate_for_app
from playground.ground import Ground
from playground.rules import Problem
from playground.walk import files_in


def unentitled(ground: Ground, blocks: list[dict[str, Any]], pointer: str = "/blocks") -> list[Problem]:
    """Blocks that the app's scopes or manifest do not allow, and pictures of files that are not there (yet). They have passed the validator."""
    manifest, scopes = ground.manifest, ground.state.installation.scopes
    problems = validate_for_app(blocks, scopes=scopes, unfurl_domains=manifest.unfurl_domains, auth_hosts=manifest.auth_hosts, pointer=pointer)
    missing = [place for place, wanted in files_in(blocks, pointer) if not _is_there(ground, wanted)]
    return [*problems, *(Problem(place, "invalid slack file") for place in missing)]


def _is_there(ground: Ground, wanted: dict[str, str]) -> bool:
    if "id" in wanted:
        return is_ready(ground, wanted["id"])
    named = next((file for file in ground.state.files.values() if wanted["url"] in (file.as_slack()["url_private"], file.as_slack()["permalink"])), None)
    return named is not None and is_ready(ground, named.id)


def is_ready(ground: Ground, file_id: str) -> bool:
    """Whether a file may be named in a block: it is whole, and Slack has worked on it."""
    file = ground.state.files.get(file_id)
    delay = ground.strictness.file_processing_seconds
    return file is not None and file.completed and ground.state.clock.now() - file.created >= delay
