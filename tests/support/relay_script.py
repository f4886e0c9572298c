"""A relay for tests: takes mail as a sound server does, but for the replies that a test puts in the place of its."""

from __future__ import annotations

import re
import threading
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.scripted_server import Peer

_OFFERS = (b"SIZE 50000000", b"8BITMIME", b"SMTPUTF8", b"PIPELINING")

Say = bytes | Callable[[Peer], None]
"""What is said in the place of the usual reply; a function does what it likes, such as nothing at all."""


@dataclass(frozen=True)
class Taken:
    """A message that was taken, on which connection (counted from 0)."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    connection: int


@dataclass
class Relay:
    """A script for `ScriptedServer`. `say` has replies by the beginning of a command, "" for the greeting and "." for
    the end of a message; each list is used up, then the usual reply comes again.
    """

    say: dict[str, list[Say]] = field(default_factory=dict)
    offers: tuple[bytes, ...] = _OFFERS
    starttls: bool = False
    sign_in: tuple[bytes, ...] = ()
    commands: list[list[bytes]] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, peer: Peer) -> None:
        with self.lock:
            number = len(self.commands)
            self.commands.append([])
        Talk(self, peer, number).run()

    def next_word(self, command: bytes) -> Say | None:
        """Return what is said instead of the usual, and use it up."""
        with self.lock:
            for start, words in self.say.items():
                fits = command.upper().startswith(start.upper().encode()) if start else command == b""
                if fits and words:
                    return words.pop(0)
        return None


@dataclass
class Talk:
    """One connection of the relay."""

    relay: Relay
    peer: Peer
    number: int
    secure: bool = False
    sender: str = ""
    recipients: list[str] = field(default_factory=list)

    def run(self) -> None:
        self._reply(b"", b"220 relay.test ESMTP\r\n")
        while True:
            line = self.peer.line()
            self.relay.commands[self.number].append(line)
            self._answer(line)

    def _answer(self, line: bytes) -> None:
        word = line.split(b" ")[0].upper()
        match word:
            case b"EHLO":
                self._reply(line, self._greeting())
            case b"STARTTLS":
                if self._reply(line, b"220 2.0.0 Go ahead\r\n"):
                    self.peer.start_tls()
                    self.secure = True
            case b"AUTH":
                self._auth(line)
            case b"MAIL":
                self.sender, self.recipients = _path(line), []
                self._reply(line, b"250 2.1.0 OK\r\n")
            case b"RCPT":
                if self._reply(line, b"250 2.1.5 OK\r\n"):
                    self.recipients.append(_path(line))
            case b"DATA":
                if self._reply(line, b"354 Go ahead\r\n"):
                    self._content()
            case b"QUIT":
                self.peer.send(b"221 2.0.0 Bye\r\n")
                raise EOFError
            case _:
                self._reply(line, b"250 2.0.0 OK\r\n")

    def _reply(self, command: bytes, usual: bytes, before: Callable[[], None] = lambda: None) -> bool:
        """Reply, and return whether it was the usual; then `before` is done first."""
        say = self.relay.next_word(command)
        if say is None:
            before()
            self.peer.send(usual)
        elif isinstance(say, bytes):
            self.peer.send(say)
        else:
            say(self.peer)
        return say is None

    def _greeting(self) -> bytes:
        offers = [*self.relay.offers]
        if self.relay.starttls and not self.secure:
            offers.append(b"STARTTLS")
        elif self.relay.sign_in:
            offers.append(b"AUTH " + b" ".join(self.relay.sign_in))
        lines = [b"relay.test", *offers]
        return b"".join(b"250" + (b" " if one is lines[-1] else b"-") + one + b"\r\n" for one in lines)

    def _auth(self, line: bytes) -> None:
        if line.split(b" ")[1] == b"LOGIN":
            for prompt in (b"334 VXNlcm5hbWU6\r\n", b"334 UGFzc3dvcmQ6\r\n"):
                self.peer.send(prompt)
                self.relay.commands[self.number].append(b64decode(self.peer.line()))
        elif line.split(b" ")[1] == b"CRAM-MD5":
            self.peer.send(b"334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\r\n")
            self.relay.commands[self.number].append(b64decode(self.peer.line()))
        self._reply(line, b"235 2.7.0 Welcome\r\n")

    def _content(self) -> None:
        data = self.peer.until(b"\r\n.\r\n")
        content = re.sub(rb"(\A|\r\n)\.", rb"\1", data[:-3])
        # Taken before it says so: a test may look as soon as the other side has read the reply.
        self._reply(b".", b"250 2.0.0 taken\r\n", lambda: self._take(content))

    def _take(self, content: bytes) -> None:
        with self.relay.lock:
            self.relay.taken.append(Taken(self.sender, tuple(self.recipients), content, self.number))


def _path(line: bytes) -> str:
    return line[line.index(b"<") + 1 : line.rindex(b">")].decode()


def hang(peer: Peer) -> None:
    """Say nothing until the other side goes away."""
    peer.wait_for_end()


def close(peer: Peer) -> None:
    """Hang up."""
    raise EOFError


def half(text: bytes) -> Callable[[Peer], None]:
    """Send a piece of a reply, then hang up."""

    def say(peer: Peer) -> None:
        peer.send(text)
        raise EOFError

    return say
