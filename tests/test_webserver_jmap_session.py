"""The JMAP session resource (RFC 8620 section 2)."""

from __future__ import annotations

import pytest

from db import accounts
from db.database import Store
from tests.support.inbox_app import HOST, InboxApp
from tests.support.stores import People
from webserver.jmap.capabilities import ALL, CORE, MAIL, SORT_OPTIONS


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def test_session_has_everything_the_rfc_demands(inbox: InboxApp) -> None:
    answer = inbox.get("anna", "/.well-known/jmap")
    assert answer.headers["cache-control"] == "no-cache, no-store, must-revalidate"
    found, account = answer.json(), inbox.account("anna")
    assert found["capabilities"][CORE] == {
        "maxSizeUpload": 50 * 1024 * 1024,
        "maxConcurrentUpload": 4,
        "maxSizeRequest": 10_000_000,
        "maxConcurrentRequests": 8,
        "maxCallsInRequest": 32,
        "maxObjectsInGet": 500,
        "maxObjectsInSet": 500,
        "collationAlgorithms": ["i;unicode-casemap", "i;ascii-casemap", "i;octet"],
    }
    assert found["capabilities"][MAIL] == {}
    assert found["primaryAccounts"] == dict.fromkeys(ALL - {CORE}, account)
    assert found["username"] == "anna@project.com"
    assert list(found["accounts"]) == [account]
    mine = found["accounts"][account]
    assert (mine["name"], mine["isPersonal"], mine["isReadOnly"]) == ("anna@project.com", True, False)
    assert set(mine["accountCapabilities"][MAIL]) == {
        "maxMailboxesPerEmail",
        "maxMailboxDepth",
        "maxSizeMailboxName",
        "maxSizeAttachmentsPerEmail",
        "emailQuerySortOptions",
        "mayCreateTopLevelMailbox",
    }
    assert mine["accountCapabilities"][MAIL]["emailQuerySortOptions"] == list(SORT_OPTIONS)


def test_urls_lead_to_the_host_that_was_asked(inbox: InboxApp) -> None:
    found = inbox.get("anna", "/.well-known/jmap").json()
    assert found["apiUrl"] == f"https://{HOST}/jmap/api"
    for name, variables in {
        "downloadUrl": ("{accountId}", "{blobId}", "{type}", "{name}"),
        "uploadUrl": ("{accountId}",),
        "eventSourceUrl": ("{types}", "{closeafter}", "{ping}"),
    }.items():
        assert found[name].startswith(f"https://{HOST}/jmap/")
        assert all(variable in found[name] for variable in variables)


@pytest.mark.parametrize(
    "host", ["evil.example/x", "a b", 'x"', "user@host", "", "[::1", "a:b:c", "host:port", "x\r\ny"]
)
def test_host_that_is_none_is_not_believed(inbox: InboxApp, host: str) -> None:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}", "Host": host}
    found = inbox.ask("GET", "/.well-known/jmap", headers=headers).json()
    assert found["apiUrl"] == "https://127.0.0.1:1443/jmap/api"


@pytest.mark.parametrize("host", ["localhost", "[::1]:1443", "127.0.0.1:80", "Mail.Project.Com"])
def test_host_of_any_sound_form_is_kept(inbox: InboxApp, host: str) -> None:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}", "Host": host}
    assert inbox.ask("GET", "/.well-known/jmap", headers=headers).json()["apiUrl"] == f"https://{host}/jmap/api"


def test_without_a_host_an_ipv6_address_stands_in_brackets(inbox: InboxApp) -> None:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}", "Host": ""}
    answer = inbox.ask("GET", "/.well-known/jmap", headers=headers, SERVER_NAME="::1")
    assert answer.json()["apiUrl"] == "https://[::1]:1443/jmap/api"


def test_state_is_the_one_of_every_response_and_changes_with_the_session(inbox: InboxApp) -> None:
    state = inbox.get("anna", "/.well-known/jmap").json()["state"]
    assert inbox.request("anna")["sessionState"] == state
    assert inbox.get("anna", "/.well-known/jmap").json()["state"] == state
    assert inbox.get("ben", "/.well-known/jmap").json()["state"] != state
    inbox.deliver("anna", b"Subject: new mail\r\n\r\nis no change of the session\r\n")
    assert inbox.request("anna")["sessionState"] == state
    inbox.store.run_tx(
        lambda tx: tx.execute("UPDATE account SET address = 'annika@project.com' WHERE address LIKE 'anna%'")
    )
    assert accounts.get(inbox.store, inbox.people["anna"].id).address == "annika@project.com"
    assert inbox.request("anna")["sessionState"] != state
