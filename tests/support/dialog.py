r"""Plays pages of dialogue against a Postroom: who says what, line by line, over real sockets.

A page is a text file. `#` begins a comment. The rest is one step a line:

    with limits.recipients = 5     a setting of the Postroom that the page wants (first, before anything else)
    invitation FRIEND 1            an invitation for one account, which the page then writes as {FRIEND}
    open starttls                  a connection to a listener: starttls, tls or incoming; `open tls as b` names it
    as b                           go on with the connection of that name (the first is called a)
    C: EHLO client.test            the client sends this line; lines that follow one another leave in one write
    C+ NOOP\n                      the client sends this without a line end
    S: 250 2.0.0 OK                the server answers exactly this line; when it ends in ... the rest may be anything
    S~ 250 2\.6\.0 [0-9a-f]+ .*    the server answers a line that matches this expression as a whole
    C*1000: …    S*1000: …         the same line so many times
    tls                            the client shakes hands
    half-close                     the client says that no more will come
    close                          the client goes
    closed                         the server has closed the connection

In what the client sends, \r \n \t \0 \\ \xff are bytes, {a*600} is 600 times a, {base64 text} is that text in base64.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from db import invitations
from tests.support.postroom import Postroom
from tests.support.wire import Wire

_SPOKEN = re.compile(r"([CS])(?:\*(\d+))?([:+~]) ?(.*)")
_WITH = re.compile(r"with ([a-z_.]+) = (\S+)")
_BRACED = re.compile(r"\{(?:base64 ([^}]*)|([^{}]+)\*(\d+)|([A-Z]+))\}")
_ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|([rnt0\\]))")
_BYTES = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"0": b"\0", b"\\": b"\\"}


class DialogFailure(AssertionError):
    """The server did not say what the page says; names file, line and what was said before."""


@dataclass(frozen=True)
class Step:
    """One line of a page."""

    number: int
    text: str


@dataclass(frozen=True)
class Page:
    """A dialogue: the settings that it needs, and its steps."""

    path: Path
    settings: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]

    @classmethod
    def read(cls, path: Path) -> Page:
        """Return the page in the file `path`."""
        lines = path.read_text(encoding="utf-8").splitlines()
        steps = [Step(number, line) for number, line in enumerate(lines, 1) if line.strip() and line[0] != "#"]
        found = [_WITH.fullmatch(step.text.strip()) for step in steps]
        settings = tuple((match[1], match[2]) for match in found if match)
        return cls(path, settings, tuple(step for step, match in zip(steps, found, strict=True) if not match))


@dataclass
class Player:
    """Plays one page against `postroom`."""

    postroom: Postroom
    page: Page
    _wires: dict[str, Wire] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _now: str = "a"
    _heard: list[str] = field(default_factory=list)
    _unsent: bytearray = field(default_factory=bytearray)

    def play(self) -> None:
        """Play the page to its end. Raises DialogFailure."""
        __tracebackhide__ = True
        try:
            for step in self.page.steps:
                try:
                    self._step(step)
                except (OSError, EOFError, AssertionError) as problem:
                    self._fail(step, str(problem) or type(problem).__name__)
        finally:
            for wire in self._wires.values():
                wire.close()

    def _fail(self, step: Step, problem: str) -> NoReturn:
        __tracebackhide__ = True
        before = "".join(f"\n    {line}" for line in self._heard[-6:])
        where = f"{self.page.path}:{step.number}: {step.text}"
        raise DialogFailure(f"{where}\n  {problem}\n  before that:{before}") from None

    def _step(self, step: Step) -> None:
        spoken = _SPOKEN.fullmatch(step.text)
        if spoken is None:
            self._send()
            self._act(step.text.split())
            return
        who, count, how, text = spoken[1], int(spoken[2] or 1), spoken[3], spoken[4]
        if who == "C":
            self._unsent += (self._bytes(text) + (b"\r\n" if how == ":" else b"")) * count
            self._heard.append(step.text[:200])
            return
        self._send()
        for _ in range(count):
            self._expect(self._replaced(text), how == "~")

    def _send(self) -> None:
        if self._unsent:
            self._wires[self._now].send(bytes(self._unsent))
            self._unsent.clear()

    def _act(self, words: list[str]) -> None:
        match words:
            case ["open", listener, *rest] if rest[:1] in ([], ["as"]):
                self._now = rest[1] if rest else "a"
                self._wires[self._now] = self._open(listener)
            case ["as", name]:
                self._now = name
            case ["invitation", name, uses]:
                self._names[name] = invitations.create(self.postroom.store, None, int(uses))
            case ["invitation", name, uses, "expired"]:
                self._names[name] = invitations.create(self.postroom.store, None, int(uses), lifetime=-1)
            case ["tls"]:
                self._wires[self._now].start_tls(self.postroom.client_context())
            case ["half-close"]:
                self._wires[self._now].half_close()
            case ["close"]:
                self._wires[self._now].close()
            case ["closed"]:
                assert self._wires[self._now].at_end(), "the connection is still open"
            case _:
                raise AssertionError("this step is not known")

    def _open(self, listener: str) -> Wire:
        ports = self.postroom.ports
        if listener == "tls":
            return Wire(ports.smtp_tls, self.postroom.client_context())
        return Wire({"starttls": ports.smtp_starttls, "incoming": ports.incoming}[listener])

    def _expect(self, text: str, is_expression: bool) -> None:
        line = self._wires[self._now].line()
        self._heard.append(f"S: {line[:200]}")
        if is_expression:
            assert re.fullmatch(text, line), f"the server said: {line}"
        elif text.endswith("..."):
            assert line.startswith(text[:-3]), f"the server said: {line}"
        else:
            assert line == text, f"the server said: {line}"

    def _replaced(self, text: str) -> str:
        return re.sub(r"\{([A-Z]+)\}", lambda match: self._names[match[1]], text)

    def _bytes(self, text: str) -> bytes:
        return _unescaped(_BRACED.sub(self._brace, text).encode())

    def _brace(self, match: re.Match[str]) -> str:
        plain, repeated, count, name = match.groups()
        if repeated is not None:
            return str(repeated) * int(count)
        return b64encode(_unescaped(plain.encode())).decode() if plain is not None else self._names[name]


def _unescaped(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: bytes.fromhex(match[1].decode()) if match[1] else _BYTES[match[2]], data)


def pages(folder: Path) -> Iterator[Page]:
    """Yield every page of `folder`, by name."""
    for path in sorted(folder.glob("*.dialog")):
        yield Page.read(path)


def as_settings(pairs: tuple[tuple[str, str], ...]) -> tuple[dict[str, int], Mapping[str, str]]:
    """Return what pages write behind `with` as the limits and the other settings."""
    limits = {key.removeprefix("limits."): int(value) for key, value in pairs if key.startswith("limits.")}
    return limits, {key: value for key, value in pairs if not key.startswith("limits.")}
