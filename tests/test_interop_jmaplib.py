"""The JMAP program `jmaplib`, which knows nothing of Postroom, works against the running server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from jmap import CreationRef, MethodError
from jmap.auth import BasicAuth, BearerAuth
from jmap.client import JMAPClient
from jmap.core.errors import AuthenticationError, TransportError
from jmap.core.patch import keyword_patch, mailbox_patch
from jmap.models.mail.objects import Mailbox
from jmap.models.push import StateChange
from jmap.push import EventSourceClient
from jmap.sync import ChangeStream, ResyncRequiredError
from jmap.sync.query import QuerySpec, QueryView
from jmap.testing.conformance import method_gaps

from tests.support.interop import House, house
from tests.support.postroom import PASSWORD


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("jmaplib") / "postroom", "ben") as running:
        yield running


@pytest.fixture
def name(home: House) -> str:
    return home.newcomer()


def connect(home: House, auth: httpx.Auth) -> Iterator[JMAPClient]:
    with httpx.Client(verify=home.trust(), trust_env=False, follow_redirects=True, timeout=60) as http:
        yield JMAPClient.connect(home.url, auth=auth, http=http)


@pytest.fixture
def client(home: House, name: str) -> Iterator[JMAPClient]:
    """The program, signed in as `name` with a token."""
    yield from connect(home, BearerAuth(home.token(name)))


def mailboxes(client: JMAPClient) -> dict[str, Any]:
    with client.batch() as batch:
        found = batch.mail.mailbox.get(ids=None)
    return {one.role: one for one in found.result.items if one.role}


def arrived(client: JMAPClient, role: str = "inbox", **arguments: Any) -> list[Any]:
    """What lies in a mailbox, the newest first, asked for in one request."""
    with client.batch() as batch:
        newest = [{"property": "receivedAt", "isAscending": False}]
        found = batch.mail.email.query(filter={"inMailbox": mailboxes(client)[role].id}, sort=newest)
        read = batch.mail.email.get(ids=found.ref_ids(), **arguments)
    items: list[Any] = read.result.items
    return items


def update(client: JMAPClient, message_id: str, patch: Any) -> None:
    with client.batch() as batch:
        changed = batch.mail.email.set(update={message_id: patch})
    assert not changed.result.has_errors
    assert list(changed.result.updated) == [message_id]


# Connecting


def test_it_signs_in_with_the_password_alone(home: House, name: str) -> None:
    for client in connect(home, BasicAuth(f"{name}@project.com", PASSWORD)):
        assert client.session.username == f"{name}@project.com"
        assert "inbox" in mailboxes(client)


def test_it_does_not_trust_the_server_without_its_authority(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")
    with pytest.raises(TransportError, match="certificate verify failed"):
        JMAPClient.connect(home.url, auth=BasicAuth("ben", PASSWORD), timeout=60)


@pytest.mark.parametrize("auth", [BasicAuth("ben", "not his password"), BearerAuth("pst_nonsense")])
def test_wrong_password_and_token_are_refused(home: House, auth: httpx.Auth) -> None:
    with pytest.raises(AuthenticationError):
        next(connect(home, auth))


def test_it_finds_every_method_that_it_reads_mail_with(client: JMAPClient) -> None:
    wanted = ["Mailbox/get", "Thread/get", "Email/query", "Email/get", "Email/set"]
    assert method_gaps(client.capabilities, wanted) == []
    assert "urn:ietf:params:jmap:mail" in client.session.capabilities


def test_echo(client: JMAPClient) -> None:
    assert client.echo(hello=["world", None, 1.5]) == {"hello": ["world", None, 1.5]}


# Reading


def test_it_lists_mailboxes_with_their_counts_and_rights(home: House, name: str, client: JMAPClient) -> None:
    home.letter("ben", name, "one")
    found = mailboxes(client)
    assert {"inbox", "drafts", "sent", "trash"} <= found.keys()
    inbox = found["inbox"]
    assert (inbox.total_emails, inbox.unread_emails, inbox.total_threads, inbox.unread_threads) == (1, 1, 1, 1)
    assert inbox.my_rights.may_read_items is True
    assert inbox.my_rights.may_set_keywords is True


def test_it_finds_and_reads_mail_in_one_request(home: House, name: str, client: JMAPClient) -> None:
    ids = [home.letter("ben", name, subject, f"The text of {subject}.") for subject in ("first", "zweites: grün")]
    properties = ["subject", "from", "messageId", "preview", "receivedAt", "header:X-None:asText", "hasAttachment"]
    newest, oldest = arrived(client, properties=properties)
    assert [newest.subject, oldest.subject] == ["zweites: grün", "first"]
    assert [newest.message_id, oldest.message_id] == [[one] for one in reversed(ids)]
    assert [(one.name, one.email) for one in oldest.from_] == [("Ben", "ben@project.com")]
    assert (oldest.preview, oldest.has_attachment) == ("The text of first.", False)


def test_it_reads_text_bodies(home: House, name: str, client: JMAPClient) -> None:
    home.letter("ben", name, "long", "é" * 100)
    asked: dict[str, Any] = {
        "properties": ["textBody", "bodyValues"],
        "fetchTextBodyValues": True,
        "maxBodyValueBytes": 51,
    }
    (message,) = arrived(client, **asked)
    (part,) = message.text_body
    value = message.body_values[part.part_id]
    assert (value.value, value.is_truncated) == ("é" * 25, True)


def test_it_downloads_a_message(home: House, name: str, client: JMAPClient) -> None:
    home.letter("ben", name, "as it came", "The text.")
    (message,) = arrived(client, properties=["blobId", "size"])
    content = client.download(message.blob_id, name="message.eml", content_type="message/rfc822")
    assert len(content) == message.size
    assert b"Subject: as it came\r\n" in content


def test_it_reads_a_thread_by_a_path_through_two_calls(home: House, name: str, client: JMAPClient) -> None:
    first = home.letter("ben", name, "A question")
    home.letter("ben", name, "Re: A question", In_Reply_To=f"<{first}>", References=f"<{first}>")
    with client.batch() as batch:
        collapsed = batch.mail.email.query(collapseThreads=True, calculate_total=True)
        found = batch.mail.email.get(ids=collapsed.ref_ids(), properties=["threadId"])
        threads = batch.mail.thread.get(ids=found.ref_list("threadId"))
        all_of_it = batch.mail.email.get(ids=threads.ref("/list/*/emailIds"), properties=["subject"])
    assert collapsed.result.total == 1
    assert [one.subject for one in all_of_it.result.items] == ["A question", "Re: A question"]


def test_error_of_one_call_is_told_and_the_others_are_answered(client: JMAPClient) -> None:
    with client.batch() as batch:
        failed = batch.mail.email.query(filter={"inMailbox": "P1", "nonsense": True})
        listed = batch.mail.mailbox.get(ids=None)
    assert listed.result.items
    with pytest.raises(MethodError) as caught:
        _ = failed.result
    assert caught.value.type == "unsupportedFilter"


# Changing


def test_it_marks_flags_and_moves_in_one_patch(home: House, name: str, client: JMAPClient) -> None:
    home.letter("ben", name, "unread")
    (message,) = arrived(client, properties=["keywords"])
    boxes = mailboxes(client)
    patch = keyword_patch(add=["$seen", "$flagged"])
    patch.update(mailbox_patch(add=[boxes["trash"].id], remove=[boxes["inbox"].id]))
    update(client, message.id, patch)
    assert arrived(client) == []
    (moved,) = arrived(client, "trash", properties=["keywords", "mailboxIds"])
    assert (moved.id, moved.keywords) == (message.id, {"$seen": True, "$flagged": True})
    assert moved.mailbox_ids == {boxes["trash"].id: True}
    assert mailboxes(client)["trash"].unread_emails == 0


def test_it_destroys_and_is_told_what_is_not_there(home: House, name: str, client: JMAPClient) -> None:
    home.letter("ben", name, "to go")
    (message,) = arrived(client, properties=["id"])
    with client.batch() as batch:
        gone = batch.mail.email.set(destroy=[message.id, "M99999999"])
    assert gone.result.destroyed == [message.id]
    assert {key: one.type for key, one in gone.result.destroy_errors.items()} == {"M99999999": "notFound"}
    assert arrived(client) == []


def test_state_that_is_old_is_a_mismatch(home: House, name: str, client: JMAPClient) -> None:
    home.letter("ben", name, "one")
    with client.batch() as batch:
        before = batch.mail.email.get(ids=[])
    (message,) = arrived(client, properties=["id"])
    update(client, message.id, keyword_patch(add=["$seen"]))
    with client.batch() as batch:
        late = batch.mail.email.set(update={message.id: {"keywords": {}}}, if_in_state=before.result.state)
    with pytest.raises(MethodError) as caught:
        _ = late.result
    assert caught.value.type == "stateMismatch"


# Staying in step


def test_it_follows_changes_in_pieces(home: House, name: str, client: JMAPClient) -> None:
    stream = ChangeStream(client, "Email")
    with client.batch() as batch:
        start = batch.mail.email.get(ids=[])
    stream.seed(start.result.state)
    for subject in ("one", "two", "three"):
        home.letter("ben", name, subject)
    found = stream.catch_up(max_changes=1)
    assert sorted(found.created) == sorted(message.id for message in arrived(client, properties=["id"]))
    assert (found.updated, found.destroyed) == ([], [])
    assert stream.catch_up().is_empty
    stream.seed("nonsense")
    with pytest.raises(ResyncRequiredError):
        stream.catch_up()


def test_it_is_told_of_an_arrival_and_resumes(home: House, name: str, client: JMAPClient) -> None:
    with client.batch() as batch:
        start = batch.mail.email.get(ids=[])
    source = EventSourceClient(client, types=("Email",), ping=300)

    def told(known: str) -> str:
        """Listen until another state than `known` is told, and return it."""
        with contextlib.closing(source.events()) as events:
            for event in events:
                assert isinstance(event, StateChange)
                for changed in event.outdated({start_account: {"Email": known}}).values():
                    assert set(changed) == {"Email"}
                    return str(changed["Email"])
        raise AssertionError("the connection ended")

    start_account = str(start.result.account_id)
    home.letter("ben", name, "first")
    first = told(start.result.state)
    # While nobody listens.
    home.letter("ben", name, "second")
    assert source.last_event_id
    second = told(first)
    assert len({start.result.state, first, second}) == 3


def test_it_keeps_a_list_in_step(home: House, name: str, client: JMAPClient) -> None:
    here = {"inMailbox": mailboxes(client)["inbox"].id}
    newest = [{"property": "receivedAt", "isAscending": False}]
    old = home.letter("ben", name, "old")
    with client.batch() as batch:
        first = batch.mail.email.query(filter=here, sort=newest, calculate_total=True)
    spec = QuerySpec.build("Email", str(first.result.account_id), filter=here, sort=newest)
    view = QueryView.from_query(spec, first.result)
    home.letter("ben", name, "new")
    (going,) = (one.id for one in arrived(client, properties=["messageId"]) if one.message_id == [old])
    home.letter("ben", name, "newer")
    with client.batch() as batch:
        batch.mail.email.set(destroy=[going])
        asked = {"filter": here, "sort": newest, "calculate_total": True}
        delta = batch.mail.email.query_changes(since_query_state=view.query_state, **asked)
        again = batch.mail.email.query(**asked)
    view.apply(delta.result)
    assert (view.ids, view.query_state, view.total) == (again.result.ids, again.result.query_state, 2)


# Mailboxes


def test_it_makes_a_mailbox_inside_another_and_destroys_both(client: JMAPClient) -> None:
    with client.batch() as batch:
        create = {"a": Mailbox(name="Projects"), "b": {"name": "2026", "parentId": "#a"}}
        made = batch.mail.mailbox.set(create=create)
        listed = batch.mail.mailbox.get(ids=None)
    outer, inner = (made.result.created_id(key) for key in "ab")
    assert next(one.parent_id for one in listed.result.items if one.id == inner) == outer
    with client.batch() as batch:
        refused = batch.mail.mailbox.set(destroy=[outer])
        gone = batch.mail.mailbox.set(destroy=[inner, outer])
    assert {key: one.type for key, one in refused.result.destroy_errors.items()} == {outer: "mailboxHasChild"}
    assert sorted(gone.result.destroyed) == sorted([inner, outer])


# Writing and sending


def draft(client: JMAPClient, subject: str) -> dict[str, Any]:
    return {
        "mailboxIds": {mailboxes(client)["drafts"].id: True},
        "keywords": {"$draft": True, "$seen": True},
        "from": [{"name": "Anna", "email": client.session.username}],
        "to": [{"name": "Ben", "email": "ben@project.com"}],
        "subject": subject,
        "textBody": [{"partId": "body", "type": "text/plain"}],
        "bodyValues": {"body": {"value": "One o'clock, schöne Grüße."}},
    }


def test_it_writes_and_sends_in_one_request(home: House, name: str, client: JMAPClient) -> None:
    with client.batch() as batch:
        identities = batch.submission.identity.get(ids=None)
    (own,) = identities.result.items
    assert own.email == f"{name}@project.com"
    with client.batch() as batch:
        batch.mail.email.set(create={"draft": draft(client, f"lunch with {name}")})
        sent = batch.submission.email_submission.set(
            create={"send": {"identityId": own.id, "emailId": CreationRef("draft")}},
            onSuccessUpdateEmail={"#send": {"keywords/$draft": None}},
        )
    assert not sent.result.has_errors, sent.result.creation_errors
    (kept,) = arrived(client, "drafts", properties=["keywords", "subject"])
    assert kept.keywords == {"$seen": True}
    with client.batch() as batch:
        told = batch.submission.email_submission.get(ids=[sent.result.created_id("send")])
    (submission,) = told.result.items
    assert (submission.email_id, submission.identity_id) == (kept.id, own.id)
    assert submission.delivery_status.keys() == {"ben@project.com"}
    for reader in connect(home, BearerAuth(home.token("ben"))):
        assert f"lunch with {name}" in [one.subject for one in arrived(reader, properties=["subject"])]


def test_it_attaches_imports_and_parses(client: JMAPClient) -> None:
    letter = b"From: ben@project.com\r\nSubject: kept elsewhere\r\n\r\nHello.\r\n"
    blob = client.upload(letter, content_type="message/rfc822")
    message = draft(client, "with a letter")
    message["attachments"] = [{"blobId": blob.blob_id, "type": "message/rfc822", "name": "letter.eml"}]
    with client.batch() as batch:
        parsed = batch.mail.email.parse(blob_ids=[blob.blob_id], properties=["subject", "from"])
        drafts = {mailboxes(client)["drafts"].id: True}
        imported = batch.mail.email.import_(emails={"i": {"blobId": blob.blob_id, "mailboxIds": drafts}})
        made = batch.mail.email.set(create={"d": message})
    assert parsed.result.parsed[blob.blob_id].subject == "kept elsewhere"
    assert imported.result.created["i"].id
    with client.batch() as batch:
        asked = [imported.result.created["i"].id, made.result.created_id("d")]
        read = batch.mail.email.get(ids=asked, properties=["subject", "attachments"])
    first, second = read.result.items
    assert (first.subject, second.subject) == ("kept elsewhere", "with a letter")
    attached = second.attachments[0]
    assert client.download(attached.blob_id, name=attached.name, content_type=attached.type) == letter


def test_it_turns_the_vacation_response_on_and_off(client: JMAPClient) -> None:
    for enabled in (True, False):
        with client.batch() as batch:
            patch = {"isEnabled": enabled, "subject": "Away", "textBody": "Back on Monday."}
            changed = batch.vacation.vacation_response.set(update={"singleton": patch})
            now = batch.vacation.vacation_response.get(ids=None)
        assert not changed.result.has_errors
        (response,) = now.result.items
        assert (response.id, response.is_enabled, response.text_body) == ("singleton", enabled, "Back on Monday.")


# Searching


def test_it_searches_and_shows_where(home: House, name: str, client: JMAPClient) -> None:
    home.letter("ben", name, "The harvest", "We pick the quinces on Thursday.")
    home.letter("ben", name, "Something else", "Nothing of that.")
    found: list[str] = []
    while not found:  # the index is filled behind acceptance
        with client.batch() as batch:
            query = batch.mail.email.query(filter={"body": "quinces"})
            snippets = batch.mail.search_snippet.get(filter={"body": "quinces"}, email_ids=query.ref_ids())
        found = query.result.ids
    (message,) = (one for one in arrived(client, properties=["subject"]) if one.subject == "The harvest")
    assert found == [message.id]
    assert "<mark>quinces</mark>" in snippets.result.items[0].preview
