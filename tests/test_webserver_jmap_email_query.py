"""Email/query (RFC 8621 section 4.4, RFC 8620 section 5.5): filter, order, and which part of the result."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.stores import People, mail

NEWEST = [{"property": "receivedAt", "isAscending": False}]
OLDEST = [{"property": "receivedAt"}]
ATTACHED = (
    b"Subject: with a file\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\n\r\ntext\r\n--b\r\nContent-Type: application/pdf\r\n\r\nx\r\n--b--\r\n"
)


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def five(inbox: InboxApp) -> list[str]:
    """Five messages of Anna's, the newest first; two have the same date."""
    dates = [1_700_000_000, 1_700_000_100, 1_700_000_100, 1_700_000_200, 1_700_000_300]
    return [inbox.deliver("anna", mail(f"Message {number}"), at=at) for number, at in enumerate(dates)][::-1]


def query(inbox: InboxApp, **arguments: Any) -> dict[str, Any]:
    return inbox.call("anna", "Email/query", **arguments)


def test_mailbox_is_listed_the_newest_first(inbox: InboxApp, five: list[str]) -> None:
    inbox.call("anna", "Email/set", update={five[0]: {"mailboxIds": {inbox.mailbox("anna", "trash"): True}}})
    found = query(inbox, filter={"inMailbox": inbox.mailbox("anna")}, sort=NEWEST, limit=50, calculateTotal=True)
    state = inbox.call("anna", "Email/get", ids=[])["state"]
    assert found == {
        "accountId": inbox.account("anna"),
        "queryState": state,
        "canCalculateChanges": True,
        "position": 0,
        "ids": five[1:],
        "total": 4,
    }


@pytest.mark.parametrize("sort", [None, [], NEWEST, [*NEWEST, {"property": "receivedAt"}]])
def test_newest_come_first_when_so_or_nothing_is_asked(inbox: InboxApp, five: list[str], sort: object) -> None:
    assert query(inbox, sort=sort)["ids"] == five


@pytest.mark.parametrize(
    "sort", [OLDEST, [{"property": "receivedAt", "isAscending": True, "collation": "i;octet", "position": 0}]]
)
def test_oldest_come_first_when_asked(inbox: InboxApp, five: list[str], sort: object) -> None:
    assert query(inbox, sort=sort)["ids"] == five[::-1]


@pytest.mark.parametrize("name", ["x", "", "preview", "hasAttachment"])
def test_other_sorts_are_unsupported(inbox: InboxApp, name: str) -> None:
    assert query(inbox, sort=[{"property": name, "keyword": "$flagged"}])["type"] == "unsupportedSort"
    assert query(inbox, sort=[*NEWEST, {"property": name}])["type"] == "unsupportedSort"


@pytest.mark.parametrize(
    "sort",
    ["receivedAt", {}, ["receivedAt"], [{}], [{"property": 1}], [None]]
    + [[{"property": "receivedAt", **more}] for more in ({"isAscending": 1}, {"collation": 1})],
)
def test_sort_that_is_none_is_invalid(inbox: InboxApp, sort: object) -> None:
    assert query(inbox, sort=sort)["type"] == "invalidArguments"


@pytest.mark.parametrize(
    ("arguments", "position", "part"),
    [
        ({"position": 2}, 2, slice(2, None)),
        ({"position": 1, "limit": 2}, 1, slice(1, 3)),
        ({"position": -2}, 3, slice(3, None)),
        ({"position": -2, "limit": 1}, 3, slice(3, 4)),
        ({"position": -99}, 0, slice(0, None)),
        ({"position": 5}, 5, slice(5, None)),
        ({"position": 2**53 - 1}, 2**53 - 1, slice(0, 0)),
        ({"limit": 0}, 0, slice(0, 0)),
        ({"limit": 3}, 0, slice(0, 3)),
        ({"anchor": 3}, 3, slice(3, None)),
        ({"anchor": 3, "anchorOffset": -1, "limit": 2}, 2, slice(2, 4)),
        ({"anchor": 1, "anchorOffset": -7}, 0, slice(0, None)),
        ({"anchor": 1, "anchorOffset": 2, "position": 4}, 3, slice(3, None)),
        ({"anchorOffset": 2}, 0, slice(0, None)),
        ({"anchor": 4, "anchorOffset": 9}, 13, slice(0, 0)),
    ],
)
@pytest.mark.parametrize("sort", [NEWEST, OLDEST])
def test_part_of_the_result(
    inbox: InboxApp, five: list[str], arguments: dict[str, Any], position: int, part: slice, sort: object
) -> None:
    everything = five if sort == NEWEST else five[::-1]
    if "anchor" in arguments:
        arguments = {**arguments, "anchor": everything[arguments["anchor"]]}
    for where in (None, {"inMailbox": inbox.mailbox("anna")}):
        found = query(inbox, sort=sort, filter=where, calculateTotal=True, **arguments)
        assert (found["position"], found["ids"], found["total"]) == (position, everything[part], 5)


@pytest.mark.parametrize("anchor", ["M0", "M99999999", "nothing"])
def test_anchor_that_is_not_there_is_not_found(inbox: InboxApp, five: list[str], anchor: str) -> None:
    assert query(inbox, anchor=anchor) == {"type": "anchorNotFound"}


def test_anchor_outside_of_the_filter_is_not_found(inbox: InboxApp, five: list[str]) -> None:
    where = {"inMailbox": inbox.mailbox("anna", "trash")}
    assert query(inbox, anchor=five[0], filter=where) == {"type": "anchorNotFound"}


@pytest.mark.parametrize(
    "arguments",
    [
        {"position": 1.5}, {"position": "1"}, {"position": None}, {"position": 2**53}, {"position": True},
        {"limit": -1}, {"limit": "1"}, {"anchor": 1}, {"anchor": "a b"}, {"anchorOffset": None},
        {"calculateTotal": None}, {"calculateTotal": 1}, {"collapseThreads": "no"}, {"unknown": 1},
    ],
)  # fmt: skip
def test_wrong_arguments_are_invalid(inbox: InboxApp, arguments: dict[str, Any]) -> None:
    assert query(inbox, **arguments)["type"] == "invalidArguments"


def test_total_is_told_only_when_asked(inbox: InboxApp, five: list[str]) -> None:
    assert "total" not in query(inbox)
    assert query(inbox, calculateTotal=True)["total"] == 5


def test_limit_is_told_when_it_is_the_servers(inbox: InboxApp) -> None:
    assert "limit" not in query(inbox, limit=10)
    assert query(inbox)["limit"] == 100_000
    assert query(inbox, limit=100_001)["limit"] == 100_000


# Filters


@pytest.fixture
def varied(inbox: InboxApp) -> dict[str, str]:
    """Messages by what is special about them."""
    found = {
        "old": inbox.deliver("anna", mail("old"), at=1_600_000_000),
        "large": inbox.deliver("anna", mail("large", "x" * 5000)),
        "attached": inbox.deliver("anna", ATTACHED),
        "seen": inbox.deliver("anna", mail("seen", message_id="<1@x>")),
        "reply": inbox.deliver("anna", mail("Re: seen", message_id="<2@x>", in_reply_to="<1@x>")),
        "flagged": inbox.deliver("anna", mail("flagged")),
        "work": inbox.deliver("anna", mail("work")),
        "both": inbox.deliver("anna", mail("both")),
    }
    trash = f"mailboxIds/{inbox.mailbox('anna', 'trash')}"
    patches = {
        found["seen"]: {"keywords/$seen": True},
        found["flagged"]: {"keywords/$flagged": True},
        # Where _ stands for any character, the second one would be found for the first.
        found["work"]: {"keywords/my_work": True},
        found["both"]: {trash: True, "keywords/myXwork": True},
    }
    assert inbox.call("anna", "Email/set", update=patches)["notUpdated"] is None
    return found


FILTERS: dict[str, tuple[Any, set[str]]] = {
    "nothing": ({}, {"old", "large", "attached", "seen", "reply", "flagged", "work", "both"}),
    "trash": ({"inMailbox": "trash"}, {"both"}),
    "not only trash": (
        {"inMailboxOtherThan": ["trash", "P0"]},
        {"old", "large", "attached", "seen", "reply", "flagged", "work", "both"},
    ),
    "outside of inbox": ({"inMailboxOtherThan": ["inbox"]}, {"both"}),
    "before": ({"before": "2020-09-13T12:26:41Z"}, {"old"}),
    "before that second": ({"before": "2020-09-13T12:26:40Z"}, set()),
    "before a part of a second": ({"before": "2020-09-13T12:26:40.5Z"}, {"old"}),
    "after": ({"after": "2023-01-01T00:00:00Z", "maxSize": 4000, "hasAttachment": True}, {"attached"}),
    "from that second on": ({"after": "2020-09-13T12:26:40Z", "before": "2021-01-01T00:00:00Z"}, {"old"}),
    "large": ({"minSize": 5000}, {"large"}),
    "small and attached": ({"maxSize": 5000, "hasAttachment": True}, {"attached"}),
    "keyword": ({"hasKeyword": "$FLAGGED"}, {"flagged"}),
    "own keyword": ({"hasKeyword": "my_work"}, {"work"}),
    "no keyword of two": (
        {"operator": "NOT", "conditions": [{"hasKeyword": "$seen"}, {"hasKeyword": "$flagged"}]},
        {"old", "large", "attached", "reply", "work", "both"},
    ),
    "not this keyword": ({"notKeyword": "$seen", "someInThreadHaveKeyword": "$seen"}, {"reply"}),
    "some of the conversation": ({"someInThreadHaveKeyword": "$seen"}, {"seen", "reply"}),
    "all of the conversation": ({"allInThreadHaveKeyword": "$flagged"}, {"flagged"}),
    "not all of the conversation": ({"allInThreadHaveKeyword": "$seen"}, set()),
    "none of the conversation": (
        {"noneInThreadHaveKeyword": "$seen", "minSize": 5000},
        {"large"},
    ),
    "either": (
        {"operator": "OR", "conditions": [{"hasKeyword": "$flagged"}, {"inMailbox": "trash"}]},
        {"flagged", "both"},
    ),
    "both mailboxes": (
        {"operator": "AND", "conditions": [{"inMailbox": "inbox"}, {"inMailbox": "trash"}]},
        {"both"},
    ),
    "AND of nothing": (
        {"operator": "AND", "conditions": []},
        {"old", "large", "attached", "seen", "reply", "flagged", "work", "both"},
    ),
    "OR of nothing": ({"operator": "OR", "conditions": []}, set()),
    "nested": (
        {
            "operator": "AND",
            "conditions": [
                {"inMailbox": "inbox"},
                {
                    "operator": "OR",
                    "conditions": [{"minSize": 5000}, {"operator": "NOT", "conditions": [{"maxSize": 9999999}]}],
                },
            ],
        },
        {"large"},
    ),
    "mailbox that is not there": ({"inMailbox": "P999999"}, set()),
    "mailbox that cannot be": ({"inMailbox": "x-1"}, set()),
}


def with_ids(inbox: InboxApp, value: Any) -> Any:
    """Put the ids of mailboxes where their roles stand."""
    if isinstance(value, dict):
        return {name: with_ids(inbox, one) for name, one in value.items()}
    if isinstance(value, list):
        return [with_ids(inbox, one) for one in value]
    return inbox.mailbox("anna", value) if value in ("inbox", "trash") else value


@pytest.mark.parametrize("name", FILTERS)
def test_filter_finds_what_meets_it(inbox: InboxApp, varied: dict[str, str], name: str) -> None:
    where, wanted = FILTERS[name]
    found = query(inbox, filter=with_ids(inbox, where), calculateTotal=True)
    names = {message_id: special for special, message_id in varied.items()}
    assert {names[one] for one in found["ids"]} == wanted
    assert (len(found["ids"]), found["total"]) == (len(wanted), len(wanted))


def test_filter_knows_nothing_of_others(inbox: InboxApp, varied: dict[str, str]) -> None:
    for where in ({}, {"inMailbox": inbox.mailbox("anna")}, {"hasKeyword": "$flagged"}, {"minSize": 0}):
        found = inbox.call("ben", "Email/query", filter=where, calculateTotal=True)
        assert (found["ids"], found["total"]) == ([], 0)


@pytest.mark.parametrize(
    "where",
    [
        {"invented": 1},
        {"filename": "x"},
        {"in": "inbox"},
        {"words": "house"},
        {"text": "x" * 2001},
        {"header": ["x" * 2001]},
        {"text": "a " * 101},
        {"operator": "OR", "conditions": [{"x": 1}]},
        {"operator": "OR", "conditions": [{"minSize": number} for number in range(101)]},
    ],
)
def test_filter_that_is_not_there_is_unsupported(inbox: InboxApp, where: object) -> None:
    assert query(inbox, filter=where)["type"] == "unsupportedFilter"


@pytest.mark.parametrize(
    "where",
    [
        "x", [], 1, {"operator": "XOR", "conditions": []}, {"operator": "AND"}, {"operator": "AND", "conditions": {}},
        {"operator": "AND", "conditions": [], "minSize": 1}, {"conditions": []},
        {"operator": "AND", "conditions": [None]},
        {"inMailbox": 1}, {"inMailbox": None}, {"inMailbox": "a b"}, {"inMailboxOtherThan": "P1"},
        {"inMailboxOtherThan": [1]}, {"before": "yesterday"}, {"before": "2020-01-01T00:00:00+01:00"},
        {"before": "2020-01-01"}, {"before": "2020-13-01T00:00:00Z"}, {"after": 5}, {"after": "2020-01-01T00:00:00.0Z"},
        {"minSize": -1}, {"minSize": 1.0}, {"maxSize": True}, {"hasKeyword": 1}, {"hasKeyword": "a b"},
        {"notKeyword": ""}, {"someInThreadHaveKeyword": "("}, {"hasAttachment": 1}, {"text": 1}, {"header": []},
        {"header": "X-Spam"}, {"header": ["a", "b", "c"]},
    ],
)  # fmt: skip
def test_filter_of_a_wrong_type_is_invalid(inbox: InboxApp, where: object) -> None:
    assert query(inbox, filter=where)["type"] == "invalidArguments"


def test_collapsed_list_has_each_conversation_once(inbox: InboxApp) -> None:
    first = inbox.deliver("anna", mail("Plans", message_id="<1@x>"))
    alone = inbox.deliver("anna", mail("Alone"))
    reply = inbox.deliver("anna", mail("Re: Plans", message_id="<2@x>", in_reply_to="<1@x>"))
    for where in ({}, {"inMailbox": inbox.mailbox("anna")}, {"inMailbox": inbox.mailbox("anna"), "minSize": 0}):
        newest = query(inbox, filter=where, collapseThreads=True, calculateTotal=True)
        assert (newest["ids"], newest["total"]) == ([reply, alone], 2)
        oldest = query(inbox, filter=where, collapseThreads=True, calculateTotal=True, sort=OLDEST)
        assert (oldest["ids"], oldest["total"]) == ([first, alone], 2)
        assert query(inbox, filter=where, collapseThreads=True, anchor=alone)["position"] == 1
        assert query(inbox, filter=where, collapseThreads=True, anchor=first) == {"type": "anchorNotFound"}
    # The message that stands for a conversation is the first one that meets the filter.
    found = query(inbox, filter={"before": "2023-11-14T22:13:23Z"}, collapseThreads=True)
    assert found["ids"] == [alone, first]


def test_state_of_a_query_changes_with_the_mail(inbox: InboxApp, five: list[str]) -> None:
    before = query(inbox)["queryState"]
    assert query(inbox)["queryState"] == before
    inbox.deliver("anna", mail())
    assert query(inbox)["queryState"] != before
