"""Blocks. Each says where it stands: M message, D modal (dialog), H App Home."""

from playground.checks import divider_or_collapsible, not_both_icons, same_length_rows, unique_action_ids
from playground.rules import Bool, Items, Kind, Num, Of, Shape, Str, Text
from playground.shapes.comparisons import action_ids_differ, files_are_not_dispatched, header_column_exists
from playground.shapes.data import CELLS, CHARTS
from playground.shapes.objects import HTTPS, PLAIN, URL
from playground.shapes.rich_text import RICH, RICH_BLOCK

# Selects by what they list; each has a multi_ twin.
SELECTS = ("static_select", "external_select", "users_select", "channels_select", "conversations_select")
MULTI = tuple(f"multi_{name}" for name in SELECTS)
PICKED = ("datepicker", "timepicker", "checkboxes", "radio_buttons")
TYPED = ("plain_text_input", "rich_text_input", "number_input", "email_text_input", "url_text_input", "file_input")

ACCESSORIES = Kind("button", "overflow", ("image", "image_element"), "workflow_button", *SELECTS, *MULTI, *PICKED)
ACTIONS = Kind("button", "overflow", "workflow_button", "datetimepicker", *SELECTS, *PICKED, flagged=dict.fromkeys(MULTI, "multi_select_in_actions"))
INPUTS = Kind(*TYPED, *SELECTS, *MULTI, *PICKED, "datetimepicker")
CONTEXT = Kind("plain_text", "mrkdwn", ("image", "image_element"))
CHILDREN = Kind("section", "actions", "context", "divider", "file", "header", "image", "input", ("rich_text", "rich_text_block"), "table", "video")
FALLBACK = Kind("section", "actions", "context", "divider", "header", "image", ("rich_text", "rich_text_block"))

BLOCKS: dict[str, Shape] = {
    "section": Shape({"text": Text(3000), "fields": Items(Text(2000), 10), "accessory": ACCESSORIES, "expand": Bool()}, any_of=("text", "fields")),
    "actions": Shape({"elements": Items(ACTIONS, 25)}, ("elements",), checks=(unique_action_ids,)),
    "context": Shape({"elements": Items(CONTEXT, 10)}, ("elements",)),
    "divider": Shape({}),
    "header": Shape({"text": Text(150, PLAIN), "level": Num(1, 6)}, ("text",)),
    "image": Shape(
        {"alt_text": Str(2000), "image_url": URL, "slack_file": Of("slack_file"), "title": Text(2000, PLAIN)},
        ("alt_text",),
        one_of=("image_url", "slack_file"),
    ),
    "input": Shape(
        {"label": Text(2000, PLAIN), "element": INPUTS, "hint": Text(2000, PLAIN), "optional": Bool(), "dispatch_action": Bool()},
        ("label", "element"),
        checks=(files_are_not_dispatched,),
        surfaces="DH",
        also={"M": "input_in_messages"},
    ),
    "rich_text_block": Shape({"elements": Items(RICH)}, ("elements",)),
    "video": Shape(
        {
            "alt_text": Str(2000),
            "title": Text(199, PLAIN),
            "thumbnail_url": HTTPS,
            "video_url": HTTPS,
            "title_url": HTTPS,
            "description": Text(200, PLAIN),
            "author_name": Str(49),
            "provider_name": Str(),
            "provider_icon_url": HTTPS,
        },
        ("alt_text", "title", "thumbnail_url", "video_url"),
    ),
    "markdown": Shape({"text": Str(12000)}, ("text",), surfaces="M"),
    "table": Shape(
        {"rows": Items(Items(CELLS, 20), 100), "column_settings": Items(Of("column_setting"), 20)}, ("rows",), surfaces="M", also={"H": "table_on_home"}
    ),
    "data_table": Shape(
        {
            "caption": Str(),
            "rows": Items(Items(CELLS, 20), min=2, flag="data_table_rows", extra=1),
            "page_size": Num(1, 100),
            "row_header_column_index": Num(0, 19),
        },
        ("caption", "rows"),
        checks=(same_length_rows, header_column_exists),
        surfaces="MH",
    ),
    "data_visualization": Shape({"title": Str(50), "chart": CHARTS}, ("title", "chart"), surfaces="M", also={"H": "chart_on_home"}),
    "alert": Shape({"text": Text(200), "level": Str(choices=("default", "info", "warning", "error", "success"))}, ("text",), surfaces="D"),
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
        checks=(not_both_icons, action_ids_differ),
        surfaces="MH",
        also={"D": "card_in_modals"},
    ),
    "carousel": Shape({"elements": Items(Kind("card"), 10)}, ("elements",), surfaces="MH"),
    "container": Shape(
        {
            "title": Text(150, PLAIN),
            "rich_text_title": RICH_BLOCK,
            "subtitle": Text(150),
            "icon": Kind(("image", "image_element")),
            "child_blocks": Items(CHILDREN, 10),
            "width": Str(choices=("narrow", "standard", "wide", "full")),
            "is_collapsible": Bool(),
            "default_collapsed": Bool(),
            "has_header_divider": Bool(),
        },
        ("child_blocks",),
        any_of=("title", "rich_text_title"),
        checks=(divider_or_collapsible,),
        surfaces="MH",
    ),
    "context_actions": Shape({"elements": Items(Kind("feedback_buttons", "icon_button"), 5)}, ("elements",), checks=(unique_action_ids,), surfaces="M"),
    "plan": Shape({"title": Str(), "tasks": Items(Kind("task_card"), 50)}, ("title", "tasks"), surfaces="M"),
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
        surfaces="M",
    ),
    # Stands only in what Slack itself makes of a remote file.
    "file": Shape({"external_id": Str(), "source": Str(choices=("remote",))}, ("external_id", "source"), surfaces=""),
    "auth_provider": Shape(
        {
            "value": Str(150),
            "name": Text(75, PLAIN),
            "is_connected": Bool(),
            "description": Text(150, PLAIN),
            "icon_url": HTTPS,
            "auth_url": HTTPS,
            "disconnect_url": HTTPS,
            "connected_identity": Text(75, PLAIN),
            "connected_context": Text(75, PLAIN),
            "accessory": Kind("overflow"),
            "fallback": Items(FALLBACK),
        },
        ("value", "name", "is_connected"),
        surfaces="H",
    ),
}
