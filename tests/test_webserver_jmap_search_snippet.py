"""SearchSnippet/get (RFC 8621 section 5): where the words are, as HTML that nothing can break out of."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.database import Store
from db.search_text import MARK_END, MARK_START
from tests.support.inbox_app import InboxApp
from tests.support.searching import index
from tests.support.stores import People, mail
from webserver.jmap import snippets
from webserver.jmap.capabilities import CORE, MAIL, SEARCH


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def snippet(inbox: InboxApp, message: str, where: Any) -> tuple[str | None, str | None]:
    given = {"accountId": inbox.account("anna"), "filter": where, "emailIds": [message]}
    (answer,) = inbox.request("anna", ["SearchSnippet/get", given, "0"], using=[CORE, MAIL, SEARCH])["methodResponses"]
    assert answer[0] == "SearchSnippet/get", answer
    assert answer[1]["notFound"] is None
    (found,) = answer[1]["list"]
    assert found["emailId"] == message
    return found["subject"], found["preview"]


HOUSE, RULES = "<mark>House</mark> rules &amp; &lt;b&gt;more&lt;/b&gt;", "<mark>house</mark>"
FILTERS: list[tuple[Any, str | None, str | None]] = [
    ({"text": "house"}, HOUSE, f"In this {RULES} we &lt;mark&gt; dance."),
    ({"text": "house dance"}, HOUSE, f"In this {RULES} we &lt;mark&gt; <mark>dance</mark>."),
    ({"subject": "house"}, HOUSE, None),
    ({"body": "house"}, None, f"In this {RULES} we &lt;mark&gt; dance."),
    ({"from": "anna"}, None, None),
    ({"text": '"house rules"'}, "<mark>House rules</mark> &amp; &lt;b&gt;more&lt;/b&gt;", None),
    ({"text": "danc*"}, None, "In this house we &lt;mark&gt; <mark>dance</mark>."),
    ({"words": "subject:house is:unread"}, HOUSE, None),
    ({"operator": "OR", "conditions": [{"text": "nothing"}, {"body": "dance"}]}, None,
     "In this house we &lt;mark&gt; <mark>dance</mark>."),
    ({"operator": "NOT", "conditions": [{"text": "house"}]}, None, None),
    ({"inMailbox": "P1"}, None, None),
    (None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("where", "subject", "preview"), FILTERS, ids=[str(one[0]) for one in FILTERS])
def test_matches_are_marked(inbox: InboxApp, where: Any, subject: str | None, preview: str | None) -> None:
    message = inbox.deliver("anna", mail("House rules & <b>more</b>", "In this  house\r\nwe <mark> dance."))
    index(inbox.store)
    assert snippet(inbox, message, where) == (subject, preview)


def test_preview_begins_near_the_first_match(inbox: InboxApp) -> None:
    message = inbox.deliver("anna", mail("x", "before " * 500 + "needle " + "after " * 500 + "needle"))
    index(inbox.store)
    _, preview = snippet(inbox, message, {"text": "needle"})
    assert preview is not None
    assert preview.startswith("before before")
    assert preview.index("<mark>needle</mark>") <= 60
    assert 200 < len(preview) <= 255


def test_scripts_without_blanks_are_marked(inbox: InboxApp) -> None:
    message = inbox.deliver("anna", "Subject: 会议纪要\r\n\r\n下周三开会\r\n".encode())
    index(inbox.store)
    assert snippet(inbox, message, {"text": "会议"})[0] == "<mark>会议</mark>纪要"


def test_what_is_not_in_the_index_has_no_snippet(inbox: InboxApp) -> None:
    message = inbox.deliver("anna", mail("House"))
    assert snippet(inbox, message, {"text": "house"}) == (None, None)


def test_mail_that_is_not_there_or_not_ones_own_is_not_found(inbox: InboxApp) -> None:
    mine, others = inbox.deliver("anna", mail("House")), inbox.deliver("ben", mail("House"))
    index(inbox.store)
    answer = inbox.call("anna", "SearchSnippet/get", filter={"text": "house"}, emailIds=["M0", mine, others, "x"])
    assert answer == {
        "accountId": inbox.account("anna"),
        "list": [{"emailId": mine, "subject": "<mark>House</mark>", "preview": None}],
        "notFound": ["M0", others, "x"],
    }


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({"filter": {"text": "x"}}, "invalidArguments"),
        ({"filter": "x", "emailIds": []}, "invalidArguments"),
        ({"filter": {"invented": 1}, "emailIds": []}, "unsupportedFilter"),
        ({"filter": {"words": "x"}, "emailIds": []}, "unsupportedFilter"),
        ({"filter": {"text": "x"}, "emailIds": [f"M{number}" for number in range(501)]}, "requestTooLarge"),
        ({"filter": {"text": "x"}, "emailIds": [], "more": 1}, "invalidArguments"),
    ],
)
def test_wrong_calls_are_refused(inbox: InboxApp, arguments: dict[str, Any], kind: str) -> None:
    assert inbox.call("anna", "SearchSnippet/get", **arguments)["type"] == kind


# What is marked has none of the two marks by itself: the index takes control characters out.
CHARACTERS = st.characters(exclude_characters=[MARK_START, MARK_END])
MARKED = st.lists(
    st.text(CHARACTERS, max_size=60) | st.text(CHARACTERS, max_size=20).map(lambda text: MARK_START + text + MARK_END),
    max_size=20,
).map("".join)


@given(MARKED)
def test_preview_is_small_and_balanced_html(marked: str) -> None:
    for shown in (snippets.preview(marked), snippets.subject(marked)):
        assert (shown is None) == (MARK_START not in marked)
        if shown is None:
            continue
        assert re.fullmatch(r"(?:[^<>]*<mark>[^<>]*</mark>)+[^<>]*", shown)
        assert not {MARK_START, MARK_END} & set(shown)
    preview = snippets.preview(marked)
    if preview is not None:
        assert len(preview.encode("utf-8", "replace")) <= snippets.LARGEST_PREVIEW
        text = html.unescape(preview.replace("<mark>", "").replace("</mark>", ""))
        plain = " ".join(marked.replace(MARK_START, "").replace(MARK_END, "").replace("\u200b", "").split())
        assert "".join(text.split()) in "".join(plain.split())
