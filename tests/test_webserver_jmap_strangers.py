"""Only the owner reads an inbox: everything else is tried here, method by method, and must come away with nothing.

What Ben must never see are the words of Anna's message, and what he must never change is how she has filed it.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from db import accounts, sessions
from db.database import Store
from tests.support.drafts import held, identity, submit, write
from tests.support.inbox_app import JSON, InboxApp, basic
from tests.support.outside_mail import post
from tests.support.stores import PASSWORD, People, Person
from webserver.jmap.capabilities import CORE, MAIL, Limits
from webserver.jmap.methods import methods

SECRET = "the-secret-of-anna"
MESSAGE = (
    f"From: {SECRET} <x@example.com>\r\nSubject: {SECRET}\r\nMessage-ID: <{SECRET}@x>\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    f"--b\r\n\r\n{SECRET}\r\n--b\r\nContent-Type: application/pdf; name={SECRET}\r\n\r\n{SECRET}\r\n--b--\r\n"
).encode()


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


@pytest.fixture
def letter(inbox: InboxApp) -> str:
    inbox.deliver("ben", b"Subject: his own\r\n\r\nhello\r\n")
    return inbox.deliver("anna", MESSAGE)


@pytest.fixture
def hers(inbox: InboxApp, letter: str) -> dict[str, str]:
    """Every id of Anna's there is."""
    found = inbox.shown("anna", letter, "threadId", "blobId")
    return {
        "account": inbox.account("anna"),
        "message": letter,
        "thread": found["threadId"],
        "blob": found["blobId"],
        "mailbox": inbox.mailbox("anna"),
        "identity": identity(inbox, "anna"),
        "delivery": delivery(inbox),
        "submission": submit(inbox, "anna", write(inbox, "anna", SECRET), envelope=held())["created"]["k"]["id"],
    }


def delivery(inbox: InboxApp) -> str:
    """Send a message of Anna's to the outside, and return the id of its one delivery."""
    post(inbox.store, inbox.people["anna"], f"{SECRET}@example.com", content=MESSAGE)
    return str(inbox.call("anna", "Delivery/get", ids=None)["list"][0]["id"])


def picture(inbox: InboxApp) -> Any:
    """Everything of Anna's that could change."""
    tables = ["account", "mailbox", "message", "mailbox_message", "thread", "destroyed", "content"]
    tables += ["identity", "submission", "vacation", "type_state", "outbound", "audit"]
    return [inbox.store.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]


def calls(account: str, hers: dict[str, str]) -> list[list[Any]]:
    """Every method, with every id of hers wherever an id may stand."""
    ids = list(hers.values())
    message, mailbox = hers["message"], hers["mailbox"]
    everything = {"ids": ids, "fetchAllBodyValues": True, "properties": ["subject", "bodyValues", "headers", "preview"]}
    asked: list[tuple[str, dict[str, Any]]] = [
        ("Mailbox/get", {"ids": ids}),
        ("Mailbox/get", {"ids": None}),
        ("Thread/get", {"ids": ids}),
        ("Thread/get", {"ids": None}),
        ("Email/get", everything),
        ("Email/get", {**everything, "ids": None}),
        ("Email/query", {"filter": {"inMailbox": mailbox}, "calculateTotal": True}),
        ("Email/query", {"filter": {"operator": "OR", "conditions": [{"inMailbox": mailbox}]}, "calculateTotal": True}),
        ("Email/query", {"anchor": message}),
        ("Email/query", {"filter": {"inMailbox": mailbox}, "anchor": message}),
        ("Email/set", {"update": {message: {"keywords/$seen": True}}}),
        ("Email/set", {"update": {message: {"subject": SECRET}}}),
        ("Email/set", {"destroy": ids}),
        ("Identity/get", {"ids": ids}),
        ("Identity/get", {"ids": None}),
        ("Identity/changes", {"sinceState": "0"}),
        ("Identity/set", {"update": {hers["identity"]: {"name": "his"}}}),
        ("Identity/set", {"destroy": ids}),
        ("EmailSubmission/get", {"ids": ids}),
        ("EmailSubmission/get", {"ids": None}),
        ("EmailSubmission/changes", {"sinceState": "0"}),
        ("EmailSubmission/query", {"filter": {"emailIds": [message]}}),
        ("EmailSubmission/queryChanges", {"sinceQueryState": "0"}),
        ("EmailSubmission/set", {"create": {"k": {"identityId": hers["identity"], "emailId": message}}}),
        ("EmailSubmission/set", {"update": {hers["submission"]: {"undoStatus": "canceled"}}}),
        ("EmailSubmission/set", {"destroy": ids, "onSuccessDestroyEmail": ids}),
        ("Delivery/get", {"ids": ids}),
        ("Delivery/get", {"ids": None}),
        ("Delivery/changes", {"sinceState": "0"}),
        ("Delivery/query", {"anchor": hers["delivery"]}),
        ("Delivery/set", {"update": {hers["delivery"]: {"retry": True}}}),
        ("Delivery/set", {"update": {hers["delivery"]: {"cancel": True}}, "destroy": ids}),
        ("VacationResponse/get", {"ids": ids}),
        ("VacationResponse/set", {"update": {hers["account"]: {"isEnabled": True}}}),
        ("Email/changes", {"sinceState": "1"}),
        ("Thread/changes", {"sinceState": "1"}),
        ("Mailbox/changes", {"sinceState": "1"}),
        ("Email/queryChanges", {"sinceQueryState": "1", "filter": {"inMailbox": mailbox}}),
        ("Mailbox/query", {"filter": {"parentId": mailbox}}),
        ("Mailbox/queryChanges", {"sinceQueryState": "1", "filter": {"parentId": mailbox}}),
        ("Mailbox/set", {"create": {"k": {"name": "his", "parentId": mailbox}}}),
        ("Mailbox/set", {"update": {mailbox: {"name": "his"}}}),
        ("Mailbox/set", {"destroy": ids, "onDestroyRemoveEmails": True}),
        ("Email/query", {"filter": {"text": SECRET}}),
        ("SearchSnippet/get", {"filter": {"text": SECRET}, "emailIds": ids}),
    ]
    asked += _makings(account, hers)
    # These two are not an account's: a program's subscriptions are its own.
    asked += [("PushSubscription/get", {"ids": ids}), ("PushSubscription/set", {"destroy": ids})]
    return [
        [name, arguments if name.startswith("Push") else {"accountId": account, **arguments}, str(number)]
        for number, (name, arguments) in enumerate(asked)
    ]


def _makings(account: str, hers: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """Everything that makes messages out of something."""
    blob, place = hers["blob"], {hers["mailbox"]: True}
    return [
        ("Email/set", {"create": {"k": {"mailboxIds": place, "subject": "his"}}}),
        ("Email/set", {"create": {"k": {"mailboxIds": place, "attachments": [{"blobId": f"{blob}-2"}]}}}),
        ("Email/import", {"emails": {"k": {"mailboxIds": place, "blobId": blob}}}),
        ("Email/parse", {"blobIds": [blob, f"{blob}-1"], "fetchAllBodyValues": True}),
        (
            "Email/copy",
            {"fromAccountId": hers["account"], "create": {"k": {"id": hers["message"], "mailboxIds": place}}},
        ),
        ("Blob/copy", {"fromAccountId": hers["account"], "blobIds": [blob]}),
        ("Blob/copy", {"fromAccountId": account, "blobIds": [blob, f"{blob}-2"]}),
    ]


def responses(inbox: InboxApp, name: str, asked: list[list[Any]]) -> list[Any]:
    """Send as many calls at a time as one request may have."""
    most = Limits(0).max_calls_in_request
    parts = [asked[start : start + most] for start in range(0, len(asked), most)]
    return [one for part in parts for one in inbox.request(name, *part)["methodResponses"]]


def test_every_method_is_tried_here(hers: dict[str, str], inbox: InboxApp) -> None:
    tried = {name for name, *_ in calls("A1", hers)}
    assert tried == set(methods(inbox.store, Limits(0))) - {"Core/echo"}


def test_ids_of_hers_mean_nothing_in_his_account(inbox: InboxApp, hers: dict[str, str]) -> None:
    before = picture(inbox)
    answers = responses(inbox, "ben", calls(inbox.account("ben"), hers))
    assert SECRET not in json.dumps(answers)
    assert picture(inbox) == before
    by_id = {call_id: result for _, result, call_id in answers}
    every = list(hers.values())
    assert [by_id[one]["list"] for one in "024"] == [[], [], []]
    assert [by_id[one]["notFound"] for one in "024"] == [every, every, every]
    assert {one["role"] for one in by_id["1"]["list"]} == set(inbox.people["ben"].mailboxes)
    assert [one["subject"] for one in by_id["5"]["list"]] == ["his own"]
    assert [(by_id[one]["ids"], by_id[one]["total"]) for one in "67"] == [([], 0), ([], 0)]
    assert [by_id[one]["type"] for one in "89"] == ["anchorNotFound", "anchorNotFound"]
    assert [by_id[one]["notUpdated"][hers["message"]]["type"] for one in ("10", "11")] == ["notFound", "notFound"]
    assert {one["type"] for one in by_id["12"]["notDestroyed"].values()} == {"notFound"}


def test_what_changes_with_her_is_not_told_to_him(inbox: InboxApp, hers: dict[str, str]) -> None:
    every = set(hers.values())
    asked = [call for call in calls(inbox.account("ben"), hers) if "hanges" in call[0] or call[0].startswith("Mailbox")]
    told = responses(inbox, "ben", asked)
    for _, result, _ in told:
        for name in ("created", "updated", "destroyed", "removed"):
            assert not every & set(result.get(name) or ())
    setting = {name: result for method, result, _ in told if method == "Mailbox/set" for name in result if result[name]}
    assert setting["notCreated"]["notCreated"]["k"]["properties"] == ["parentId"]
    assert setting["notUpdated"]["notUpdated"][hers["mailbox"]]["type"] == "notFound"
    assert {one["type"] for one in setting["notDestroyed"]["notDestroyed"].values()} == {"notFound"}


def test_what_she_sends_is_nothing_to_him(inbox: InboxApp, hers: dict[str, str]) -> None:
    every, his = list(hers.values()), identity(inbox, "ben")
    asked = calls(inbox.account("ben"), hers)
    of_sending = [call for call in asked if call[0].startswith(("Identity", "EmailSubmission", "VacationResponse"))]
    results = [result for _, result, _ in responses(inbox, "ben", of_sending)]
    some, all_of_his, changes, updated, destroyed = results[:5]
    assert (some["list"], some["notFound"]) == ([], every)
    assert [one["id"] for one in all_of_his["list"]] == [his]
    assert changes["created"] == changes["updated"] == changes["destroyed"] == []
    assert updated["notUpdated"][hers["identity"]]["type"] == "notFound"
    assert {one["type"] for one in destroyed["notDestroyed"].values()} == {"notFound"}
    some, all_of_his, changes, query, query_changes, created, updated, destroyed = results[5:13]
    assert (some["list"], some["notFound"], all_of_his["list"]) == ([], every, [])
    assert changes["created"] == query["ids"] == query_changes["added"] == []
    assert created["notCreated"]["k"]["properties"] == ["identityId"]
    assert updated["notUpdated"][hers["submission"]]["type"] == "notFound"
    assert {one["type"] for one in destroyed["notDestroyed"].values()} == {"notFound"}
    away, changed = results[13:]
    assert (away["list"], away["notFound"]) == ([], every)
    assert changed["notUpdated"][hers["account"]]["type"] == "notFound"


def test_what_she_sends_outside_is_nothing_to_him(inbox: InboxApp, hers: dict[str, str]) -> None:
    every, number = list(hers.values()), hers["delivery"]
    asked = [call for call in calls(inbox.account("ben"), hers) if call[0].startswith("Delivery")]
    some, all_of_his, changes, query, retried, canceled = [one for _, one, _ in responses(inbox, "ben", asked)]
    assert (some["list"], some["notFound"], all_of_his["list"]) == ([], every, [])
    assert (changes["created"], query) == ([], {"type": "anchorNotFound"})
    assert retried["notUpdated"][number]["type"] == "notFound"
    # What a call destroys is not updated first; and nothing is destroyed.
    assert canceled["notUpdated"][number]["type"] == "willDestroy"
    assert set(canceled["notDestroyed"]) == set(every)


def test_blob_of_hers_makes_no_message_of_his(inbox: InboxApp, hers: dict[str, str]) -> None:
    before = picture(inbox)
    account = inbox.account("ben")
    asked: list[list[Any]] = [[name, {"accountId": account, **rest}, "0"] for name, rest in _makings(account, hers)]
    place = {"mailboxIds": {inbox.mailbox("ben"): True}}
    asked[1][1]["create"]["k"].update(place)
    asked[2][1]["emails"]["k"].update(place)
    told = [result for _, result, _ in responses(inbox, "ben", asked)]
    assert told[0]["notCreated"]["k"]["properties"] == ["mailboxIds"]
    assert told[1]["notCreated"]["k"]["type"] == "blobNotFound"
    assert told[2]["notCreated"]["k"]["properties"] == ["blobId"]
    assert told[3]["notFound"] == [hers["blob"], f"{hers['blob']}-1"]
    assert [told[4]["type"], told[5]["type"]] == ["fromAccountNotFound"] * 2
    assert told[6]["copied"] is None
    assert picture(inbox) == before


def test_her_account_is_not_there_for_him(inbox: InboxApp, hers: dict[str, str]) -> None:
    before = picture(inbox)
    of_an_account = [one for one in calls(inbox.account("anna"), hers) if "accountId" in one[1]]
    known = responses(inbox, "ben", of_an_account)
    unknown = responses(
        inbox, "ben", [[name, {**asked, "accountId": "A99999999"}, n] for name, asked, n in of_an_account]
    )
    assert {(name, result["type"]) for name, result, _ in known} == {("error", "accountNotFound")}
    # Not a word differs from what an account gets that nobody has.
    assert known == unknown
    assert picture(inbox) == before


def test_unknown_and_foreign_ids_are_one_answer(inbox: InboxApp, hers: dict[str, str]) -> None:
    free = {kind: f"{one[0]}99999999" for kind, one in hers.items()}
    account = inbox.account("ben")
    asked = [responses(inbox, "ben", calls(account, ids)) for ids in (hers, free)]
    known, unknown = (json.dumps(one) for one in asked)
    for kind, one in hers.items():
        known = known.replace(f'"{one}"', f'"{free[kind]}"')
        # Parts of a blob too.
        known = known.replace(f'"{one}-', f'"{free[kind]}-')
    assert known == unknown


def test_move_into_his_mailbox_or_out_of_hers_changes_nothing(inbox: InboxApp, hers: dict[str, str]) -> None:
    before = picture(inbox)
    his, own = inbox.mailbox("ben"), inbox.call("ben", "Email/query")["ids"][0]
    for message, mailbox in itertools.product((hers["message"], own), (hers["mailbox"], his)):
        if (message, mailbox) != (own, his):
            for patch in ({f"mailboxIds/{mailbox}": True}, {"mailboxIds": {mailbox: True}}):
                assert inbox.call("ben", "Email/set", update={message: patch})["updated"] is None
    assert picture(inbox) == before


def test_created_ids_cannot_smuggle_hers_in(inbox: InboxApp, hers: dict[str, str]) -> None:
    before = picture(inbox)
    account, created = inbox.account("ben"), dict(hers)
    own = inbox.call("ben", "Email/query")["ids"][0]
    asked = [
        ["Email/set", {"accountId": account, "destroy": ["#message", "#thread"]}, "0"],
        ["Email/set", {"accountId": account, "update": {"#message": {"keywords/$seen": True}}}, "1"],
        ["Email/set", {"accountId": account, "update": {own: {"mailboxIds": {"#mailbox": True}}}}, "2"],
    ]
    answers = inbox.request("ben", *asked, createdIds=created)["methodResponses"]
    assert [result["destroyed"] or result["updated"] for _, result, _ in answers] == [None, None, None]
    assert picture(inbox) == before


def paths(hers: dict[str, str], his_account: str) -> list[str]:
    blob = hers["blob"]
    accounts_tried = [his_account, hers["account"], "", "A0", "A1", "*", "..", f"{hers['account']},{his_account}"]
    blobs = [
        blob,
        f"{blob}-1",
        f"{blob}-2",
        "B1",
        "B0",
        f"../{hers['account']}/{blob}",
        f"{blob}/..",
        f"{blob}%00",
        f" {blob}",
    ]
    blobs += [
        blob.lower(),
        blob[1:],
        f"B0{blob[1:]}",
        f"B{blob}",
        hers["message"],
        "B1 OR 1=1",
        "B-1",
        "B1e3",
        "B٣",
        "B" * 400,
    ]
    return [f"/jmap/download/{account}/{one}/x" for account in accounts_tried for one in blobs]


def test_her_blobs_are_not_there_for_him_whatever_the_path(inbox: InboxApp, hers: dict[str, str]) -> None:
    assert SECRET.encode() in inbox.get("anna", f"/jmap/download/{hers['account']}/{hers['blob']}/x").body
    for path in paths(hers, inbox.account("ben")):
        answer = inbox.get("ben", path)
        assert SECRET.encode() not in answer.body, path
        # His own message is one that he may have.
        assert answer.status == 404 or b"his own" in answer.body, path


def test_copy_of_the_same_content_is_his_own(inbox: InboxApp) -> None:
    """Content is stored once; whoever has a copy may read it, and only until they destroy it."""
    theirs = inbox.deliver("anna", b"Subject: for both\r\n\r\nhello\r\n", author="ben")
    blob = inbox.shown("anna", theirs, "blobId")["blobId"]
    (his,) = inbox.call("ben", "Email/query", filter={"inMailbox": inbox.mailbox("ben", "sent")})["ids"]
    path = f"/jmap/download/{inbox.account('ben')}/{blob}/x"
    assert inbox.get("ben", path).status == 200
    assert inbox.call("ben", "Email/set", destroy=[his])["destroyed"] == [his]
    assert inbox.get("ben", path).status == 404
    assert inbox.get("clara", path.replace(inbox.account("ben"), inbox.account("clara"))).status == 404
    assert inbox.get("anna", path.replace(inbox.account("ben"), inbox.account("anna"))).status == 200


def tries(inbox: InboxApp, hers: dict[str, str], headers: dict[str, str]) -> list[tuple[int, bytes]]:
    """Ask for everything of hers with these credentials."""
    asked = calls(hers["account"], hers)[: Limits(0).max_calls_in_request]
    body = json.dumps({"using": [CORE, MAIL], "methodCalls": asked}).encode()
    answers = [
        inbox.ask("GET", "/.well-known/jmap", headers=headers),
        inbox.ask("POST", "/jmap/api", body, {**headers, **JSON}),
        inbox.ask("GET", f"/jmap/download/{hers['account']}/{hers['blob']}/x", headers=headers),
    ]
    return [(one.status, one.body) for one in answers]


def test_dead_credentials_open_nothing(inbox: InboxApp, hers: dict[str, str]) -> None:
    anna = inbox.people["anna"]
    revoked, session = sessions.create(inbox.store, anna.id, "", "", 3600)
    sessions.revoke(inbox.store, anna.id, session.id)
    expired, _ = sessions.create(inbox.store, anna.id, "", "", -1)
    living = inbox.token("anna")
    dead = [revoked, expired, living[:-1], living + "x", living.upper(), "pst_", "", "null", PASSWORD, "x" * 10_000]
    credentials = [{"Authorization": f"Bearer {one}"} for one in dead]
    credentials += [
        basic("anna", one) for one in (revoked, expired, "", "pst_", "\udcff".encode("utf-8", "replace").decode())
    ]
    credentials += [
        basic("", living),
        basic("ben", living),
        basic("anna@example.com"),
        {"Cookie": f"token={living}"},
        {},
    ]
    before = picture(inbox)
    for headers in credentials:
        assert {status for status, _ in tries(inbox, hers, headers)} == {401}, headers
    assert inbox.ask("GET", f"/.well-known/jmap?access_token={living}").status == 401
    assert picture(inbox) == before


@pytest.mark.parametrize("state", ["disabled", "waiting"])
def test_account_that_is_not_active_opens_nothing(inbox: InboxApp, hers: dict[str, str], state: str) -> None:
    headers = [{"Authorization": f"Bearer {inbox.token('anna')}"}, basic("anna", inbox.token("anna")), basic("anna")]
    assert [tries(inbox, hers, one)[0][0] for one in headers] == [200, 200, 200]
    accounts.set_state(inbox.store, inbox.people["anna"].id, state)
    before = picture(inbox)
    assert [{status for status, _ in tries(inbox, hers, one)} for one in headers] == [{401}, {401}, {403}]
    assert picture(inbox) == before


def test_account_that_waits_for_approval_opens_nothing(inbox: InboxApp, hers: dict[str, str]) -> None:
    inbox.people["dora"] = Person.make(inbox.store, "dora", state="waiting")
    mine = {**hers, "account": inbox.account("dora")}
    assert {status for status, _ in tries(inbox, mine, basic("dora"))} == {403}


def test_name_of_an_admin_opens_no_other_account(inbox: InboxApp, hers: dict[str, str]) -> None:
    inbox.store.run_tx(lambda tx: tx.execute("UPDATE account SET is_admin = 1 WHERE id = ?", (inbox.people["ben"].id,)))
    answers = tries(inbox, hers, {"Authorization": f"Bearer {inbox.token('ben')}"})
    assert SECRET.encode() not in b"".join(body for _, body in answers)
    assert answers[2][0] == 404
