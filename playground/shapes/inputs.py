"""Elements that are typed into. All but plain text stand on certain surfaces only."""

from playground.rules import Bool, Items, Num, Of, Rule, Shape, Str, Text
from playground.shapes.comparisons import numbers_in_order
from playground.shapes.objects import ACTION_ID, PLAIN
from playground.shapes.rich_text import RICH_BLOCK

NUMBER = Str(pattern=r"-?\d+(\.\d+)?")
TYPED: dict[str, Rule] = {
    "action_id": ACTION_ID,
    "dispatch_action_config": Of("dispatch_action_config"),
    "focus_on_load": Bool(),
    "placeholder": Text(150, PLAIN),
}

INPUTS: dict[str, Shape] = {
    "plain_text_input": Shape(
        {**TYPED, "initial_value": Str(3000, min=0), "multiline": Bool(), "min_length": Num(0, 3000), "max_length": Num(1, 3000)},
    ),
    "rich_text_input": Shape({**TYPED, "initial_value": RICH_BLOCK, "min_lines": Num(1, 100), "max_lines": Num(1, 100)}, ("action_id",), surfaces="DH"),
    "number_input": Shape(
        {**TYPED, "is_decimal_allowed": Bool(), "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        ("is_decimal_allowed",),
        checks=(numbers_in_order,),
        surfaces="D",
    ),
    "email_text_input": Shape({**TYPED, "initial_value": Str(min=0)}, surfaces="D"),
    "url_text_input": Shape({**TYPED, "initial_value": Str(min=0)}, surfaces="D"),
    "file_input": Shape({"action_id": ACTION_ID, "filetypes": Items(Str()), "max_files": Num(1, 10)}, surfaces="D"),
}
