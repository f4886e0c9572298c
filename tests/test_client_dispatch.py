"""From the outbox to the server: each way a try can end leaves the item in the state that a person can trust."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from client.account import Account
from client.addresses import Address
from client.blob_upload import Progress
from client.dispatch import send_next, settle_unsure
from client.draft import Draft, compose
from client.errors import Cancelled, FileFault
from client.outbox import Outbox, OutboxItem, State
from client.server_answers import Refusal
from tests.support.scripted_inbox import Inbox, Place, SignIn, signing_in
from tests.support.scripted_server import Peer
from tests.support.scripted_smtp import dialogue, greet, transaction

SIGNED_IN = b"235 2.7.0 Signed in as anna@project.com\r\n"
OK = b"250 2.1.0 OK\r\n"
DRAFT = Draft(to=(Address("", "ben@project.com"),), cc=(Address("", "carl@project.com"),), text="Hello")
MESSAGE = compose(DRAFT, Address("Anna", "anna@project.com"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def start(place: Place, inbox: Inbox) -> Iterator[SignIn]:
    with signing_in(place, inbox) as sign_in:
        yield sign_in


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "anna.sqlite3")) as outbox:
        yield outbox


def kept(peer: Peer) -> None:
    peer.send(b"250 2.6.0 Q17 is kept\r\n")
    peer.wait_for_end()


def silent(peer: Peer) -> None:
    peer.close()


def test_nothing_due_means_no_connection(start: SignIn, outbox: Outbox) -> None:
    account, post = start(Peer.wait_for_end)
    assert send_next(outbox, account) is None
    assert post.peers == []


def test_sent_message_is_history(start: SignIn, outbox: Outbox) -> None:
    account, post = start(transaction(kept, before=[SIGNED_IN]))
    outbox.put(MESSAGE)
    item = send_next(outbox, account)
    assert item is not None
    assert item.state is State.SENT
    assert MESSAGE.content in post.heard[0]
    assert send_next(outbox, account) is None


@pytest.mark.parametrize(
    ("replies", "state", "recipients"),
    [
        ([OK, b"550 5.1.1 no such recipient\r\n", b"550 5.1.1 no such recipient\r\n"], State.REFUSED, ["refused"] * 2),
        ([OK, b"450 4.2.0 later\r\n", b"550 5.1.1 no such recipient\r\n"], State.WAITING, ["waiting", "refused"]),
        ([b"553 5.7.1 This sender address is not yours\r\n"], State.REFUSED, ["refused"] * 2),
        ([b"552 5.3.4 The message is too large\r\n"], State.REFUSED, ["refused"] * 2),
        ([b"452 4.3.1 The disk is full\r\n"], State.WAITING, ["waiting"] * 2),
        ([b"451 4.3.0 A fault of ours\r\n"], State.WAITING, ["waiting"] * 2),
        ([b"421 4.3.2 The server is stopping\r\n"], State.WAITING, ["waiting"] * 2),
        ([b"garbage\r\n"], State.WAITING, ["waiting"] * 2),
    ],
)
def test_refusals_for_good_and_for_the_moment(
    start: SignIn, outbox: Outbox, replies: list[bytes], state: State, recipients: list[str]
) -> None:
    account, _ = start(dialogue(SIGNED_IN, *replies, OK))
    outbox.put(MESSAGE)
    item = send_next(outbox, account)
    assert item is not None
    assert item.state is state
    assert [one.state for one in item.recipients] == recipients
    assert item.words


def test_session_that_has_ended_keeps_the_message_waiting(start: SignIn, outbox: Outbox) -> None:
    account, _ = start(dialogue(b"535 5.7.8 wrong\r\n"))
    outbox.put(MESSAGE)
    item = send_next(outbox, account)
    assert item is not None
    assert item.state is State.WAITING
    assert "Sign in again" in item.words


def test_server_that_is_down_keeps_the_message_waiting(place: Place, inbox: Inbox, outbox: Outbox) -> None:
    with place.inbox(inbox.script()) as https:
        # Without an SMTP server the port is 1, where nobody listens.
        account = Account.sign_in(place.server(https), "anna", "secret")
        outbox.put(MESSAGE)
        item = send_next(outbox, account)
        account.close()
    assert item is not None
    assert item.state is State.WAITING
    assert "127.0.0.1:1 does not accept connections" in item.words


def test_connection_lost_before_the_content_is_tried_again(start: SignIn, outbox: Outbox) -> None:
    def drop(peer: Peer) -> None:
        greet(peer)
        for reply in (SIGNED_IN, OK):
            peer.line()
            peer.send(reply)

    account, _ = start(drop, transaction(kept, before=[SIGNED_IN]))
    item = outbox.put(MESSAGE)
    tried = send_next(outbox, account)
    assert tried is not None
    assert tried.state is State.WAITING
    assert outbox.retry_now(item.id)
    tried = send_next(outbox, account)
    assert tried is not None
    assert tried.state is State.SENT


def test_lost_answer_is_unsure_and_never_sent_again_by_itself(start: SignIn, outbox: Outbox) -> None:
    account, post = start(transaction(silent, before=[SIGNED_IN]))
    item = outbox.put(MESSAGE)
    tried = send_next(outbox, account)
    assert tried is not None
    assert tried.state is State.UNSURE
    outbox.wake()
    assert send_next(outbox, account) is None
    assert len(post.peers) == 1
    assert outbox.content(item.id) == MESSAGE.content


def put_in_doubt(outbox: Outbox) -> int:
    item = outbox.put(MESSAGE)
    outbox.claim()
    outbox.doubt(item.id, "It may have been sent.")
    return item.id


def in_sent(inbox: Inbox, *message_ids: str) -> None:
    rows = [{"id": f"M{number}", "messageId": [one]} for number, one in enumerate(message_ids)]
    inbox.answers["Email/get"] = lambda _: ("Email/get", {"list": rows})


def test_unsure_message_found_in_sent_is_settled(start: SignIn, outbox: Outbox, inbox: Inbox) -> None:
    account, post = start(Peer.wait_for_end)
    item_id = put_in_doubt(outbox)
    in_sent(inbox, "other@project.com", MESSAGE.message_id.strip("<>"))
    (settled,) = settle_unsure(outbox, account)
    assert (settled.id, settled.state) == (item_id, State.SENT)
    assert post.peers == []
    assert settle_unsure(outbox, account) == ()


def test_unsure_message_not_found_stays_unsure(start: SignIn, outbox: Outbox, inbox: Inbox) -> None:
    account, _ = start(Peer.wait_for_end)
    item_id = put_in_doubt(outbox)
    in_sent(inbox, "other@project.com")
    assert settle_unsure(outbox, account) == ()
    item = outbox.item(item_id)
    assert item is not None
    assert item.state is State.UNSURE


def test_copy_of_an_earlier_try_in_sent_does_not_settle_a_later_one(
    start: SignIn, outbox: Outbox, inbox: Inbox
) -> None:
    account, _ = start(Peer.wait_for_end)
    item = outbox.put(MESSAGE)
    assert outbox.claim() is not None
    outbox.settle(item.id, (Refusal("carl@project.com", 550, "no such recipient"),))
    outbox.retry_now(item.id)
    assert outbox.claim() is not None
    outbox.doubt(item.id, "The connection was lost.")
    in_sent(inbox, MESSAGE.message_id.strip("<>"))
    assert settle_unsure(outbox, account) == ()
    assert outbox.items()[0].state is State.UNSURE


def test_nothing_unsure_asks_nobody(start: SignIn, outbox: Outbox, inbox: Inbox) -> None:
    account, _ = start(Peer.wait_for_end)
    outbox.put(MESSAGE)
    assert settle_unsure(outbox, account) == ()
    assert inbox.said == []


def test_state_that_cannot_be_written_after_sending_is_unsure_at_the_next_start(
    start: SignIn, outbox: Outbox, tmp_path: Path
) -> None:
    account, post = start(transaction(kept, before=[SIGNED_IN]))
    item = outbox.put(MESSAGE)
    outbox._store.execute(
        "CREATE TEMP TRIGGER broken BEFORE UPDATE ON main.item WHEN NEW.state = 'sent'"
        " BEGIN SELECT RAISE(ABORT, 'broken'); END"
    )
    with pytest.raises(FileFault):
        send_next(outbox, account)
    assert MESSAGE.content in post.heard[0]
    outbox.close()
    with closing(Outbox(tmp_path / "anna.sqlite3")) as again:
        found = again.item(item.id)
        assert found is not None
        assert found.state is State.UNSURE
        assert send_next(again, account) is None


def test_stopped_upload_sends_nothing_and_waits_for_the_person(start: SignIn, outbox: Outbox) -> None:
    """The person stops a message in the middle of its content: the server never hears its end."""

    def never_ends(peer: Peer) -> None:
        raise AssertionError("the end of the message came")

    account, _ = start(transaction(never_ends, before=[SIGNED_IN]))
    large = Draft(to=(Address("", "ben@project.com"),), text="x" * 70 + "\n" + "Hello\n" * 100_000)
    outbox.put(compose(large, Address("Anna", "anna@project.com")))
    told: list[tuple[int, int]] = []

    def progress_of(_item: OutboxItem) -> Progress:
        def progress(done: int, total: int) -> None:
            told.append((done, total))
            if len(told) == 3:
                raise Cancelled

        return progress

    item = send_next(outbox, account, progress_of)
    assert item is not None
    assert (item.state, item.is_taken_back) == (State.WAITING, True)
    assert 0 < told[-1][0] < told[-1][1]
    assert outbox.claim() is None
    outbox.wake()
    assert outbox.claim() is None
    assert outbox.retry_now(item.id)
    assert outbox.claim() is not None
