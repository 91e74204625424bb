"""What a person reads of mrkdwn."""

import pytest

from playground.render import mrkdwn


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("*Status* Qualified", "Status Qualified"),
        ("*<https://crm.example/1|Ana *Ruiz*>*", "Ana *Ruiz*"),
        ("_it_ ~gone~ *b*", "it gone b"),
        ("`/lead *42*` and *bold*", "/lead *42* and bold"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("&lt;!channel&gt; &amp; Sons", "<!channel> & Sons"),
        ("<@UBEN>, <!here>, <#CSALES>", "@UBEN, @here, #CSALES"),
    ],
)
def test_mrkdwn_reads_as_it_is_shown(sent, read):
    assert mrkdwn(sent, lambda some_id: some_id) == read
