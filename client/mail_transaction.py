"""One mail transaction (RFC 5321 section 3.3) on a connection that is encrypted and signed in.

Content and envelope go in, a `Receipt` comes out. It is exact about the one question that matters when
something breaks: before the line that ends the content is sent, the server cannot have taken the message;
from then on only its answer tells, and without one the fate is unsure.
"""

import contextlib
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from client.errors import DeliveryUnsure, Fault, RecipientsRefused, SignInNeeded, TooLarge
from client.replies import Reply, read_reply, sending_fault
from client.server_answers import Refusal
from client.smtp_data import END_OF_DATA, blocks, mail_parameters, on_the_wire, path, size_limit

Progress = Callable[[int, int], None]
TellRefused = Callable[[tuple[Refusal, ...]], None]
"""Told before the content goes whom the server refused: should the answer to the content be lost, that is known."""


@dataclass(frozen=True)
class Receipt:
    """The server took the message. `queue_id` is its name for it, `refused` the recipients it did not take."""

    queue_id: str
    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...]


def ask(smtp: smtplib.SMTP, verb: str, arguments: str = "") -> Reply:
    """One command and its reply.

    Raises smtplib's errors; also for what is no reply at all, and for 421, after which the server hangs up.
    """
    return _read(*smtp.docmd(verb, arguments))


class MailTransaction:
    """`data_timeout` in seconds is how long the answer to the whole message may take."""

    def __init__(self, smtp: smtplib.SMTP, host: str, port: int, data_timeout: float) -> None:
        self._smtp = smtp
        self._host = host
        self._port = port
        self._data_timeout = data_timeout

    def run(
        self,
        content: bytes,
        sender: str,
        recipients: Sequence[str],
        progress: Progress | None = None,
        tell_refused: TellRefused | None = None,
    ) -> Receipt:
        """Send; see `MailClient.submit` for what is raised. smtplib's errors mean that nothing was sent."""
        limit = size_limit(self._smtp.esmtp_features)
        if limit and len(content) > limit:
            raise TooLarge(len(content), limit)
        parameters = mail_parameters(content, (sender, *recipients), self._smtp.esmtp_features)
        sender_path = path(sender)
        paths = {address: path(address) for address in recipients}
        self._smtp.command_encoding = "utf-8"
        try:
            self._mail(" ".join((f"FROM:{sender_path}", *parameters)), len(content), limit)
            accepted, refused = self._rcpt(paths)
            if refused and tell_refused is not None:
                tell_refused(refused)
            self._open_data(len(content), limit)
        except Fault:
            # Whether the server hears it or has hung up: what is raised is why it came to this.
            with contextlib.suppress(smtplib.SMTPException):
                self._smtp.rset()
            raise
        reply = self._send(on_the_wire(content), progress)
        if not reply.is_good:
            raise sending_fault(reply, len(content), limit)
        return Receipt(reply.words.partition(" ")[0], accepted, refused)

    def _mail(self, arguments: str, size: int, limit: int) -> None:
        reply = ask(self._smtp, "MAIL", arguments)
        if reply.code == 530:
            raise SignInNeeded(reply.technical)
        if not reply.is_good:
            raise sending_fault(reply, size, limit)

    def _rcpt(self, paths: dict[str, str]) -> tuple[tuple[str, ...], tuple[Refusal, ...]]:
        accepted = []
        refused = []
        for address, quoted in paths.items():
            reply = ask(self._smtp, "RCPT", f"TO:{quoted}")
            if reply.is_good:
                accepted.append(address)
            else:
                refused.append(Refusal(address, reply.code, reply.words))
        if not accepted:
            raise RecipientsRefused(tuple(refused))
        return tuple(accepted), tuple(refused)

    def _open_data(self, size: int, limit: int) -> None:
        reply = ask(self._smtp, "DATA")
        if reply.code != 354:
            raise sending_fault(reply, size, limit)

    def _send(self, data: bytes, progress: Progress | None) -> Reply:
        done = 0
        for block in blocks(data):
            self._smtp.send(block)
            done += len(block)
            if progress is not None:
                progress(done, len(data))
        try:
            return self._finish()
        except OSError as error:
            detail = f"{type(error).__name__}: {error}"
            raise DeliveryUnsure(self._host, self._port, detail) from error

    def _finish(self) -> Reply:
        """The line that ends the content, and the answer."""
        self._smtp.send(END_OF_DATA)
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(self._data_timeout)
        reply = read_reply(*self._smtp.getreply())
        # 421 and 4xx say that nothing was taken (RFC 5321 section 4.2.1); what is no such answer says nothing.
        if not (200 <= reply.code < 300 or 400 <= reply.code < 600):
            raise smtplib.SMTPResponseException(reply.code, reply.text)
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(self._smtp.timeout)
        return reply


def _read(code: int, text: bytes) -> Reply:
    if code == 421 or not 200 <= code < 600:
        raise smtplib.SMTPResponseException(code, text)
    return read_reply(code, text)
