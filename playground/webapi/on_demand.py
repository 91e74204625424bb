"""Errors that Slack names for a method and no rule here can know: the fault `refuse` gives them, `faults.add(method, kind="refuse", code=…)`.

All others that Slack names for the methods of methods.py come from a rule. What a dead or foreign token answers is set as `installation.error`.
"""

EVERYWHERE = ("fatal_error", "request_timeout")  # internal_error and service_unavailable are the fault `error`: they come with 500 and 503
OF_TOKENS = ("token_revoked", "token_expired", "account_inactive", "org_login_required", "team_added_to_org")  # installation.error

ON_DEMAND: dict[str, dict[str, str]] = {
    "chat.postMessage": {
        "message_limit_exceeded": "the workspace counts messages of all its apps",
        "restricted_action_read_only_channel": "a workspace's settings; is_restricted of a channel is restricted_action",
        "restricted_action_thread_only_channel": "a workspace's settings",
        "restricted_action_non_threadable_channel": "a workspace's settings",
        "restricted_action_thread_locked": "a workspace's settings",
    },
    "chat.update": {"streaming_state_conflict": "needs chat.startStream, which is not here"},
    "chat.unfurl": {"cannot_find_service": "Slack does not say when"},
    "conversations.list": {"missing_argument": "team_id of a token of a whole organization; the playground is one workspace"},
    "oauth.v2.access": {"cannot_install_an_org_installed_app": "of a whole organization's installation"},
}
