"""Searching over JMAP (RFC 8621 section 4.4.1), in an index that a real turn of the courier has filled."""

from __future__ import annotations

from typing import Any

import pytest

from db.database import Store
from db.search_file import beside
from tests.support.inbox_app import InboxApp
from tests.support.searching import index
from tests.support.stores import People, mail
from webserver.jmap.capabilities import CORE, MAIL, SEARCH
from webserver.jmap.context import Context, ReadingBudget
from webserver.jmap.email_query import EmailQuery
from webserver.jmap.errors import MethodError
from webserver.jmap.request import JsonObject

BILL = (
    b"From: Ben <ben@project.com>\r\nTo: Anna <anna@project.com>\r\nSubject: Bill for November\r\nX-Spam: No, 0.1\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nPlease pay 120 euros.\r\n"
    b'--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="bill.pdf"\r\n\r\nx\r\n'
    b"--b--\r\n"
)


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def known(inbox: InboxApp) -> dict[str, str]:
    """Messages of Anna's by name."""
    found = {
        "rules": inbox.deliver(
            "anna", mail("House rules", "No shoes.", To="Anna <anna@project.com>"), at=1_793_500_000
        ),
        "party": inbox.deliver("anna", mail("Party", "The house rules apply. Don't panic!", Cc="clara@project.com")),
        "bill": inbox.deliver("anna", BILL),
        "page": inbox.deliver(
            "anna", b'Subject: Page\r\nContent-Type: text/html\r\n\r\n<p title="hint">caf&eacute; <b>house</b></p>'
        ),
        "folded": inbox.deliver("anna", mail("Folded", X_Spam="Yes,\r\n =?utf-8?q?sco=72e?= 9")),
    }
    inbox.deliver("ben", mail("House of Ben", "rules"))
    patch = {"keywords/$seen": True, "keywords/$flagged": True, f"mailboxIds/{inbox.mailbox('anna', 'archive')}": True}
    assert inbox.call("anna", "Email/set", update={found["bill"]: patch})["notUpdated"] is None
    index(inbox.store)
    return found


def query(inbox: InboxApp, **arguments: Any) -> dict[str, Any]:
    given = {"accountId": inbox.account("anna"), **arguments}
    ((_, answer, _),) = inbox.request("anna", ["Email/query", given, "0"], using=[CORE, MAIL, SEARCH])[
        "methodResponses"
    ]
    return dict(answer)


def names(inbox: InboxApp, known: dict[str, str], where: Any) -> set[str]:
    """What is found, the same way in every form that a query can have."""
    answer = query(inbox, filter=where, calculateTotal=True)
    assert "ids" in answer, answer
    found = answer["ids"]
    assert answer["total"] == len(found)
    assert query(inbox, filter=where, sort=[{"property": "receivedAt"}])["ids"] == found[::-1]
    assert query(inbox, filter=where, collapseThreads=True, calculateTotal=True)["total"] == len(found)
    assert query(inbox, filter=where, position=1, limit=1)["ids"] == found[1:2]
    for place, one in enumerate(found):
        assert query(inbox, filter=where, anchor=one, limit=1)["position"] == place
    within = {"operator": "AND", "conditions": [where, {"inMailbox": inbox.mailbox("anna")}]}
    assert query(inbox, filter=within)["ids"] == found
    by_id = {message_id: name for name, message_id in known.items()}
    return {by_id[one] for one in found}


def operator(word: str, *conditions: Any) -> dict[str, Any]:
    return {"operator": word, "conditions": list(conditions)}


EVERY = {"rules", "party", "bill", "page", "folded"}
FILTERS: list[tuple[Any, set[str]]] = [
    ({"text": "house"}, {"rules", "party", "page"}),
    ({"text": "house rules"}, {"rules", "party"}),
    ({"text": '"house rules"'}, {"rules", "party"}),
    ({"text": "rules house shoes"}, {"rules"}),
    ({"text": "nov*"}, {"bill"}),
    ({"text": "cafe"}, {"page"}),
    ({"text": "CAFÉ hint"}, {"page"}),
    ({"text": "title"}, set()),
    ({"text": "bill.pdf"}, {"bill"}),
    ({"text": "don't"}, {"party"}),
    ({"text": ""}, EVERY),
    ({"subject": "house"}, {"rules"}),
    ({"body": "house"}, {"party", "page"}),
    ({"from": "ben"}, {"bill"}),
    ({"from": "ben@project.com"}, {"bill"}),
    ({"to": "anna"}, {"rules", "bill"}),
    ({"cc": "clara"}, {"party"}),
    ({"bcc": "clara"}, set()),
    ({"text": "house", "body": "rules"}, {"party"}),
    ({"text": "house", "minSize": 0, "hasAttachment": False}, {"rules", "party", "page"}),
    ({"text": "pay", "hasKeyword": "$flagged"}, {"bill"}),
    ({"text": "house", "after": "2026-10-31T00:00:00Z"}, {"rules"}),
    (operator("OR", {"text": "pay"}, {"subject": "party"}), {"bill", "party"}),
    (operator("OR", {"text": "pay"}, {"hasKeyword": "$nothing"}), {"bill"}),
    (operator("NOT", {"text": "house"}), {"bill", "folded"}),
    (operator("NOT", {"text": "house"}, {"hasKeyword": "$flagged"}), {"folded"}),
    (operator("AND", {"text": "house"}, operator("NOT", {"subject": "house"})), {"party", "page"}),
    (operator("OR"), set()),
    ({"header": ["X-Spam"]}, {"bill", "folded"}),
    ({"header": ["x-SPAM", "NO, 0"]}, {"bill"}),
    ({"header": ["X-Spam", "score 9"]}, {"folded"}),
    ({"header": ["Nothing"]}, set()),
    ({"header": ["X-Spam"], "text": "pay"}, {"bill"}),
    (operator("NOT", {"header": ["X-Spam"]}), {"rules", "party", "page"}),
    ({"words": "house -subject:house"}, {"party", "page"}),
    ({"words": "from:ben has:attachment"}, {"bill"}),
    ({"words": "filename:bill.pdf"}, {"bill"}),
    ({"words": "is:read OR subject:party"}, {"bill", "party"}),
    ({"words": "is:unread house"}, {"rules", "party", "page"}),
    ({"words": "on:2026-11-01"}, {"rules"}),
    ({"words": "before:2026-11-01 house"}, {"party", "page"}),
    ({"words": "in:Archive"}, {"bill"}),
    ({"words": "-in:archive -x-spam"}, {"rules", "party", "page", "folded"}),
    ({"words": "larger:5M"}, set()),
    ({"words": "smaller:5M subject:page"}, {"page"}),
    ({"words": ""}, EVERY),
    ({"words": "in:nowhere"}, set()),
]


@pytest.mark.parametrize(("where", "wanted"), FILTERS, ids=[str(where) for where, _ in FILTERS])
@pytest.mark.parametrize("few", [20_000, 0], ids=["words first", "messages first"])
def test_filter_finds_what_meets_it(
    inbox: InboxApp,
    known: dict[str, str],
    where: Any,
    wanted: set[str],
    few: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("db.message_query.FEW", few)
    assert names(inbox, known, where) == wanted


def test_others_mail_is_not_found(inbox: InboxApp, known: dict[str, str]) -> None:
    for name, where in (("ben", {"text": "panic"}), ("clara", {"text": "house"}), ("clara", {"header": ["Subject"]})):
        assert inbox.call(name, "Email/query", filter=where)["ids"] == []
    assert len(inbox.call("ben", "Email/query", filter={"text": "house rules"})["ids"]) == 1


def test_words_need_their_capability(inbox: InboxApp) -> None:
    assert inbox.call("anna", "Email/query", filter={"words": "house"})["type"] == "unsupportedFilter"
    assert query(inbox, filter={"words": 1})["type"] == "invalidArguments"
    five = {"operator": "OR", "conditions": [{"words": "house"}] * 5}
    assert query(inbox, filter=five)["type"] == "unsupportedFilter"


def test_deep_trees_of_words_are_understood(inbox: InboxApp, known: dict[str, str]) -> None:
    where: Any = {"text": "house"}
    for level in range(25):
        where = operator("OR" if level % 2 else "AND", where, {"text": "shoes"})
    assert names(inbox, known, where) == {"rules"}


@pytest.mark.parametrize("text", ['a"b', "a OR", "^x", "{from} : y", "(", "NEAR(a b)", "*", "\\", "a AND", "'", "-a"])
def test_no_text_is_an_error(inbox: InboxApp, known: dict[str, str], text: str) -> None:
    for name in ("text", "from", "subject", "words"):
        assert "ids" in query(inbox, filter={name: text})


def test_without_an_index_nothing_is_found_and_nothing_fails(inbox: InboxApp) -> None:
    message = inbox.deliver("anna", mail("House"))
    assert query(inbox, filter={"text": "house"})["ids"] == []
    assert query(inbox, filter=operator("NOT", {"text": "house"}))["ids"] == [message]
    assert inbox.call("anna", "Email/set", update={message: {"keywords/$seen": True}})["notUpdated"] is None
    index(inbox.store)
    assert query(inbox, filter={"text": "house"})["ids"] == [message]


def test_damaged_index_stops_neither_reading_nor_writing(inbox: InboxApp, known: dict[str, str]) -> None:
    assert len(query(inbox, filter={"text": "house"})["ids"]) == 3
    path = beside(inbox.store.path)
    for file in (path, path.with_name(path.name + "-wal")):
        if file.exists():
            file.write_bytes(b"\xa5" * file.stat().st_size)
    # A new connection, which has nothing of it in memory.
    inbox.store.close()
    assert query(inbox, filter={"text": "house"})["ids"] == []
    assert inbox.call("anna", "Email/set", update={known["rules"]: {"keywords/$seen": True}})["notUpdated"] is None
    index(inbox.store)
    assert len(query(inbox, filter={"text": "house"})["ids"]) == 3


def test_state_of_a_search_changes_with_the_index_and_cannot_be_followed(inbox: InboxApp) -> None:
    inbox.deliver("anna", mail("House"))
    before = query(inbox, filter={"text": "house"})
    assert before["canCalculateChanges"] is False
    index(inbox.store)
    after = query(inbox, filter={"text": "house"})
    assert after["queryState"] != before["queryState"]
    changes = inbox.call("anna", "Email/queryChanges", filter={"text": "house"}, sinceQueryState=before["queryState"])
    assert changes["type"] == "cannotCalculateChanges"


def test_headers_are_read_under_a_budget(inbox: InboxApp, known: dict[str, str]) -> None:
    asked: JsonObject = {"accountId": inbox.account("anna"), "filter": {"header": ["X-Spam"]}}
    method, account_id = EmailQuery(inbox.store), inbox.people["anna"].id
    assert method.query(Context(account_id, {}, ReadingBudget(5 * 8192)), asked)["ids"]
    with pytest.raises(MethodError) as caught:
        method.query(Context(account_id, {}, ReadingBudget(5 * 8192 - 1)), asked)
    assert caught.value.kind == "requestTooLarge"
    # What the rest of the filter leaves out is not read.
    narrow: JsonObject = {**asked, "filter": {"header": ["X-Spam"], "text": "pay"}}
    assert method.query(Context(account_id, {}, ReadingBudget(8192)), narrow)["ids"] == [known["bill"]]
