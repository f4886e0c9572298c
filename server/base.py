"""What every group of SMTP commands builds on: the connection, its session, the message under way, the handler."""

from __future__ import annotations

import asyncio
import ssl

from server.fast_paths import FastSMTP
from server.handler import Handler
from server.replies import STOPPING_421
from server.session import Session, Transaction


class BaseSession(FastSMTP):
    """One connection; `implicit_tls` listeners bring TLS themselves, `incoming` ones take mail from other hosts."""

    session: Session

    def __init__(
        self,
        handler: Handler,
        loop: asyncio.AbstractEventLoop,
        tls_context: ssl.SSLContext | None,
        incoming: bool = False,
    ) -> None:
        super().__init__(loop, tls_context, handler.settings.limits.command_timeout)
        self.handler = handler
        self.session = Session(peer="", incoming=incoming)
        self.message = Transaction()
        self.closing = False
        self.stopping = False
        self.idle = False

    def stop(self, at_once: bool = False) -> asyncio.Task[None] | None:
        """End the connection, at once when it waits for a command, else after the one under way.

        Returns the task that serves it, to wait for.
        """
        self.closing = self.stopping = True
        task = self._handler_coroutine
        if (self.idle or at_once) and self.transport is not None and task is not None:
            if not self.transport.is_closing():
                self.transport.write(STOPPING_421.encode() + b"\r\n")
                self.transport.close()
            # Over TLS the closing waits for the peer, which may be asleep; the task does not wait with it.
            task.cancel()
        return task

    def abort(self) -> None:
        """Drop the connection: what was not sent yet is lost."""
        if self.transport is not None:
            self.transport.abort()

    async def close_with(self, reply: str) -> None:
        """Say `reply` and end the connection after the command under way."""
        await self.push(reply)
        self.closing = True
        self.stopping = False

    def forget_message(self) -> None:
        """Drop the message under way (RSET, EHLO, the end of DATA)."""
        self.message = Transaction()
