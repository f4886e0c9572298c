"""The JMAP program `jmapc`, which knows nothing of Postroom, works against the running server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import jmapc
import pytest
import requests
from jmapc import Client, EmailQueryFilterCondition, Ref, methods

from tests.support.interop import House, house
from tests.support.postroom import PASSWORD

_Response = TypeVar("_Response")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("jmapc") / "postroom", "ben") as running:
        yield running


@pytest.fixture
def name(home: House) -> str:
    return home.newcomer()


@pytest.fixture
def client(home: House, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The program, signed in as `name` with a token."""
    # It takes no certificate authority; the library below it asks the environment.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(home.ca))
    monkeypatch.setenv("NO_PROXY", "*")
    made = Client.create_with_api_token(home.host, home.token(name))
    yield made
    made.requests_session.close()


def ask(client: Client, call: jmapc.methods.Method, kind: type[_Response]) -> _Response:
    """Make one call, which must succeed with a response of its kind."""
    answer = client.request(call, raise_errors=True, single_response=True)
    assert isinstance(answer, kind)
    return answer


def mailboxes(client: Client) -> dict[str, jmapc.Mailbox]:
    found = ask(client, methods.MailboxGet(ids=None), methods.MailboxGetResponse).data
    return {one.role: one for one in found if one.role}


def place(client: Client, role: str) -> str:
    found = mailboxes(client)[role].id
    assert found is not None
    return found


def arrived(client: Client, mailbox: str = "inbox") -> list[jmapc.Email]:
    """What lies in a mailbox, asked for in one request with a reference between its calls."""
    newest = [jmapc.Comparator(property="receivedAt", is_ascending=False)]
    query = methods.EmailQuery(filter=EmailQueryFilterCondition(in_mailbox=place(client, mailbox)), sort=newest)
    wanted = ["id", "threadId", "subject", "from", "keywords", "mailboxIds", "receivedAt", "messageId", "preview"]
    get = methods.EmailGet(ids=Ref("/ids"), properties=wanted)
    _, answer = client.request([query, get], raise_errors=True)
    assert isinstance(answer.response, methods.EmailGetResponse)
    return answer.response.data


def only(client: Client, mailbox: str = "inbox") -> jmapc.Email:
    (found,) = arrived(client, mailbox)
    return found


def id_of(message: jmapc.Email) -> str:
    assert message.id is not None
    return message.id


def update(client: Client, message: jmapc.Email, **patch: Any) -> None:
    """Change one message; `__` in a name stands for the slash of a path."""
    asked = {name.replace("__", "/"): value for name, value in patch.items()}
    call = methods.EmailSet(update={id_of(message): asked})
    answer = ask(client, call, methods.EmailSetResponse)
    assert answer.not_updated is None
    assert answer.old_state != answer.new_state


# Connecting


def test_it_signs_in_with_the_password_alone(home: House, name: str, client: Client) -> None:
    other = Client.create_with_password(home.host, name, PASSWORD)
    assert other.jmap_session.username == f"{name}@project.com"
    assert other.account_id == client.account_id
    assert place(other, "inbox") == place(client, "inbox")
    other.requests_session.close()


def test_it_does_not_trust_the_server_without_its_authority(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    stranger = Client.create_with_password(home.host, "ben", PASSWORD)
    with pytest.raises(requests.exceptions.SSLError):
        _ = stranger.jmap_session


def test_wrong_password_and_token_are_refused(home: House, client: Client) -> None:
    for stranger in (
        Client.create_with_password(home.host, "ben", "not his password"),
        Client.create_with_api_token(home.host, "pst_nonsense"),
    ):
        with pytest.raises(requests.exceptions.HTTPError, match="401"):
            _ = stranger.jmap_session
        stranger.requests_session.close()


def test_it_reads_the_limits_of_the_session(client: Client) -> None:
    core = client.jmap_session.capabilities.core
    assert (core.max_calls_in_request, core.max_objects_in_get, core.max_objects_in_set) == (32, 500, 500)
    assert "urn:ietf:params:jmap:mail" in client.jmap_session.capabilities.urns


def test_echo(client: Client) -> None:
    answer = ask(client, methods.CoreEcho(data={"hello": ["world"]}), methods.CoreEchoResponse)
    assert answer.data == {"hello": ["world"]}


# Reading


def test_it_lists_mailboxes_with_their_counts(home: House, name: str, client: Client) -> None:
    assert {"inbox", "drafts", "sent", "trash"} <= mailboxes(client).keys()
    home.letter("ben", name, "one")
    home.letter("ben", name, "two")
    inbox = mailboxes(client)["inbox"]
    assert (inbox.total_emails, inbox.unread_emails, inbox.total_threads, inbox.unread_threads) == (2, 2, 2, 2)


def test_it_finds_and_reads_mail_in_one_request(home: House, name: str, client: Client) -> None:
    ids = [home.letter("ben", name, subject, f"The text of {subject}.") for subject in ("first", "second")]
    newest, oldest = arrived(client)
    assert [newest.subject, oldest.subject] == ["second", "first"]
    assert oldest.message_id == ids[:1]
    assert oldest.mail_from is not None
    assert [(one.name, one.email) for one in oldest.mail_from] == [("Ben", "ben@project.com")]
    assert oldest.preview == "The text of first."
    assert oldest.received_at is not None
    assert abs((datetime.now(UTC) - oldest.received_at).total_seconds()) < 600


def test_it_reads_the_text_and_the_thread(home: House, name: str, client: Client) -> None:
    first = home.letter("ben", name, "A question", "Is it so?\nBen")
    home.letter("ben", name, "Re: A question", "It is.", In_Reply_To=f"<{first}>", References=f"<{first}>")
    answer, question = arrived(client)
    assert answer.thread_id == question.thread_id is not None
    threads = ask(client, methods.ThreadGet(ids=[question.thread_id]), methods.ThreadGetResponse).data
    assert [one.email_ids for one in threads] == [[question.id, answer.id]]
    wanted = ["textBody", "bodyValues"]
    call = methods.EmailGet(ids=[id_of(question)], properties=wanted, fetch_text_body_values=True)
    (read,) = ask(client, call, methods.EmailGetResponse).data
    assert read.text_body is not None
    assert read.body_values is not None
    (part,) = read.text_body
    assert part.part_id is not None
    assert read.body_values[part.part_id].value == "Is it so?\nBen\n"


def test_it_asks_with_operators_offsets_and_totals(home: House, name: str, client: Client) -> None:
    for subject in "abcd":
        home.letter("ben", name, subject)
    d, _, b, a = arrived(client)
    update(client, b, **{"keywords__$flagged": True})
    flagged = jmapc.EmailQueryFilterOperator(
        operator=jmapc.Operator.NOT, conditions=[EmailQueryFilterCondition(has_keyword="$flagged")]
    )
    oldest = [jmapc.Comparator(property="receivedAt")]
    call = methods.EmailQuery(filter=flagged, sort=oldest, position=-1, limit=5, calculate_total=True)
    answer = ask(client, call, methods.EmailQueryResponse)
    assert (answer.ids, answer.position, answer.total) == ([d.id], 2, 3)
    call = methods.EmailQuery(sort=oldest, anchor=b.id, anchor_offset=-1, limit=2)
    assert ask(client, call, methods.EmailQueryResponse).ids == [a.id, b.id]


def test_error_of_one_call_is_told_and_the_others_are_answered(client: Client) -> None:
    calls = [methods.EmailGet(ids=["M1"], properties=["nothing"]), methods.MailboxGet(ids=None)]
    failed, listed = client.request(calls)
    assert isinstance(failed.response, jmapc.errors.InvalidArguments)
    assert isinstance(listed.response, methods.MailboxGetResponse)
    with pytest.raises(jmapc.ClientError):
        client.request(calls, raise_errors=True)


# Changing


def test_it_marks_as_read_and_flags(home: House, name: str, client: Client) -> None:
    home.letter("ben", name, "unread")
    update(client, only(client), **{"keywords__$seen": True, "keywords__$flagged": True})
    assert only(client).keywords == {"$seen": True, "$flagged": True}
    assert mailboxes(client)["inbox"].unread_emails == 0
    update(client, only(client), **{"keywords__$flagged": None})
    assert only(client).keywords == {"$seen": True}


def test_it_moves_and_destroys(home: House, name: str, client: Client) -> None:
    home.letter("ben", name, "to be moved")
    message, inbox, trash = only(client), place(client, "inbox"), place(client, "trash")
    update(client, message, **{f"mailboxIds__{inbox}": None, f"mailboxIds__{trash}": True})
    assert arrived(client) == []
    assert only(client, "trash").id == message.id
    answer = ask(client, methods.EmailSet(destroy=[id_of(message), "M99999999"]), methods.EmailSetResponse)
    assert answer.destroyed == [message.id]
    assert answer.not_destroyed is not None
    assert {key: one.type for key, one in answer.not_destroyed.items()} == {"M99999999": "notFound"}
    assert arrived(client, "trash") == []


def test_state_that_is_old_is_a_mismatch(home: House, name: str, client: Client) -> None:
    home.letter("ben", name, "one")
    message = only(client)
    old = ask(client, methods.EmailGet(ids=[]), methods.EmailGetResponse).state
    update(client, message, **{"keywords__$seen": True})
    answer = client.request(methods.EmailSet(if_in_state=old, update={id_of(message): {"keywords/$seen": None}}))
    assert isinstance(answer, jmapc.Error)
    assert answer.type == "stateMismatch"
    assert only(client).keywords == {"$seen": True}


# Staying in step


def changes(client: Client, call: methods.EmailChanges | methods.MailboxChanges) -> jmapc.methods.base.ChangesResponse:
    return ask(client, call, jmapc.methods.base.ChangesResponse)


def email_state(client: Client) -> str:
    state = ask(client, methods.EmailGet(ids=[]), methods.EmailGetResponse).state
    assert state is not None
    return state


def test_it_learns_what_has_changed(home: House, name: str, client: Client) -> None:
    home.letter("ben", name, "old")
    state, old = email_state(client), only(client)
    home.letter("ben", name, "new")
    update(client, old, **{"keywords__$seen": True})
    new, _ = arrived(client)
    found = changes(client, methods.EmailChanges(since_state=state))
    assert (found.created, found.updated, found.destroyed) == ([new.id], [old.id], [])
    assert (found.has_more_changes, found.new_state) == (False, email_state(client))
    assert changes(client, methods.MailboxChanges(since_state=state)).updated == [place(client, "inbox")]
    unknown = client.request(methods.EmailChanges(since_state="nonsense"))
    assert isinstance(unknown, jmapc.errors.CannotCalculateChanges)


def test_it_is_told_of_an_arrival(home: House, name: str, client: Client) -> None:
    before = email_state(client)
    events, told = client.events, before
    home.letter("ben", name, "news")
    while told in (None, before):
        told = next(events).data.changed[client.account_id].email or before
    assert changes(client, methods.EmailChanges(since_state=before)).created == [only(client).id]
    assert client._events is not None
    client._events.resp.close()


# Mailboxes


def test_it_makes_renames_and_destroys_a_mailbox(client: Client) -> None:
    made = ask(client, methods.MailboxSet(create={"k": jmapc.Mailbox(name="Projects")}), methods.MailboxSetResponse)
    assert made.created is not None
    box = made.created["k"]
    assert box is not None
    assert box.id is not None
    renamed = ask(client, methods.MailboxSet(update={box.id: {"name": "Work"}}), methods.MailboxSetResponse)
    assert renamed.not_updated is None
    query = methods.MailboxQuery(filter=jmapc.MailboxQueryFilterCondition(name="Work"))
    assert ask(client, query, methods.MailboxQueryResponse).ids == [box.id]
    gone = ask(client, methods.MailboxSet(destroy=[box.id]), methods.MailboxSetResponse)
    assert gone.destroyed == [box.id]
    assert ask(client, query, methods.MailboxQueryResponse).ids == []


# Writing and sending


def draft(client: Client, to: str, subject: str) -> jmapc.Email:
    own = jmapc.EmailAddress(name="Anna", email=client.jmap_session.username)
    return jmapc.Email(
        mailbox_ids={place(client, "drafts"): True},
        keywords={"$draft": True, "$seen": True},
        mail_from=[own],
        to=[jmapc.EmailAddress(email=to)],
        subject=subject,
        text_body=[jmapc.EmailBodyPart(part_id="body", type="text/plain")],
        body_values={"body": jmapc.EmailBodyValue(value="Good morning, schöne Grüße.")},
    )


def identity(client: Client) -> jmapc.Identity:
    (found,) = ask(client, methods.IdentityGet(ids=None), methods.IdentityGetResponse).data
    return found


def test_it_finds_who_one_writes_as(name: str, client: Client) -> None:
    found = identity(client)
    assert (found.email, found.may_delete) == (f"{name}@project.com", False)


def test_it_writes_a_draft_and_sends_it(home: House, client: Client) -> None:
    reader = Client.create_with_password(home.host, "ben", PASSWORD)
    drafts, sent, subject = place(client, "drafts"), place(client, "sent"), f"from {client.jmap_session.username}"
    submission = jmapc.EmailSubmission(email_id="#d", identity_id=identity(client).id)
    calls = [
        methods.EmailSet(create={"d": draft(client, "ben@project.com", subject)}),
        methods.EmailSubmissionSet(
            create={"s": submission},
            on_success_update_email={
                "#s": {f"mailboxIds/{drafts}": None, f"mailboxIds/{sent}": True, "keywords/$draft": None}
            },
        ),
    ]
    answers = client.request(calls, raise_errors=True)
    assert [type(one.response).__name__ for one in answers] == [
        "EmailSetResponse",
        "EmailSubmissionSetResponse",
        "EmailSetResponse",
    ]
    assert only(client, "sent").keywords == {"$seen": True}
    assert arrived(client, "drafts") == []
    (got,) = [one for one in arrived(reader) if one.subject == subject]
    assert got.preview == "Good morning, schöne Grüße."
    reader.requests_session.close()


def test_it_attaches_what_it_has_uploaded(client: Client, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(b"a,b\r\n1,2\r\n")
    blob = client.upload_blob(tmp_path / "list.csv")
    assert (blob.type, blob.size) == ("text/csv", 10)
    message = draft(client, "ben@project.com", "with a list")
    message.attachments = [jmapc.EmailBodyPart(blob_id=blob.id, type=blob.type, name="list.csv")]
    made = ask(client, methods.EmailSet(create={"d": message}), methods.EmailSetResponse).created
    assert made is not None
    assert made["d"] is not None
    call = methods.EmailGet(ids=[id_of(made["d"])], properties=["attachments", "hasAttachment"])
    (read,) = ask(client, call, methods.EmailGetResponse).data
    assert read.attachments is not None
    assert (read.has_attachment, read.attachments[0].name) == (True, "list.csv")
    client.download_attachment(read.attachments[0], tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == b"a,b\r\n1,2\r\n"


# Searching


def test_it_searches_and_shows_where(home: House, name: str, client: Client) -> None:
    home.letter("ben", name, "The harvest", "We pick the quinces on Thursday.")
    home.letter("ben", name, "Something else", "Nothing of that.")
    words = EmailQueryFilterCondition(text="quinces")
    while not (found := ask(client, methods.EmailQuery(filter=words), methods.EmailQueryResponse).ids):
        """The index is filled behind acceptance."""
    assert isinstance(found, list)
    (message,) = (one for one in arrived(client) if one.subject == "The harvest")
    assert found == [message.id]
    call = methods.SearchSnippetGet(ids=found, filter=words)
    (snippet,) = ask(client, call, methods.SearchSnippetGetResponse).data
    assert snippet.preview is not None
    assert "<mark>quinces</mark>" in snippet.preview
