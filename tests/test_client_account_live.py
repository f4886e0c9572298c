"""The account and both real servers: from an invitation to a message that is read, filed and destroyed."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from client import not_signed_in
from client.account import Account, Server, connect
from client.addresses import Address
from client.dispatch import send_next, settle_unsure
from client.draft import AttachedFile, Draft, compose
from client.errors import (
    AccountNotUsable,
    ConnectionLost,
    Fault,
    MessageGone,
    RegistrationRefused,
    SignInNeeded,
    WrongPassword,
)
from client.jmap_client import JmapClient
from client.mail_client import MailClient
from client.message import MessageRow
from client.outbox import Outbox, State
from client.trust import TrustStore
from client.trust_errors import UnknownAuthority
from tests.support.inbox_process import inbox_process
from tests.support.postroom import PASSWORD, Postroom
from tests.support.serving import serving

NEW_PASSWORD = "five späte unrelated +words= 42"


@dataclass
class Both:
    """Both servers, and the client's side of them. Each test uses names of its own."""

    postroom: Postroom
    https: int
    folder: Path

    @property
    def link(self) -> str:
        return self.postroom.link(self.https)

    def server(self) -> Server:
        return connect(self.link, TrustStore(self.folder))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    with serving(tmp_path_factory.mktemp("postroom")) as postroom, inbox_process(postroom) as https:
        yield Both(postroom, https, tmp_path_factory.mktemp("client"))


SignIn = Callable[[str], Account]


@pytest.fixture
def sign_in(both: Both) -> Iterator[SignIn]:
    """Make an account of this name and sign in to it."""
    with ExitStack() as open_things:

        def make(name: str) -> Account:
            both.postroom.account(name)
            return open_things.enter_context(closing(Account.sign_in(both.server(), name, PASSWORD)))

        yield make


def to(*names: str, subject: str = "Hello", text: str = "Hello") -> Draft:
    return Draft(to=tuple(Address("", f"{name}@project.com") for name in names), subject=subject, text=text)


def inbox_of(account: Account, limit: int = 50) -> tuple[MessageRow, ...]:
    return account.latest("inbox", limit).rows


def test_first_contact_asks_and_then_trusts(both: Both, tmp_path: Path) -> None:
    trust = TrustStore(tmp_path)
    with pytest.raises(UnknownAuthority) as caught:
        connect(f"127.0.0.1:{both.https}", trust)
    trust.pin(caught.value.authority)
    server = connect(f"127.0.0.1:{both.https}", trust)
    assert (server.domain, server.registration, server.smtp_port) == (
        "project.com",
        "open",
        both.postroom.ports.smtp_starttls,
    )
    assert server == both.server()


def test_register_and_sign_in(both: Both) -> None:
    made = not_signed_in.register(both.server(), "Regina", NEW_PASSWORD)
    assert (made.address, made.needs_approval) == ("regina@project.com", False)
    with closing(Account.sign_in(both.server(), "regina", NEW_PASSWORD)) as account:
        assert account.address.address == "regina@project.com"
        assert account.user_exists("regina")
        assert not account.user_exists("nobody-at-all")
        assert {box.role for box in account.mailboxes()} >= {"inbox", "drafts", "sent", "trash", "junk", "archive"}
        assert account.latest("inbox", 50).rows == ()
        assert account.size_limit == both.postroom.settings.limits.message_size
    with pytest.raises(RegistrationRefused) as caught:
        not_signed_in.register(both.server(), "regina", NEW_PASSWORD)
    assert caught.value.kind == "taken"


def test_refused_sign_in(both: Both) -> None:
    both.postroom.account("disabled-one", state="disabled")
    both.postroom.account("wrong-one")
    for name, password, kind in (
        ("wrong-one", "wrong", WrongPassword),
        ("nobody-here", PASSWORD, WrongPassword),
        ("disabled-one", PASSWORD, AccountNotUsable),
    ):
        with pytest.raises(Fault) as caught:
            Account.sign_in(both.server(), name, password)
        assert type(caught.value) is kind


def test_message_travels_from_one_window_to_another(sign_in: SignIn, tmp_path: Path) -> None:
    anna, ben = sign_in("anna1"), sign_in("ben1")
    file = AttachedFile("Übersicht.bin", bytes(range(256)) * 500)
    draft = Draft(
        to=(Address("Ben", "ben1@project.com"),),
        bcc=(Address("", "anna1@project.com"),),
        subject="Grüße – größer",
        text="Hallo Ben,\n.\nschöne Grüße\n",
        attachments=(file,),
    )
    receipt = anna.send(draft)
    assert receipt.refused == ()

    (row,) = inbox_of(ben)
    assert (row.subject, row.has_attachment, row.seen) == ("Grüße – größer", True, False)
    assert row.from_[0].address == "anna1@project.com"
    assert row.preview.startswith("Hallo Ben")
    message = ben.read(row.id)
    assert message.text.rstrip("\n") == "Hallo Ben,\n.\nschöne Grüße"
    assert message.html is None
    assert message.bcc == ()
    assert not message.truncated
    assert ("Subject", "Grüße – größer") in message.headers
    (attachment,) = message.attachments
    assert (attachment.name, attachment.size) == ("Übersicht.bin", 128_000)
    told: list[int] = []
    ben.save_attachment(attachment.blob_id, tmp_path / "a.bin", lambda done, _: told.append(done), attachment.size)
    assert (tmp_path / "a.bin").read_bytes() == file.content
    assert told[-1] == 128_000

    (sent,) = anna.latest("sent", 50).rows
    assert anna.read(sent.id).bcc == (Address("", "anna1@project.com"),)
    assert sent.seen
    assert len(inbox_of(anna)) == 1


def test_whole_message_can_be_saved(sign_in: SignIn, tmp_path: Path) -> None:
    anna = sign_in("anna2")
    submission = compose(to("anna2"), anna.address)
    anna.submit(submission)
    message = anna.read(inbox_of(anna)[0].id)
    assert f"<{message.message_id.strip('<>')}>" == submission.message_id
    anna.save_attachment(message.blob_id, tmp_path / "a.eml")
    assert submission.content in (tmp_path / "a.eml").read_bytes()


def test_latest_are_newest_first_with_total_and_position(sign_in: SignIn) -> None:
    anna = sign_in("anna3")
    for number in range(7):
        anna.send(to("anna3", subject=f"{number}"))
    page = anna.latest("inbox", 3)
    assert [row.subject for row in page.rows] == ["6", "5", "4"]
    assert page.total == 7
    assert [row.subject for row in anna.latest("inbox", 3, 5).rows] == ["1", "0"]
    assert anna.latest("inbox", 3, 50).rows == ()
    inbox = next(box for box in anna.mailboxes() if box.role == "inbox")
    assert (inbox.total, inbox.unread) == (7, 7)
    assert anna.latest(inbox.id, 1).rows == page.rows[:1]


def test_mark_move_and_destroy(sign_in: SignIn) -> None:
    anna = sign_in("anna4")
    for number in range(3):
        anna.send(to("anna4", subject=f"{number}"))
    first, second, third = (row.id for row in inbox_of(anna))
    anna.mark([first, second], seen=True, flagged=True)
    assert [(row.seen, row.flagged) for row in inbox_of(anna)] == [(True, True), (True, True), (False, False)]
    anna.mark([first], seen=False, answered=True)
    row = inbox_of(anna)[0]
    assert (row.seen, row.flagged, row.answered) == (False, True, True)
    anna.move([second], "trash")
    assert [row.id for row in inbox_of(anna)] == [first, third]
    assert [row.id for row in anna.latest("trash", 50).rows] == [second]
    anna.destroy([second, third])
    anna.destroy([second])
    assert [row.id for row in inbox_of(anna)] == [first]
    assert anna.latest("trash", 50).rows == ()
    with pytest.raises(MessageGone):
        anna.read(second)
    with pytest.raises(MessageGone):
        anna.mark([second, first], seen=True)
    assert inbox_of(anna)[0].seen


def test_nobody_reads_the_mail_of_others(sign_in: SignIn, tmp_path: Path) -> None:
    anna, eve = sign_in("anna5"), sign_in("eve5")
    anna.send(to("anna5"))
    message = anna.read(inbox_of(anna)[0].id)
    with pytest.raises(MessageGone):
        eve.read(message.row.id)
    with pytest.raises(MessageGone):
        eve.save_attachment(message.blob_id, tmp_path / "stolen")
    with pytest.raises(Fault):
        eve.mark([message.row.id], seen=True)
    eve.destroy([message.row.id])
    assert inbox_of(anna)[0].id == message.row.id
    assert list(tmp_path.iterdir()) == []


def test_update_inbox_of_the_mail_client(both: Both, sign_in: SignIn) -> None:
    anna = sign_in("anna6")
    for number in range(3):
        anna.send(to("anna6", subject=f"{number}"))
    context = both.postroom.client_context()
    with MailClient("127.0.0.1", both.postroom.ports.smtp_starttls, context=context, https_port=both.https) as client:
        client.authenticate("anna6", PASSWORD)
        assert [row.subject for row in client.update_inbox(2)] == ["2", "1"]
        assert [row.subject for row in client.update_inbox(50)] == ["2", "1", "0"]
        client.quit()
    jmap = JmapClient("127.0.0.1", both.https, context)
    jmap.sign_in("anna6", PASSWORD)
    with closing(jmap), closing(given_jmap(both, jmap)) as client:
        assert len(client.update_inbox(1)) == 1


def given_jmap(both: Both, jmap: JmapClient) -> MailClient:
    context = both.postroom.client_context()
    return MailClient("127.0.0.1", both.postroom.ports.smtp_starttls, context=context, jmap=jmap)


def test_outbox_carries_messages_and_settles_what_is_unsure(sign_in: SignIn, tmp_path: Path) -> None:
    anna = sign_in("anna7")
    with closing(Outbox(tmp_path / "anna.sqlite3")) as outbox:
        outbox.put(compose(to("anna7", "nobody-at-all"), anna.address))
        item = send_next(outbox, anna)
        assert item is not None
        assert item.state is State.REFUSED
        assert [(one.state, one.words) for one in item.recipients] == [
            (State.SENT, ""),
            (State.REFUSED, "No such recipient."),
        ]
        arrived, lost = (compose(to("anna7"), anna.address) for _ in range(2))
        anna.submit(arrived)
        for submission in (arrived, lost):
            unsure = outbox.put(submission)
            outbox.claim()
            outbox.doubt(unsure.id, "It may have been sent.")
        assert [item.message_id for item in settle_unsure(outbox, anna)] == [arrived.message_id]
        assert [item.state for item in outbox.items()] == [State.UNSURE, State.SENT, State.REFUSED]


def test_signed_out_means_signed_out(both: Both, sign_in: SignIn) -> None:
    anna = sign_in("anna8")
    context = both.postroom.client_context()
    jmap = JmapClient("127.0.0.1", both.https, context)
    jmap.sign_in("anna8", PASSWORD)
    token = jmap._token
    jmap.sign_out()
    jmap._token = token
    with closing(jmap), pytest.raises(SignInNeeded):
        jmap.session()
    anna.sign_out()
    with pytest.raises(Fault):
        anna.mailboxes()


def test_close_from_another_thread_ends_both_lanes(sign_in: SignIn) -> None:
    anna = sign_in("anna9")
    assert anna.user_exists("anna9")
    anna.mailboxes()
    closing_thread = threading.Thread(target=anna.close)
    closing_thread.start()
    closing_thread.join(20)
    for action in (anna.mailboxes, lambda: anna.user_exists("anna9")):
        with pytest.raises(ConnectionLost):
            action()
