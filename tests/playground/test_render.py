import pytest

from playground.render import block_text, message_text, mrkdwn

NAMES = {"UBEN": "Ben Tanaka", "CSALES": "sales"}


def names(some_id: str) -> str:
    return NAMES.get(some_id, some_id)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("<@UBEN> in <#CSALES|sales>", "@Ben Tanaka in #sales"),
        ("<https://acme.example/leads/42|Ana Ruiz>", "Ana Ruiz"),
        ("<https://acme.example>", "https://acme.example"),
        ("<mailto:ana@acme.example|ana@acme.example>", "ana@acme.example"),
        ("&lt;!channel&gt; &amp; Sons", "<!channel> & Sons"),
        ("&amp;lt;", "&lt;"),
        ("<!channel> <!subteam^S1|@reps>", "@channel @reps"),
        ("<!date^1764547200^{date}|1 Dec>", "1 Dec"),
        ("*bold* stays", "*bold* stays"),
    ],
)
def test_mrkdwn_reads_as_it_is_shown(written, seen):
    assert mrkdwn(written, names) == seen


def test_blocks_are_seen_instead_of_the_text():
    assert message_text("fallback", [{"type": "divider"}], names) == "---"
    assert message_text("fallback", [], names) == "fallback"


def test_plain_text_is_shown_literally():
    assert block_text({"type": "header", "text": {"type": "plain_text", "text": "<@UBEN> &amp;"}}, names) == "<@UBEN> &amp;"


PLAIN = {"type": "plain_text", "text": "Open"}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Hello "},
                {"type": "user", "user_id": "UBEN"},
                {"type": "channel", "channel_id": "CSALES"},
                {"type": "broadcast", "range": "here"},
                {"type": "emoji", "name": "tada"},
                {"type": "link", "url": "https://acme.example"},
                {"type": "date", "timestamp": 0, "format": "{date}"},
            ],
        },
        {"type": "rich_text_list", "style": "ordered", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}]},
        {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "two"}]}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "three"}]},
    ],
}


@pytest.mark.parametrize(
    ("block", "seen"),
    [
        ({"type": "section", "fields": [PLAIN, PLAIN], "accessory": {"type": "button", "text": PLAIN}}, "Open\nOpen [Open]"),
        (
            {
                "type": "actions",
                "elements": [{"type": "overflow", "options": [{"text": PLAIN}, {"text": PLAIN}]}, {"type": "static_select", "placeholder": PLAIN}],
            },
            "(⋯ Open | Open) ‹Open›",
        ),
        (
            {
                "type": "actions",
                "elements": [{"type": "radio_buttons", "options": [{"text": PLAIN, "value": "1"}], "initial_option": {"text": PLAIN, "value": "1"}}],
            },
            "☑ Open",
        ),
        ({"type": "context", "elements": [{"type": "image", "alt_text": "a cat"}, PLAIN]}, "a cat Open"),
        ({"type": "image", "alt_text": "a cat", "title": PLAIN}, "Open (a cat)"),
        (RICH, "Hello @Ben Tanaka#sales@here:tada:https://acme.example1970-01-01 00:00 UTC\n1. one\n• two\n> three"),
        ({"type": "markdown", "text": "**x**"}, "**x**"),
        ({"type": "input", "label": PLAIN, "element": {"type": "plain_text_input"}}, "Open ‹›"),
        ({"type": "data_table", "caption": "Leads", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 2}]]}, "Leads\na | 2"),
        ({"type": "data_visualization", "title": "Leads", "chart": {"type": "pie", "segments": [{"label": "won", "value": 2}]}}, "Leads\nwon: 2"),
        (
            {"type": "data_visualization", "title": "L", "chart": {"type": "bar", "series": [{"name": "Ana", "data": [{"label": "Q1", "value": 2}]}]}},
            "L\nAna Q1: 2",
        ),
        ({"type": "card", "title": PLAIN, "body": PLAIN, "actions": [{"type": "button", "text": PLAIN}]}, "Open\nOpen\n[Open]"),
        ({"type": "carousel", "elements": [{"type": "card", "title": PLAIN}]}, "Open"),
        ({"type": "container", "title": PLAIN, "child_blocks": [{"type": "divider"}]}, "Open\n---"),
        ({"type": "plan", "title": "Plan", "tasks": [{"type": "task_card", "title": "Call"}]}, "Plan\nCall"),
        (
            {"type": "context_actions", "elements": [{"type": "feedback_buttons", "positive_button": {"text": PLAIN}, "negative_button": {"text": PLAIN}}]},
            "[Open] [Open]",
        ),
    ],
)
def test_each_block_reads_as_plain_text(block, seen):
    assert block_text(block, names) == seen
