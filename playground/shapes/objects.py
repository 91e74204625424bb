"""Composition objects, and the rules that many shapes share."""

from playground.rules import Anything, Bool, Items, Of, Rule, Shape, Str, Text

PLAIN = ("plain_text",)
URL = Str(3000, url=True)
HTTPS = Str(3000, pattern="https://.+")
ID = Str()
ACTION_ID = Str(255)
STYLE = Str(choices=("primary", "danger"))
OPTION: dict[str, Rule] = {"text": Text(75, PLAIN), "value": Str(150), "description": Text(75, PLAIN)}

COMPOSITION: dict[str, Shape] = {
    "plain_text": Shape({"text": Str(), "emoji": Bool()}, ("text",)),
    "mrkdwn": Shape({"text": Str(), "verbatim": Bool()}, ("text",)),
    "option": Shape(OPTION, ("text", "value")),
    "overflow_option": Shape({**OPTION, "url": URL}, ("text", "value")),
    "choice_option": Shape({"text": Text(75), "value": Str(150), "description": Text(75)}, ("text", "value")),
    "option_group": Shape({"label": Text(75, PLAIN), "options": Items(Of("option"), 100)}, ("label", "options")),
    "confirm": Shape(
        {"title": Text(100, PLAIN), "text": Text(300), "confirm": Text(30, PLAIN), "deny": Text(30, PLAIN), "style": STYLE},
        ("title", "text", "confirm", "deny"),
    ),
    "slack_file": Shape({"id": Str(), "url": Str(3000, url=True)}, one_of=("id", "url")),
    "filter": Shape(
        {
            "include": Items(Str(choices=("im", "mpim", "private", "public"))),
            "exclude_external_shared_channels": Bool(),
            "exclude_bot_users": Bool(),
        },
        any_of=("include", "exclude_external_shared_channels", "exclude_bot_users"),
    ),
    "dispatch_action_config": Shape({"trigger_actions_on": Items(Str(choices=("on_enter_pressed", "on_character_entered")), 2)}, ("trigger_actions_on",)),
    "workflow": Shape({"trigger": Of("workflow_trigger")}, ("trigger",)),
    "workflow_trigger": Shape({"url": URL, "customizable_input_parameters": Items(Anything(), min=0)}, ("url",)),
    "icon": Shape({"name": Str()}, ("name",)),
    "options_answer": Shape(
        {"options": Items(Of("option"), 100, min=0), "option_groups": Items(Of("option_group"), 100, min=0)}, one_of=("options", "option_groups")
    ),
}
