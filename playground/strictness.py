"""Behaviour of Slack's servers on which its own sources disagree, or which some tests do without. The defaults are the strict side."""

from dataclasses import dataclass


@dataclass
class Strictness:
    """Change any of it at any time; what concerns blocks and views is in Flags."""

    rate_limits: bool = True
    trigger_errors_as_arguments: bool = False  # a live answer once said invalid_arguments instead of expired_trigger_id
    connections_open_per_minute: int = 50  # tier 3 in the specification, tier 1 in a table
    charset_warnings: bool = True
    distributed: bool = False  # commercially distributed outside the Marketplace: history once a minute, 15 messages
    mentions_with_names: bool = False  # <@U…|name> in commands: the documents have the short form, both were seen
    updates_notify: bool = False  # a mention that chat.update adds
    groups_need_a_plan: bool = False  # usergroups.list answers plan_upgrade_required
    events_an_hour: int = 30_000  # of one app in one workspace; then only app_rate_limited comes
    failing_from_events_an_hour: int = 1000  # an app that gets fewer keeps its subscription, however many of them fail
    large_team: bool = False  # users.list without a limit answers limit_required
    edit_window_seconds: float = 0.0  # a workspace may allow changes for so long; 0: always
    file_uploads: bool = True  # off: file_uploads_disabled
    file_processing_seconds: float = 0.0  # until an uploaded file may be named in a block
