"""Rich text: its containers, and what stands in a line."""

from playground.rules import Bool, Items, Kind, Num, Of, Shape, Str
from playground.shapes.objects import ID, URL

INLINE = Kind(*((name, f"rich_{name}") for name in ("text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date", "team", "color")))
RICH = Kind("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
RICH_BLOCK = Kind(("rich_text", "rich_text_block"))
STYLES = Of("rich_style")

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
