"""Elements: buttons and choices. Each says where it stands: M message, D modal (dialog), H App Home."""

from playground.checks import initial_is_offered, initials_are_offered
from playground.rules import Bool, Items, Num, Of, Rule, Shape, Str, Text
from playground.shapes.comparisons import known_timezone, real_date
from playground.shapes.objects import ACTION_ID, ID, PLAIN, STYLE, URL

COMMON_SELECT: dict[str, Rule] = {"action_id": ACTION_ID, "placeholder": Text(150, PLAIN), "confirm": Of("confirm"), "focus_on_load": Bool()}
MULTI_SELECT: dict[str, Rule] = {**COMMON_SELECT, "max_selected_items": Num(1)}
OPTION_LISTS: dict[str, Rule] = {"options": Items(Of("option"), 100), "option_groups": Items(Of("option_group"), 100)}
DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
TIME = r"([01]\d|2[0-3]):[0-5]\d"

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
        surfaces="M",
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
    "datepicker": Shape({**COMMON_SELECT, "initial_date": Str(pattern=DATE)}, checks=(real_date,)),
    "timepicker": Shape({**COMMON_SELECT, "initial_time": Str(pattern=TIME), "timezone": Str()}, checks=(known_timezone,)),
    "datetimepicker": Shape(
        {"action_id": ACTION_ID, "initial_date_time": Num(10**9, 10**10 - 1), "confirm": Of("confirm"), "focus_on_load": Bool()}, surfaces="MD"
    ),
    "feedback_buttons": Shape(
        {"action_id": ACTION_ID, "positive_button": Of("feedback_button"), "negative_button": Of("feedback_button")},
        ("positive_button", "negative_button"),
        surfaces="M",
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
        surfaces="M",
    ),
    "url_source": Shape({"url": URL, "text": Str()}, ("url", "text"), surfaces="M"),
}
