"""Email/queryChanges and Mailbox/queryChanges (RFC 8620 section 5.6, RFC 8621 section 2.4 and 4.5).

That a result kept up to date is the result asked anew stands in `test_webserver_jmap_in_step.py`.
"""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from tests.support.inbox_app import InboxApp
from tests.support.jmap_copy import Result
from tests.support.stores import People, mail

METHODS = ["Email/queryChanges", "Mailbox/queryChanges"]


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def state(inbox: InboxApp) -> str:
    found: str = inbox.call("anna", "Email/query")["queryState"]
    return found


def changes(inbox: InboxApp, since: str, **arguments: Any) -> dict[str, Any]:
    return inbox.call("anna", "Email/queryChanges", sinceQueryState=since, **arguments)


def test_arrival_is_added_in_its_place(inbox: InboxApp) -> None:
    old = [inbox.deliver("anna", mail(), at=at) for at in (1000, 3000)]
    before = state(inbox)
    new = inbox.deliver("anna", mail(), at=2000)
    assert changes(inbox, before, filter={"inMailbox": inbox.mailbox("anna")}) == {
        "accountId": inbox.account("anna"),
        "oldQueryState": before,
        "newQueryState": state(inbox),
        "removed": [],
        "added": [{"id": new, "index": 1}],
    }
    assert changes(inbox, before, calculateTotal=True)["total"] == 3
    inbox.call("anna", "Email/set", destroy=[old[0], new])
    assert changes(inbox, before)["removed"] == [old[0]]
    assert changes(inbox, before)["added"] == []


def test_message_that_moved_away_is_removed(inbox: InboxApp) -> None:
    message = inbox.deliver("anna", mail())
    before, here = state(inbox), {"inMailbox": inbox.mailbox("anna")}
    inbox.call("anna", "Email/set", update={message: {"mailboxIds": {inbox.mailbox("anna", "junk"): True}}})
    found = changes(inbox, before, filter=here)
    assert (found["removed"], found["added"]) == ([message], [])
    found = changes(inbox, before, filter={"inMailbox": inbox.mailbox("anna", "junk")})
    assert (found["removed"], found["added"]) == ([message], [{"id": message, "index": 0}])


def test_change_of_flags_is_nothing_to_a_query_that_does_not_ask(inbox: InboxApp) -> None:
    message = inbox.deliver("anna", mail())
    before = state(inbox)
    inbox.call("anna", "Email/set", update={message: {"keywords/$seen": True}})
    assert changes(inbox, before, filter={"hasAttachment": False})["removed"] == []
    assert changes(inbox, before, filter={"notKeyword": "$seen"})["removed"] == [message]


def test_collapsed_conversation_shows_its_new_first_message(inbox: InboxApp) -> None:
    old = inbox.deliver("anna", mail("Plan", message_id="<1@x>"))
    before = state(inbox)
    new = inbox.deliver("anna", mail("Re: Plan", message_id="<2@x>", in_reply_to="<1@x>"))
    found = changes(inbox, before, collapseThreads=True)
    assert (found["removed"], found["added"]) == ([old], [{"id": new, "index": 0}])


def test_end_that_nobody_looks_at_is_left_out_where_nothing_moves(inbox: InboxApp) -> None:
    seen = inbox.deliver("anna", mail(), at=5000)
    before = state(inbox)
    first, _ = inbox.deliver("anna", mail(), at=6000), inbox.deliver("anna", mail(), at=1000)
    cut = changes(inbox, before, upToId=seen)
    assert cut["added"] == [{"id": first, "index": 0}]
    assert len(changes(inbox, before)["added"]) == 2
    assert len(changes(inbox, before, upToId="M0")["added"]) == 2
    here = {"inMailbox": inbox.mailbox("anna")}
    assert len(changes(inbox, before, upToId=seen, filter=here)["added"]) == 2


def test_more_changes_than_wanted_are_too_many(inbox: InboxApp) -> None:
    message = inbox.deliver("anna", mail())
    before = state(inbox)
    inbox.deliver("anna", mail())
    inbox.call("anna", "Email/set", update={message: {"keywords/$seen": True}})
    unread = {"hasKeyword": "$seen"}
    assert changes(inbox, before, filter=unread, maxChanges=2)["added"] == [{"id": message, "index": 0}]
    for most in (0, 1):
        assert changes(inbox, before, filter=unread, maxChanges=most)["type"] == "tooManyChanges"


def test_many_changes_are_told_of_a_long_result(inbox: InboxApp) -> None:
    result = Result.make(inbox, "anna", "Email", {})
    for _ in range(510):
        inbox.deliver("anna", mail())
    result.catch_up()
    result.assert_in_step()
    inbox.call("anna", "Email/set", destroy=result.ids[::2][:200])
    result.catch_up()
    result.assert_in_step()


@pytest.mark.parametrize("filter_", [{"subject": "x"}, {"header": ["Subject"]}])
def test_what_is_found_by_its_text_has_to_be_asked_for_anew(inbox: InboxApp, filter_: dict[str, Any]) -> None:
    inbox.deliver("anna", mail())
    assert inbox.call("anna", "Email/query", filter=filter_)["canCalculateChanges"] is False
    assert changes(inbox, "1", filter=filter_)["type"] == "cannotCalculateChanges"


def test_mailbox_that_is_renamed_takes_its_new_place(inbox: InboxApp) -> None:
    by_name = [{"property": "name"}]
    found = inbox.call("anna", "Mailbox/query", sort=by_name)
    junk, trash = inbox.mailbox("anna", "junk"), inbox.mailbox("anna", "trash")
    inbox.call("anna", "Mailbox/set", update={junk: {"name": "Zebra"}}, create={"a": {"name": "Aa"}})
    inbox.deliver("anna", mail())
    new = inbox.call("anna", "Mailbox/query", sort=by_name)["ids"][0]
    told = inbox.call("anna", "Mailbox/queryChanges", sinceQueryState=found["queryState"], sort=by_name, upToId=trash)
    assert told["removed"] == [junk]
    assert told["added"] == [{"id": new, "index": 0}, {"id": junk, "index": 6}]
    assert "total" not in told


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("since", ["", "0", "999", "abc", "1-5"])
def test_state_that_was_never_given_cannot_be_calculated_from(inbox: InboxApp, method: str, since: str) -> None:
    assert inbox.call("anna", method, sinceQueryState=since)["type"] == "cannotCalculateChanges"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({}, "invalidArguments"),
        ({"sinceQueryState": None}, "invalidArguments"),
        ({"maxChanges": -1}, "invalidArguments"),
        ({"upToId": 1}, "invalidArguments"),
        ({"calculateTotal": None}, "invalidArguments"),
        ({"position": 1}, "invalidArguments"),
        ({"filter": {"nothing": 1}}, "unsupportedFilter"),
        ({"sort": [{"property": "nothing"}]}, "unsupportedSort"),
    ],
)
def test_wrong_arguments_are_refused(inbox: InboxApp, method: str, arguments: dict[str, Any], kind: str) -> None:
    given = {"sinceQueryState": "1", **arguments} if arguments else {}
    assert inbox.call("anna", method, **given)["type"] == kind
