"""What holds blocks: attachments of messages, modals, the App Home."""

from playground.rules import Anything, Bool, Either, Items, Kind, Num, Rule, Shape, Str, Text
from playground.shapes.blocks import BLOCKS
from playground.shapes.comparisons import inputs_have_submit
from playground.shapes.objects import PLAIN

BLOCK = Kind(*(name for name in BLOCKS if name != "rich_text_block"), ("rich_text", "rich_text_block"))
BLOCKS_PER_MESSAGE = 50
BLOCKS_PER_VIEW = 100
LINE = Str(min=0)

ANY_VIEW: dict[str, Rule] = {
    "blocks": Items(BLOCK, BLOCKS_PER_VIEW, empty="empty_views"),
    "private_metadata": Str(3000, min=0),
    "callback_id": Str(255, min=0),
    "external_id": Str(255, min=0),
}

SURFACES: dict[str, Shape] = {
    "modal": Shape(
        {
            **ANY_VIEW,
            "title": Text(24, PLAIN),
            "submit": Text(24, PLAIN),
            "close": Text(24, PLAIN),
            "clear_on_close": Bool(),
            "notify_on_close": Bool(),
        },
        ("title", "blocks"),
        checks=(inputs_have_submit,),
        surfaces="D",
    ),
    "home": Shape(ANY_VIEW, ("blocks",), surfaces="H"),
    "attachment": Shape(
        {
            "blocks": Items(BLOCK, BLOCKS_PER_MESSAGE, min=0),
            "fields": Items(Anything(), min=0),
            "actions": Items(Anything(), min=0),
            "mrkdwn_in": Items(Str(), min=0),
            "ts": Either(Num(0, decimal=True), Str()),
            **dict.fromkeys(
                (
                    "author_icon",
                    "author_link",
                    "author_name",
                    "author_subname",
                    "attachment_type",
                    "callback_id",
                    "color",
                    "fallback",
                    "footer",
                    "footer_icon",
                    "image_url",
                    "pretext",
                    "text",
                    "thumb_url",
                    "title",
                    "title_link",
                ),
                LINE,
            ),
        },
        surfaces="M",
        open="unknown_attachment_fields",
    ),
}
