"""`MailClient` from its first moment, against scripted servers: STARTTLS or nothing, and every way that can fail."""

import smtplib
import socket
import ssl

import pytest

from certs.contexts import client_context
from client.errors import (
    ConnectionLost,
    Fault,
    NotPostroom,
    ServerBusy,
    ServerDown,
    ServerFault,
)
from client.mail_client import MailClient
from client.trust_errors import UntrustedServer
from tests.support.certificates import make_certificates
from tests.support.scripted_post import Post
from tests.support.scripted_server import Peer
from tests.support.scripted_smtp import EHLO_BEFORE_TLS, dialogue


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Post:
    return Post(tmp_path_factory.mktemp("certificates"))


def test_every_instance_is_encrypted_and_greeted_when_it_is_made(post: Post) -> None:
    with post.connected(dialogue()) as (server, client):
        assert isinstance(client, smtplib.SMTP)
        assert isinstance(client.sock, ssl.SSLSocket)
        assert client.sock.version() in {"TLSv1.2", "TLSv1.3"}
        assert client.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert client.registration_mode == "open"
        assert client.size_limit == 1_000_000
        assert server.heard[0].count(b"ehlo [127.0.0.1]\r\n") == 2


def test_connecting_again_starts_tls_again(post: Post) -> None:
    with post.connected(dialogue()) as (server, client):
        client.close()
        client.connect(server.host, server.port)
        assert isinstance(client.sock, ssl.SSLSocket)
        assert len(server.peers) == 2


def test_server_without_starttls_is_refused_and_hears_nothing_more(post: Post) -> None:
    def play(peer: Peer) -> None:
        peer.send(b"220 test\r\n")
        peer.line()
        peer.send(b"250-test\r\n250 AUTH PLAIN LOGIN\r\n")
        peer.wait_for_end()

    with post.serve(play) as server:
        with pytest.raises(NotPostroom) as caught:
            post.client(server)
        assert "STARTTLS" in caught.value.detail
    assert server.heard == [b"ehlo [127.0.0.1]\r\n"]


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ([b"554 5.3.2 No SMTP service here\r\n"], NotPostroom),
        ([b"421 4.7.0 Too many connections\r\n"], ServerBusy),
        ([b"HTTP/1.1 400 Bad Request\r\n"], NotPostroom),
        ([b"\x00\xff\xfe garbage\r\n"], NotPostroom),
        ([b"2"], ConnectionLost),
        ([b"220 test"], ConnectionLost),
        ([b"220-test\r\n" * 1100 + b"220 test\r\n"], ConnectionLost),
        ([b""], ConnectionLost),
        ([b"220 " + b"x" * 9000 + b"\r\n"], NotPostroom),
        ([b"220 test\r\n", b"502 5.5.1 what?\r\n"], NotPostroom),
        ([b"220 test\r\n", b"451 4.3.0 fault 17\r\n"], ServerFault),
        ([b"220 test\r\n", b"250-test\r\n250-STA"], ConnectionLost),
        ([b"220 test\r\n", EHLO_BEFORE_TLS, b"454 4.7.0 TLS not available\r\n"], ServerBusy),
        ([b"220 test\r\n", EHLO_BEFORE_TLS, b"500 5.5.1 no\r\n"], NotPostroom),
        ([b"220 test\r\n", EHLO_BEFORE_TLS, b""], ConnectionLost),
    ],
)
def test_start_that_fails_has_its_fault(post: Post, replies: list[bytes], kind: type[Fault]) -> None:
    def play(peer: Peer) -> None:
        peer.send(replies[0])
        for reply in replies[1:]:
            peer.line()
            peer.send(reply)
        if replies[-1].endswith(b"\n"):
            peer.wait_for_end()

    with post.serve(play) as server, pytest.raises(Fault) as caught:
        post.client(server)
    assert type(caught.value) is kind


def test_garbage_instead_of_the_handshake_is_not_postroom(post: Post) -> None:
    def play(peer: Peer) -> None:
        peer.send(b"220 test\r\n")
        peer.line()
        peer.send(EHLO_BEFORE_TLS)
        peer.line()
        peer.send(b"220 go ahead\r\n")
        peer.exactly(1)
        peer.send(b"250 this is not TLS\r\n" * 3)
        peer.wait_for_end()

    with post.serve(play) as server, pytest.raises(NotPostroom):
        post.client(server)


def test_server_that_drops_in_the_handshake_is_a_lost_connection(post: Post) -> None:
    def play(peer: Peer) -> None:
        peer.send(b"220 test\r\n")
        peer.line()
        peer.send(EHLO_BEFORE_TLS)
        peer.line()
        peer.send(b"220 go ahead\r\n")
        peer.exactly(1)

    with post.serve(play) as server, pytest.raises(ConnectionLost):
        post.client(server)


def test_what_was_said_before_tls_is_forgotten(post: Post) -> None:
    def play(peer: Peer) -> None:
        peer.send(b"220 test\r\n")
        peer.line()
        peer.send(b"250-test\r\n250-STARTTLS\r\n250-REG open\r\n250 SIZE 5\r\n")
        peer.line()
        # Slipped in behind the reply, in clear: it must not be taken for the answer to what is asked under TLS.
        peer.send(b"220 go ahead\r\n250-evil\r\n250 REG open\r\n")
        peer.start_tls()
        peer.line()
        peer.send(b"250-test\r\n250-REG closed\r\n250 SIZE 7\r\n")
        peer.wait_for_end()

    with post.connected(play) as (_server, client):
        assert (client.registration_mode, client.size_limit) == ("closed", 7)


def test_untrusted_server_hears_nothing_after_starttls(post: Post, tmp_path_factory: pytest.TempPathFactory) -> None:
    stranger = client_context(make_certificates(tmp_path_factory.mktemp("stranger")).ca_certificate)
    with post.serve(dialogue()) as server, pytest.raises(UntrustedServer):
        MailClient(server.host, server.port, context=stranger)
    assert server.heard == [b"ehlo [127.0.0.1]\r\nSTARTTLS\r\n"]


def test_silent_server_is_down(post: Post) -> None:
    with post.serve(Peer.wait_for_end) as server, pytest.raises(ServerDown):
        post.client(server, timeout=0.1)


def test_client_without_a_host_is_not_made(post: Post) -> None:
    for host, port in (("", 1587), ("localhost", 0)):
        with pytest.raises(ValueError, match="host"):
            MailClient(host, port, context=post.trusting)
