"""One SMTP connection: the loop that reads commands and hands each to its method, and what is about the connection.

The way of a line: bytes from the peer, a command word and an argument, a method `smtp_<WORD>` of this class or of a
part it is made of, reply lines back. Whatever goes wrong inside a method answers 451 with an id; the
connection lives on.
"""

from __future__ import annotations

import asyncio
import ssl

from db.errors import StoreError
from db.events import Event, record
from server import replies
from server.auth import AUTH_SYNTAX
from server.commands import GETUSER_SYNTAX, REG_SYNTAX, OwnCommands
from server.fast_paths import Overflow
from server.mail_commands import MAIL_SYNTAX, RCPT_SYNTAX, MailCommands
from server.session import Session

BEFORE_TLS = frozenset(("EHLO", "NOOP", "PING", "STARTTLS", "HELP", "QUIT"))
# https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.4, with room for the parameters of each extension
_LINE_LIMITS = {"MAIL": 512 + 10 + 26 + 500, "RCPT": 1024, "AUTH": 12288, "REG": 4096, "GETUSER": 1024}
_LINE_LIMIT = 512
_MOST_FAULTS = 20
_TURN = 50
_HANDSHAKE_TIMEOUT = 15.0
_SYNTAX = {
    "EHLO": "EHLO <name>",
    "HELO": "HELO <name>",
    "STARTTLS": "STARTTLS",
    "AUTH": AUTH_SYNTAX,
    "MAIL": MAIL_SYNTAX,
    "RCPT": RCPT_SYNTAX,
    "DATA": "DATA",
    "RSET": "RSET",
    "NOOP": "NOOP [<anything>]",
    "VRFY": "VRFY <address>",
    "HELP": "HELP [<command>]",
    "QUIT": "QUIT",
    "PING": "PING",
    "REG": REG_SYNTAX,
    "GETUSER": GETUSER_SYNTAX,
}


class SMTPSession(OwnCommands, MailCommands):
    """A connection of any listener; see `BaseSession` for how they differ."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection, and start serving it."""
        super().connection_made(transport)
        address = transport.get_extra_info("peername")
        self.session.peer = peer = str(address[0]) if address else "unknown"
        self.session.secure = self.secure
        shared = self.handler.shared
        shared.sessions.add(self)
        shared.by_address[peer] = shared.by_address.get(peer, 0) + 1

    def connection_lost(self, error: Exception | None) -> None:
        """End whatever the connection was doing."""
        super().connection_lost(error)
        self._count_off()

    def _count_off(self) -> None:
        shared, peer = self.handler.shared, self.session.peer
        if self not in shared.sessions:
            return
        shared.sessions.discard(self)
        shared.by_address[peer] -= 1
        if not shared.by_address[peer]:
            del shared.by_address[peer]
        if not shared.sessions:
            shared.emptied.set()

    async def _handle_client(self) -> None:
        try:
            await self._serve()
        except (ConnectionError, ssl.SSLError):
            return  # the peer is gone: nobody is left to tell
        finally:
            if self.transport is not None:
                self.transport.close()

    async def _serve(self) -> None:
        if self.handler.too_many(self.session.peer):
            record(Event.TOO_MANY_CONNECTIONS, peer=self.session.peer, by="smtp")
            await self.push(replies.TOO_MANY_CONNECTIONS_421)
            await self.flush()
            return
        await self.push(replies.READY_220.format(host=self.handler.settings.domain))
        faults = commands = 0
        while not self.closing:
            self.idle = True
            fault: str | None
            try:
                line = await self.read_line(max(_LINE_LIMITS.values()))
            except Overflow:
                fault = replies.LINE_TOO_LONG_500
            else:
                if line is None:
                    break
                fault = await self._command(line)
            if fault is not None:
                faults += 1
                await self.push(fault)
            if faults >= _MOST_FAULTS:
                await self.close_with(replies.TOO_MANY_FAULTS_421)
            self._reset_timeout()
            commands += 1
            if commands % _TURN == 0:
                # Reading what is here already never waits: a peer that sends without a pause would be served alone.
                await self.flush()
                await asyncio.sleep(0)
        if self.stopping:
            # RFC 5321 section 3.8: nobody is left without a reason.
            await self.push(replies.STOPPING_421)
        await self.flush()

    async def _command(self, line: bytes) -> str | None:
        """Run one command line; return a reply that counts as a fault of the peer, or None."""
        self.idle = False
        if not line.endswith(b"\r\n") or b"\r" in line[:-2] or b"\0" in line:
            return replies.BAD_CHARACTERS_500
        word, _, rest = line[:-2].partition(b" ")
        # RFC 5321 section 2.4: in any case
        name = word.upper().decode("ascii", "replace")
        method = self._commands.get(name)
        if method is None:
            return replies.UNKNOWN_COMMAND_500 if word.isalnum() else replies.NOT_A_COMMAND_500
        if len(line) > _LINE_LIMITS.get(name, _LINE_LIMIT):
            return replies.LINE_TOO_LONG_500
        if not self.secure and not self.session.incoming and name not in BEFORE_TLS:
            return replies.NO_TLS_538 if name == "AUTH" else replies.NO_TLS_530
        arg = rest.strip(b" \t").decode("utf-8", "surrogateescape") or None
        try:
            await method(self, arg)
        except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
            raise
        except StoreError as error:
            await self.push(self.handler.error_reply(error))
        except Exception as error:  # a bug of ours: the peer gets an id, the log the cause
            await self.push(self.handler.fault_reply(error))
        return None

    async def smtp_EHLO(self, arg: str | None) -> None:
        """Greet, and say what this server can (RFC 5321 section 4.1.1.1)."""
        if not self._greeted(arg):
            await self.push(replies.SYNTAX_501.format(syntax="EHLO <name>"))
            return
        self.session.extended = True
        lines = [self.handler.settings.domain, *self._extensions()]
        for line in lines[:-1]:
            await self.push(f"250-{line}")
        await self.push(f"250 {lines[-1]}")

    async def smtp_HELO(self, arg: str | None) -> None:
        """Greet the old way."""
        if not self._greeted(arg):
            await self.push(replies.SYNTAX_501.format(syntax="HELO <name>"))
            return
        self.session.extended = False
        await self.push(f"250 {self.handler.settings.domain}")

    def _greeted(self, arg: str | None) -> bool:
        if not arg:
            return False
        self.session.greeting = arg
        self.forget_message()
        return True

    def _extensions(self) -> list[str]:
        settings = self.handler.settings
        # RFC 1870 section 4, RFC 6152 section 2, RFC 6531 section 3.1, RFC 2920 section 3, RFC 2034 section 3
        lines = [f"SIZE {settings.limits.message_size}", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"]
        if not self.secure and self.tls_context is not None:
            lines.append("STARTTLS")
        if not self.session.incoming:
            # https://www.rfc-editor.org/rfc/rfc4954#section-4: mechanisms that show the password need TLS.
            lines += ["AUTH PLAIN LOGIN"] if self.secure else []
            lines += ["PING", f"REG {self.handler.registration_mode()}", "GETUSER"]
        return [*lines, "HELP"]

    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """Put TLS under the connection; everything said before is forgotten (RFC 3207 section 4.2)."""
        if arg:
            await self.push(replies.SYNTAX_501.format(syntax="STARTTLS"))
        elif self.secure:
            await self.push(replies.TLS_ALREADY_503)
        elif self.tls_context is None:
            await self.push(replies.TLS_UNAVAILABLE_454)
        else:
            await self._start_tls()

    async def _start_tls(self) -> None:
        await self.push(replies.TLS_READY_220)
        await self.flush()
        self.idle = True
        try:
            await self.start_tls(_HANDSHAKE_TIMEOUT)
        except BaseException as problem:
            # In the middle of a handshake nobody tells us of the end of the connection.
            self.abort()
            self._count_off()
            if not isinstance(problem, OSError):
                raise
            record(Event.TLS_FAILED, peer=self.session.peer, by="smtp", why=type(problem).__name__)
            raise ConnectionResetError from problem
        self.session = Session(self.session.peer, self.session.incoming, secure=True)
        self.forget_message()

    async def smtp_NOOP(self, arg: str | None) -> None:  # noqa: ARG002 - RFC 5321 section 4.1.1.9
        """Do nothing."""
        await self.push(replies.OK_250)

    async def smtp_VRFY(self, arg: str | None) -> None:
        """Never tell whether an address exists (RFC 5321 section 7.3)."""
        await self.push(replies.CANNOT_VERIFY_252 if arg else replies.SYNTAX_501.format(syntax="VRFY <address>"))

    async def smtp_EXPN(self, arg: str | None) -> None:  # noqa: ARG002 - whatever it is
        """Not offered."""
        await self.push(replies.NOT_OFFERED_502)

    async def smtp_HELP(self, arg: str | None) -> None:
        """List the commands, or tell the syntax of one."""
        syntax = _SYNTAX.get((arg or "").upper())
        if arg and syntax is None:
            await self.push(replies.SYNTAX_501.format(syntax="HELP [<command>]"))
        else:
            await self.push(f"214 2.0.0 {syntax or ' '.join(sorted(_SYNTAX))}")

    async def smtp_QUIT(self, arg: str | None) -> None:
        """Say goodbye (RFC 5321 section 4.1.1.10)."""
        if arg:
            await self.push(replies.SYNTAX_501.format(syntax="QUIT"))
            return
        await self.close_with(replies.BYE_221)
