"""Mail transactions against scripted servers: what was sent, who was refused, and when the fate is unsure."""

import re

import pytest

from client.addresses import Address
from client.draft import Draft
from client.errors import (
    BadAddress,
    Cancelled,
    ConnectionLost,
    DeliveryUnsure,
    Fault,
    MessageRefused,
    RecipientsRefused,
    ServerBusy,
    ServerDown,
    ServerFault,
    SignInNeeded,
    TooLarge,
)
from client.mail_client import MailClient
from client.server_answers import Refusal
from tests.support.scripted_post import Post
from tests.support.scripted_server import Peer, Script
from tests.support.scripted_smtp import dialogue, greet, transaction

ANNA = "anna@project.com"
BEN = "ben@project.com"
CARL = "carl@project.com"
CONTENT = b"Subject: x\r\n\r\n.hidden\r\nlast"
OK = b"250 2.1.0 OK\r\n"
GO_AHEAD = b"354 go ahead\r\n"
KEPT = b"250 2.6.0 Q17 is kept\r\n"


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    return Post(tmp_path_factory.mktemp("certificates"))


def submit(client: MailClient) -> object:
    return client.submit(CONTENT, ANNA, [BEN, CARL])


def lines_of(heard: bytes) -> list[bytes]:
    """What came after the second EHLO."""
    return heard.split(b"ehlo [127.0.0.1]\r\n")[2].split(b"\r\n")


def test_whole_transaction_word_by_word(post: Post) -> None:
    script = transaction(kept)
    with post.connected(script) as (server, client):
        receipt = client.submit(CONTENT, ANNA, [BEN, CARL])
        assert (receipt.queue_id, receipt.accepted, receipt.refused) == ("Q17", (BEN, CARL), ())
    assert lines_of(server.heard[0]) == [
        b"MAIL FROM:<anna@project.com> SIZE=27",
        b"RCPT TO:<ben@project.com>",
        b"RCPT TO:<carl@project.com>",
        b"DATA",
        b"Subject: x",
        b"",
        b"..hidden",
        b"last",
        b".",
        b"",
    ]


def kept(peer: Peer) -> None:
    peer.send(KEPT)
    peer.wait_for_end()


def test_draft_is_composed_and_goes_to_everybody(post: Post) -> None:
    draft = Draft(to=(Address("Ben", BEN),), bcc=(Address("", CARL),), subject="Hello", text="Hello Ben")
    with post.connected(transaction(kept)) as (server, client):
        assert client.submit(draft, ANNA).accepted == (BEN, CARL)
    heard = server.heard[0]
    assert b"From: anna@project.com\r\n" in heard
    assert b"Bcc: carl@project.com\r\n" in heard
    assert re.search(rb"SIZE=\d+\r\n", heard)


def test_two_messages_go_over_one_connection(post: Post) -> None:
    def play(peer: Peer) -> None:
        greet(peer)
        for _ in range(2):
            for reply in (OK, OK, GO_AHEAD):
                peer.line()
                peer.send(reply)
            peer.until(b"\r\n.\r\n")
            peer.send(KEPT)
        peer.wait_for_end()

    with post.connected(play) as (server, client):
        for _ in range(2):
            assert client.submit(CONTENT, ANNA, [BEN]).accepted == (BEN,)
        assert len(server.peers) == 1


def test_recipient_that_is_refused_is_told_in_the_words_of_the_server_and_the_others_get_it(post: Post) -> None:
    def play(peer: Peer) -> None:
        greet(peer)
        for reply in (OK, b"550 5.1.1 no such recipient\r\n", OK, GO_AHEAD):
            peer.line()
            peer.send(reply)
        peer.until(b"\r\n.\r\n")
        kept(peer)

    with post.connected(play) as (_, client):
        receipt = client.submit(CONTENT, ANNA, [BEN, CARL])
    assert receipt.accepted == (CARL,)
    assert receipt.refused == (Refusal(BEN, 550, "No such recipient."),)


def test_nobody_left_means_nothing_is_sent(post: Post) -> None:
    no = b"550 5.1.1 no such recipient\r\n"
    with post.connected(dialogue(OK, no, no, OK, b"250 2.0.0 PONG\r\n")) as (server, client):
        with pytest.raises(RecipientsRefused) as caught:
            submit(client)
        assert [one.address for one in caught.value.refused] == [BEN, CARL]
        client.ping()
    assert lines_of(server.heard[0])[-3:] == [b"rset", b"PING", b""]


@pytest.mark.parametrize(
    ("replies", "kind", "words"),
    [
        ([b"530 5.7.0 Sign in first\r\n"], SignInNeeded, "Sign in"),
        ([b"553 5.7.1 This sender address is not yours\r\n"], MessageRefused, "This sender address is not yours"),
        ([b"552 5.3.4 The message is too large\r\n"], TooLarge, "1 MB"),
        ([b"452 4.3.1 The disk is full\r\n"], ServerBusy, "The disk is full"),
        ([b"451 4.3.0 A fault of ours, it has the id 17\r\n"], ServerFault, "id 17"),
        ([OK, OK, OK, b"554 5.5.1 No\r\n"], MessageRefused, "No"),
        ([OK, OK, OK, b"452 4.3.1 Too much mail is under way\r\n"], ServerBusy, "under way"),
        ([OK, OK, OK, OK], ServerFault, "OK"),
    ],
)
def test_refusal_before_the_content(post: Post, replies: list[bytes], kind: type[Fault], words: str) -> None:
    with post.connected(dialogue(*replies, OK, b"250 2.0.0 PONG\r\n")) as (server, client):
        with pytest.raises(Fault) as caught:
            submit(client)
        client.ping()
    assert type(caught.value) is kind
    assert words in caught.value.sentence
    assert b"rset" in lines_of(server.heard[0])
    assert b"last" not in server.heard[0]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (b"554 5.6.0 The message has a bare CR or LF\r\n", MessageRefused),
        (b"552 5.3.4 Too large\r\n", TooLarge),
        (b"452 4.3.1 The disk is full\r\n", ServerBusy),
        (b"451 4.3.0 A fault of ours\r\n", ServerFault),
        (b"421 4.3.2 The server is stopping\r\n", ServerBusy),
    ],
)
def test_refusal_after_the_content_is_sure(post: Post, reply: bytes, kind: type[Fault]) -> None:
    def play(peer: Peer) -> None:
        peer.send(reply)
        peer.wait_for_end()

    assert type(post.fault(transaction(play), submit)) is kind


def nothing(peer: Peer) -> None:
    peer.close()


def broken_off(peer: Peer) -> None:
    peer.reset()


def half_a_reply(peer: Peer) -> None:
    peer.send(b"250 2.6.0 Q1")


def garbage(peer: Peer) -> None:
    peer.send(b"<html>\r\n")
    peer.wait_for_end()


def intermediate(peer: Peer) -> None:
    peer.send(b"354 more please\r\n")
    peer.wait_for_end()


@pytest.mark.parametrize("end", [nothing, broken_off, half_a_reply, garbage, intermediate])
def test_lost_answer_after_the_content_is_unsure(post: Post, end: Script) -> None:
    with post.connected(transaction(end)) as (_, client):
        with pytest.raises(DeliveryUnsure) as caught:
            submit(client)
        assert client.sock is None
    assert "may have been sent" in caught.value.sentence
    assert not caught.value.may_pass


def test_answer_that_does_not_come_in_time_is_unsure(post: Post) -> None:
    assert type(post.fault(transaction(Peer.wait_for_end), submit, data_timeout=1.0)) is DeliveryUnsure


@pytest.mark.parametrize("accepted", range(5))
def test_connection_lost_before_the_end_of_the_content_is_sure(post: Post, accepted: int) -> None:
    def play(peer: Peer) -> None:
        greet(peer)
        for reply in (OK, OK, OK, GO_AHEAD)[:accepted]:
            peer.line()
            peer.send(reply)
        peer.line()

    large = b"Subject: x\r\n\r\n" + b"x" * 70 * 10_000
    fault = post.fault(play, lambda client: client.submit(large, ANNA, [BEN, CARL]))
    # After the go-ahead the rest may already be on its way when the end of the connection is seen.
    assert type(fault) is ConnectionLost or (accepted == 4 and type(fault) is DeliveryUnsure)


def test_server_that_stops_reading_is_down_and_has_nothing(post: Post) -> None:
    def play(peer: Peer) -> None:
        greet(peer)
        for reply in (OK, OK, OK, GO_AHEAD):
            peer.line()
            peer.send(reply)
        peer.stop.wait()

    fault = post.fault(play, submit_twenty_megabytes, patience=0.3)
    assert type(fault) is ServerDown


def submit_twenty_megabytes(client: MailClient) -> object:
    """More than the buffers between the two take."""
    client.esmtp_features.pop("size")
    return client.submit(b"x" * 20_000_000, ANNA, [BEN, CARL])


def test_message_over_the_limit_is_not_even_begun(post: Post) -> None:
    with post.connected(dialogue()) as (server, client):
        with pytest.raises(TooLarge) as caught:
            client.submit(b"x" * 1_000_001, ANNA, [BEN])
        assert (caught.value.size, caught.value.limit) == (1_000_001, 1_000_000)
    assert lines_of(server.heard[0]) == [b""]


def test_address_that_would_break_the_line_is_not_sent(post: Post) -> None:
    with post.connected(dialogue()) as (server, client):
        for sender, recipient in ((ANNA, "b@c>\r\nRCPT TO:<d@e"), ("a b", BEN)):
            with pytest.raises(BadAddress):
                client.submit(CONTENT, sender, [recipient])
    assert lines_of(server.heard[0]) == [b""]


def test_address_beyond_ascii_is_sent_as_utf8(post: Post) -> None:
    with post.connected(transaction(kept)) as (server, client):
        client.submit(CONTENT, ANNA, ["jürgen@project.com"])
    assert "RCPT TO:<jürgen@project.com>".encode() in lines_of(server.heard[0])
    assert lines_of(server.heard[0])[0].endswith(b" SMTPUTF8")


def test_progress_is_told_and_can_cancel_before_anything_is_taken(post: Post) -> None:
    told: list[tuple[int, int]] = []
    large = b"x" * 300_000

    def cancel(done: int, total: int) -> None:
        told.append((done, total))
        if done > 100_000:
            raise Cancelled

    with post.connected(transaction(kept)) as (server, client):
        with pytest.raises(Cancelled):
            client.submit(large, ANNA, [BEN], cancel)
        assert client.sock is None
    assert told[-1][1] >= len(large) > told[-1][0]
    assert b"\r\n.\r\n" not in server.heard[0]
