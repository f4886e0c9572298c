"""Scripts for SMTP with STARTTLS: the greeting as it should be, then replies to commands, or a whole transaction."""

from collections.abc import Sequence

from tests.support.scripted_server import Peer, Script

EHLO_BEFORE_TLS = b"250-test\r\n250-STARTTLS\r\n250 PING\r\n"
EHLO_AFTER_TLS = (
    b"250-test\r\n250-AUTH PLAIN LOGIN\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
    b"250-PING\r\n250-REG open\r\n250 GETUSER\r\n"
)


def greet(peer: Peer, ehlo: bytes = EHLO_AFTER_TLS) -> None:
    """Everything up to an encrypted and greeted SMTP connection."""
    peer.send(b"220 test ESMTP\r\n")
    assert peer.line().upper().startswith(b"EHLO ")
    peer.send(EHLO_BEFORE_TLS)
    assert peer.line() == b"STARTTLS"
    peer.send(b"220 2.0.0 go ahead\r\n")
    peer.start_tls()
    assert peer.line().upper().startswith(b"EHLO ")
    peer.send(ehlo)


def dialogue(*replies: bytes, ehlo: bytes = EHLO_AFTER_TLS) -> Script:
    """After the greeting, answer each command line with the next reply; then say nothing more."""

    def play(peer: Peer) -> None:
        greet(peer, ehlo)
        for reply in replies:
            peer.line()
            peer.send(reply)
        peer.wait_for_end()

    return play


def transaction(after_data: Script, *, before: Sequence[bytes] = ()) -> Script:
    """A mail transaction that is accepted up to the end of its content; `before` are replies to commands
    before MAIL.
    """

    def play(peer: Peer) -> None:
        greet(peer)
        for reply in before:
            peer.line()
            peer.send(reply)
        while not (command := peer.line()).upper().startswith(b"DATA"):
            assert command.upper().startswith((b"MAIL", b"RCPT")), command
            peer.send(b"250 2.1.0 OK\r\n")
        peer.send(b"354 go ahead\r\n")
        peer.until(b"\r\n.\r\n")
        after_data(peer)

    return play
