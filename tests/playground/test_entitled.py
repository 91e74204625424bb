"""Blocks that an app may send only with a scope or an entry in its manifest."""

from playground.entitled import validate_for_app
from tests.playground.test_validator import plain
from tests.playground.test_validator_views import field

VIDEO = {"type": "video", "alt_text": "a", "title": plain("t"), "thumbnail_url": "https://v.acme.example/a.png", "video_url": "https://v.acme.example/a"}
PROVIDER = {"type": "auth_provider", "value": "crm", "name": plain("CRM"), "is_connected": False, "auth_url": "https://login.acme.example/x"}


def said(*blocks: dict, **more) -> list[str]:
    return [str(problem) for problem in validate_for_app(list(blocks), **{"scopes": ["chat:write"], **more})]


def test_a_video_needs_its_scope_and_a_domain_of_the_manifest():
    assert said(VIDEO, scopes=["links.embed:write"], unfurl_domains=["acme.example"]) == []
    assert said(VIDEO, unfurl_domains=["other.example", "me.example"]) == [
        "missing required scope: links.embed:write [json-pointer:/blocks/0]",
        "must be on a domain of the app's unfurl_domains [json-pointer:/blocks/0/video_url]",
    ]


def test_a_video_in_a_container_is_seen():
    box = {"type": "container", "title": plain("t"), "child_blocks": [VIDEO]}

    assert said(box, unfurl_domains=["v.acme.example"]) == ["missing required scope: links.embed:write [json-pointer:/blocks/0/child_blocks/0]"]


def test_a_file_input_needs_files_read():
    block = field({"type": "file_input", "action_id": "f"})

    assert said(block, scopes=["files:read"]) == []
    assert said(block, pointer="/view/blocks") == ["missing required scope: files:read [json-pointer:/view/blocks/0/element]"]


def test_a_connection_is_made_on_hosts_of_the_manifest():
    assert said(PROVIDER, auth_hosts=["acme.example"]) == []
    assert said(PROVIDER, auth_hosts=["crm.example"]) == ["must be on a host of the app's auth_hosts [json-pointer:/blocks/0/auth_url]"]
