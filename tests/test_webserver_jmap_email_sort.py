"""The sort of Email/query (RFC 8621 section 4.4.2): every property, several at once, in both directions."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, mail
from webserver.jmap.capabilities import SORT_OPTIONS
from webserver.jmap.email_sort import SORTS


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def known(inbox: InboxApp) -> dict[str, str]:
    """Messages of Anna's by a letter, in the order in which they came."""
    fields = {
        "a": {"subject": "Zebra", "From": "Émile <z@x>", "To": "b@x", "Date": "Mon, 02 Nov 2026 10:00:00 +0900"},
        "b": {"subject": "Re: apple", "From": "anna@x", "To": "Zoe <a@x>", "Date": "Mon, 02 Nov 2026 02:00:00 +0000"},
        "c": {"subject": "[list] Apple", "From": "Zacharias <a@x>", "Date": "Mon, 02 Nov 2026 00:30:00 -0200"},
        "d": {"subject": "École", "From": "émile <a@x>", "To": "c@x"},
    }
    found = {}
    for letter, one in fields.items():
        content = mail(one.pop("subject"), "x" * 100 * "dbca".index(letter), **one)
        found[letter] = inbox.deliver("anna", content.replace(b"From: Anna <anna@project.com>\r\n", b"", "From" in one))
    reply = mail("Re: Zebra", message_id="<r@x>", in_reply_to="<0@x>")
    assert reply
    patches = {found["b"]: {"keywords/$flagged": True}, found["d"]: {"keywords/$flagged": True}}
    assert inbox.call("anna", "Email/set", update=patches)["notUpdated"] is None
    return found


def order(inbox: InboxApp, known: dict[str, str], *sort: dict[str, Any], **arguments: Any) -> str:
    letters = {message_id: letter for letter, message_id in known.items()}
    answer = inbox.call("anna", "Email/query", sort=list(sort), **arguments)
    assert "ids" in answer, answer
    return "".join(letters[one] for one in answer["ids"])


def by(name: str, ascending: bool = True, **more: Any) -> dict[str, Any]:
    return {"property": name, "isAscending": ascending, **more}


SORTED = [
    ([by("receivedAt")], "abcd"),
    ([by("receivedAt", False)], "dcba"),
    ([by("size")], "dbca"),
    ([by("size", False)], "acbd"),
    ([by("from")], "bdac"),
    ([by("from", collation="i;unicode-casemap")], "bdac"),
    ([by("from", collation="i;octet")], "cbad"),
    ([by("to")], "cadb"),
    ([by("to", False)], "bdac"),
    ([by("subject")], "cbda"),
    ([by("subject"), by("receivedAt")], "bcda"),
    ([by("subject", False)], "adcb"),
    ([by("sentAt")], "dabc"),
    ([by("sentAt", False)], "cbad"),
    ([by("hasKeyword", keyword="$flagged")], "cadb"),
    ([by("hasKeyword", False, keyword="$FLAGGED"), by("size")], "dbca"),
    ([by("hasKeyword", False, keyword="$flagged"), by("size", False)], "bdac"),
    ([by("allInThreadHaveKeyword", False, keyword="$flagged"), by("receivedAt")], "bdac"),
    ([by("someInThreadHaveKeyword", keyword="$flagged"), by("receivedAt")], "acbd"),
]


@pytest.mark.parametrize(("sort", "wanted"), SORTED, ids=[str(sort) for sort, _ in SORTED])
def test_messages_are_in_the_order_that_was_asked_for(
    inbox: InboxApp, known: dict[str, str], sort: list[dict[str, Any]], wanted: str
) -> None:
    for where in (None, {"inMailbox": inbox.mailbox("anna")}):
        assert order(inbox, known, *sort, filter=where) == wanted
        assert order(inbox, known, *sort, filter=where, position=1, limit=2) == wanted[1:3]
        assert order(inbox, known, *sort, filter=where, collapseThreads=True) == wanted
        assert order(inbox, known, *sort, filter=where, anchor=known[wanted[2]]) == wanted[2:]


def test_first_of_a_conversation_is_the_first_in_the_order(inbox: InboxApp) -> None:
    small = inbox.deliver("anna", mail("Talk", message_id="<1@x>"))
    large = inbox.deliver("anna", mail("Re: Talk", "x" * 500, message_id="<2@x>", in_reply_to="<1@x>"))
    alone = inbox.deliver("anna", mail("Alone", "x" * 200))
    for ascending, wanted in ((True, [small, alone]), (False, [large, alone])):
        answer = inbox.call("anna", "Email/query", sort=[by("size", ascending)], collapseThreads=True)
        assert answer["ids"] == wanted


@pytest.mark.parametrize("name", ["hasKeyword", "allInThreadHaveKeyword", "someInThreadHaveKeyword"])
@pytest.mark.parametrize("more", [{}, {"keyword": None}, {"keyword": 1}, {"keyword": "a b"}])
def test_keyword_is_needed_where_it_is_compared(inbox: InboxApp, name: str, more: dict[str, Any]) -> None:
    assert inbox.call("anna", "Email/query", sort=[{"property": name, **more}])["type"] == "invalidArguments"


@pytest.mark.parametrize("sort", [[by("subject", collation="i;unknown")], [by("size")] * 11])
def test_sort_beyond_what_is_offered_is_unsupported(inbox: InboxApp, sort: list[Any]) -> None:
    assert inbox.call("anna", "Email/query", sort=sort)["type"] == "unsupportedSort"


def test_session_tells_what_can_be_sorted_by(inbox: InboxApp) -> None:
    session = inbox.get("anna", "/.well-known/jmap").json()
    mail_capability = session["accounts"][inbox.account("anna")]["accountCapabilities"]["urn:ietf:params:jmap:mail"]
    assert mail_capability["emailQuerySortOptions"] == list(SORT_OPTIONS) == list(SORTS)
    assert "i;unicode-casemap" in session["capabilities"]["urn:ietf:params:jmap:core"]["collationAlgorithms"]
