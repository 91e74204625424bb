"""Slack's limits for blocks, as one table. Surfaces: M message, D modal (dialog), H App Home. What Slack's sources disagree on is a name of Flags."""

from dataclasses import replace

from playground.checks import (
    chart_points_fit,
    divider_or_collapsible,
    initial_is_offered,
    initials_are_offered,
    not_both_icons,
    same_length_rows,
    unique_action_ids,
    unique_series_names,
)
from playground.rules import Anything, Bool, Items, Kind, Num, Of, Rule, Shape, Str, Text

PLAIN = ("plain_text",)
MRKDWN = ("mrkdwn",)
URL = Str(3000, url=True)
STYLE = Str(choices=("primary", "danger"))

# Selects by what they list; each has a multi_ twin.
SELECTS = ("static_select", "external_select", "users_select", "channels_select", "conversations_select")
MULTI = tuple(f"multi_{name}" for name in SELECTS)
TIMES = ("datepicker", "timepicker")
CHOICES = ("checkboxes", "radio_buttons")
TYPED = ("plain_text_input",)

ACCESSORIES = Kind("button", "overflow", ("image", "image_element"), "workflow_button", *SELECTS, *MULTI, *TIMES, *CHOICES)
ACTIONS = Kind("button", "overflow", "workflow_button", "datetimepicker", *SELECTS, *TIMES, *CHOICES)
ACTIONS_WITH_MULTI = Kind("button", "overflow", "workflow_button", "datetimepicker", *SELECTS, *MULTI, *TIMES, *CHOICES)
# rich_text_input, number, e-mail, url and file inputs stand in modals (the first in Home too), never in messages.
INPUTS = Kind(*TYPED, *SELECTS, *MULTI, *TIMES, "datetimepicker", *CHOICES)
CONTEXT = Kind("plain_text", "mrkdwn", ("image", "image_element"))
INLINE = Kind(*((name, f"rich_{name}") for name in ("text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date", "team", "color")))
RICH = Kind("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
RICH_BLOCK = Kind(("rich_text", "rich_text_block"))
CELLS = Kind("raw_text", "raw_number", ("rich_text", "rich_text_block"))
CHARTS = Kind("pie", "bar", "line", "area")

OPTION: dict[str, Rule] = {"text": Text(75, PLAIN), "value": Str(150), "description": Text(75, PLAIN)}
ACTION_ID = Str(255)
COMMON_SELECT: dict[str, Rule] = {"action_id": ACTION_ID, "placeholder": Text(150, PLAIN), "confirm": Of("confirm"), "focus_on_load": Bool()}
MULTI_SELECT: dict[str, Rule] = {**COMMON_SELECT, "max_selected_items": Num(1)}
OPTION_LISTS: dict[str, Rule] = {"options": Items(Of("option"), 100), "option_groups": Items(Of("option_group"), 100)}
ID = Str()
STYLES = Of("rich_style")

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
}

ELEMENTS: dict[str, Shape] = {
    "button": Shape(
        {
            "text": Text(75, PLAIN),
            "action_id": ACTION_ID,
            "url": URL,
            "value": Str(2000),
            "style": STYLE,
            "confirm": Of("confirm"),
            "accessibility_label": Str(75),
            "agent_prompt": Str(4000),
            "agent_prompt_display": Str(),
            "visible_to_user_ids": Items(ID, 10),
        },
        ("text",),
    ),
    "overflow": Shape({"action_id": ACTION_ID, "options": Items(Of("overflow_option"), 5), "confirm": Of("confirm")}, ("options",)),
    "image_element": Shape({"alt_text": Str(2000), "image_url": URL, "slack_file": Of("slack_file")}, ("alt_text",), one_of=("image_url", "slack_file")),
    "workflow_button": Shape(
        {"text": Text(75, PLAIN), "action_id": ACTION_ID, "workflow": Of("workflow"), "style": STYLE, "accessibility_label": Str(75)},
        ("text", "action_id", "workflow"),
    ),
    "static_select": Shape(
        {**COMMON_SELECT, **OPTION_LISTS, "initial_option": Of("option")}, one_of=("options", "option_groups"), checks=(initial_is_offered,)
    ),
    "multi_static_select": Shape(
        {**MULTI_SELECT, **OPTION_LISTS, "initial_options": Items(Of("option"), 100)}, one_of=("options", "option_groups"), checks=(initials_are_offered,)
    ),
    "external_select": Shape({**COMMON_SELECT, "min_query_length": Num(0), "initial_option": Of("option")}),
    "multi_external_select": Shape({**MULTI_SELECT, "min_query_length": Num(0), "initial_options": Items(Of("option"), 100)}),
    "users_select": Shape({**COMMON_SELECT, "initial_user": ID}),
    "multi_users_select": Shape({**MULTI_SELECT, "initial_users": Items(ID)}),
    "channels_select": Shape({**COMMON_SELECT, "initial_channel": ID, "response_url_enabled": Bool()}),
    "multi_channels_select": Shape({**MULTI_SELECT, "initial_channels": Items(ID)}),
    "conversations_select": Shape(
        {**COMMON_SELECT, "initial_conversation": ID, "default_to_current_conversation": Bool(), "filter": Of("filter"), "response_url_enabled": Bool()}
    ),
    "multi_conversations_select": Shape(
        {**MULTI_SELECT, "initial_conversations": Items(ID), "default_to_current_conversation": Bool(), "filter": Of("filter")}
    ),
    "checkboxes": Shape(
        {
            "action_id": ACTION_ID,
            "options": Items(Of("choice_option"), 10),
            "initial_options": Items(Of("choice_option"), 10),
            "confirm": Of("confirm"),
            "focus_on_load": Bool(),
        },
        ("options",),
        checks=(initials_are_offered,),
    ),
    "radio_buttons": Shape(
        {
            "action_id": ACTION_ID,
            "options": Items(Of("choice_option"), 10),
            "initial_option": Of("choice_option"),
            "confirm": Of("confirm"),
            "focus_on_load": Bool(),
        },
        ("options",),
        checks=(initial_is_offered,),
    ),
    "datepicker": Shape({**COMMON_SELECT, "initial_date": Str(pattern=r"\d{4}-\d{2}-\d{2}")}),
    "timepicker": Shape({**COMMON_SELECT, "initial_time": Str(pattern=r"([01]\d|2[0-3]):[0-5]\d"), "timezone": Str()}),
    "datetimepicker": Shape({"action_id": ACTION_ID, "initial_date_time": Num(10**9, 10**10 - 1), "confirm": Of("confirm"), "focus_on_load": Bool()}),
    "plain_text_input": Shape(
        {
            "action_id": ACTION_ID,
            "initial_value": Str(3000, min=0),
            "multiline": Bool(),
            "min_length": Num(0, 3000),
            "max_length": Num(1, 3000),
            "dispatch_action_config": Of("dispatch_action_config"),
            "focus_on_load": Bool(),
            "placeholder": Text(150, PLAIN),
        }
    ),
    "feedback_buttons": Shape(
        {"action_id": ACTION_ID, "positive_button": Of("feedback_button"), "negative_button": Of("feedback_button")}, ("positive_button", "negative_button")
    ),
    "feedback_button": Shape({"text": Text(75, PLAIN), "value": Str(2000), "accessibility_label": Str(75)}, ("text", "value")),
    "icon_button": Shape(
        {
            "action_id": ACTION_ID,
            "icon": Str(choices=("trash",)),
            "text": Text(75, PLAIN),
            "value": Str(2000),
            "confirm": Of("confirm"),
            "accessibility_label": Str(75),
            "visible_to_user_ids": Items(ID, 10),
        },
        ("icon", "text"),
    ),
    "url_source": Shape({"url": URL, "text": Str()}, ("url", "text")),
}

RICH_TEXT: dict[str, Shape] = {
    "rich_text_section": Shape({"elements": Items(INLINE, min=0)}, ("elements",)),
    "rich_text_preformatted": Shape({"elements": Items(INLINE, min=0), "border": Num(0), "language": Str()}, ("elements",)),
    "rich_text_quote": Shape({"elements": Items(INLINE, min=0), "border": Num(0)}, ("elements",)),
    "rich_text_list": Shape(
        {"elements": Items(Kind("rich_text_section")), "style": Str(choices=("bullet", "ordered")), "indent": Num(0), "offset": Num(0), "border": Num(0)},
        ("elements", "style"),
    ),
    "rich_text": Shape({"text": Str(), "style": STYLES}, ("text",)),
    "rich_link": Shape({"url": Str(), "text": Str(), "unsafe": Bool(), "style": STYLES}, ("url",)),
    "rich_emoji": Shape({"name": Str(), "unicode": Str(), "skin_tone": Num(1, 6), "style": STYLES}, ("name",)),
    "rich_user": Shape({"user_id": ID, "style": STYLES}, ("user_id",)),
    "rich_usergroup": Shape({"usergroup_id": ID, "style": STYLES}, ("usergroup_id",)),
    "rich_channel": Shape({"channel_id": ID, "style": STYLES}, ("channel_id",)),
    "rich_team": Shape({"team_id": ID, "style": STYLES}, ("team_id",)),
    "rich_color": Shape({"value": Str(), "style": STYLES}, ("value",)),
    "rich_broadcast": Shape({"range": Str(choices=("here", "channel", "everyone")), "style": STYLES}, ("range",)),
    "rich_date": Shape({"timestamp": Num(0), "format": Str(), "url": URL, "fallback": Str(), "timezone": Str(), "style": STYLES}, ("timestamp", "format")),
    "rich_style": Shape({name: Bool() for name in ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")}),
}

DATA: dict[str, Shape] = {
    "raw_text": Shape({"text": Str()}, ("text",)),
    "raw_number": Shape({"value": Num(decimal=True), "text": Str()}, ("value",)),
    "column_setting": Shape({"align": Str(choices=("left", "center", "right")), "is_wrapped": Bool()}),
    "pie": Shape({"segments": Items(Of("segment"), flag="chart_items")}, ("segments",)),
    "segment": Shape({"label": Str(20), "value": Num(1e-9, decimal=True)}, ("label", "value")),
    **{
        kind: Shape(
            {"series": Items(Of("series"), flag="chart_items"), "axis_config": Of("axis_config")},
            ("series", "axis_config"),
            checks=(unique_series_names, chart_points_fit),
        )
        for kind in ("bar", "line", "area")
    },
    "series": Shape({"name": Str(20), "data": Items(Of("point"), 20)}, ("name", "data")),
    "point": Shape({"label": Str(20), "value": Num(decimal=True)}, ("label", "value")),
    "axis_config": Shape({"categories": Items(Str(20), 20), "x_label": Str(50), "y_label": Str(50)}, ("categories",)),
}

BLOCKS: dict[str, Shape] = {
    "section": Shape({"text": Text(3000), "fields": Items(Text(2000), 10), "accessory": ACCESSORIES, "expand": Bool()}, any_of=("text", "fields")),
    "actions": Shape({"elements": Items(ACTIONS, 25)}, ("elements",), checks=(unique_action_ids,)),
    "actions_with_multi": Shape({"elements": Items(ACTIONS_WITH_MULTI, 25)}, ("elements",), checks=(unique_action_ids,)),
    "context": Shape({"elements": Items(CONTEXT, 10)}, ("elements",)),
    "divider": Shape({}),
    "header": Shape({"text": Text(150, PLAIN), "level": Num(1, 6)}, ("text",)),
    "image": Shape(
        {"alt_text": Str(2000), "image_url": URL, "slack_file": Of("slack_file"), "title": Text(2000, PLAIN)},
        ("alt_text",),
        one_of=("image_url", "slack_file"),
    ),
    "input": Shape(
        {"label": Text(2000, PLAIN), "element": INPUTS, "hint": Text(2000, PLAIN), "optional": Bool(), "dispatch_action": Bool()}, ("label", "element")
    ),
    "rich_text_block": Shape({"elements": Items(RICH)}, ("elements",)),
    "video": Shape(
        {
            "alt_text": Str(2000),
            "title": Text(199, PLAIN),
            "thumbnail_url": URL,
            "video_url": Str(3000, pattern="https://.+"),
            "title_url": Str(3000, pattern="https://.+"),
            "description": Text(200, PLAIN),
            "author_name": Str(49),
            "provider_name": Str(),
            "provider_icon_url": URL,
        },
        ("alt_text", "title", "thumbnail_url", "video_url"),
    ),
    "markdown": Shape({"text": Str(12000)}, ("text",)),
    "table": Shape({"rows": Items(Items(CELLS, 20), 100), "column_settings": Items(Of("column_setting"), 20)}, ("rows",)),
    "data_table": Shape(
        {
            "caption": Str(),
            "rows": Items(Items(CELLS, 20), min=2, flag="data_table_rows", extra=1),
            "page_size": Num(1, 100),
            "row_header_column_index": Num(0, 19),
        },
        ("caption", "rows"),
        checks=(same_length_rows,),
    ),
    "data_visualization": Shape({"title": Str(50), "chart": CHARTS}, ("title", "chart")),
    "card": Shape(
        {
            "hero_image": Kind(("image", "image_element")),
            "icon": Kind(("image", "image_element")),
            "slack_icon": Of("icon"),
            "title": Text(150),
            "subtitle": Text(150),
            "body": Text(200),
            "subtext": Text(200),
            "actions": Items(Kind("button"), 3),
        },
        any_of=("hero_image", "title", "actions", "body"),
        checks=(not_both_icons,),
    ),
    "carousel": Shape({"elements": Items(Kind("card"), 10)}, ("elements",)),
    "container": Shape(
        {
            "title": Text(150, PLAIN),
            "rich_text_title": RICH_BLOCK,
            "subtitle": Text(150),
            "icon": Kind(("image", "image_element")),
            "child_blocks": Items(Kind("section", "actions", "context", "divider", "header", "image", ("rich_text", "rich_text_block"), "table", "video"), 10),
            "width": Str(choices=("narrow", "standard", "wide", "full")),
            "is_collapsible": Bool(),
            "default_collapsed": Bool(),
            "has_header_divider": Bool(),
        },
        ("child_blocks",),
        one_of=("title", "rich_text_title"),
        checks=(divider_or_collapsible,),
    ),
    "context_actions": Shape({"elements": Items(Kind("feedback_buttons", "icon_button"), 5)}, ("elements",)),
    "plan": Shape({"title": Str(), "tasks": Items(Kind("task_card"), 50)}, ("title", "tasks")),
    "task_card": Shape(
        {
            "task_id": Str(),
            "title": Str(),
            "status": Str(choices=("pending", "in_progress", "complete", "error")),
            "details": RICH_BLOCK,
            "output": RICH_BLOCK,
            "sources": Items(Kind(("url", "url_source")), min=0),
        },
        ("task_id", "title"),
    ),
}


def _with_block_id(shape: Shape) -> Shape:
    return replace(shape, fields={"block_id": Str(255), **shape.fields})


SHAPES: dict[str, Shape] = {**COMPOSITION, **ELEMENTS, **RICH_TEXT, **DATA, **{name: _with_block_id(shape) for name, shape in BLOCKS.items()}}

# Block types of a message and their shapes. Not here: alert (modals), file (only in what Slack makes), auth_provider (Home).
MESSAGE_BLOCKS = {
    **{name: name for name in BLOCKS if name not in ("rich_text_block", "actions_with_multi", "input")},
    "rich_text": "rich_text_block",
}
BLOCKS_PER_MESSAGE = 50
MARKDOWN_PER_MESSAGE = 12000
TABLE_CHARACTERS_PER_MESSAGE = 10000
DATA_TABLE_CHARACTERS_PER_MESSAGE = 20000
CHARTS_PER_MESSAGE = 2
TEXT_KEPT = 40000  # chat.postMessage cuts longer texts and warns
TEXT_OF_UPDATE = 4000
ATTACHMENTS_PER_MESSAGE = 100
METADATA_BYTES = 8192
