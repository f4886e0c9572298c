"""One message over a connection that is ready: MAIL, RCPT for each, DATA (RFC 5321 section 3.3).

What the server says of each recipient is what becomes of it: the refusal at RCPT, or the last word about the message
for all whom it took.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.content_checks import header_end
from server.courier.smtp_wire import Reply
from server.courier.target import NotReady, Stage
from server.courier.transport import Connection

# Ours, in the words of a server; https://www.iana.org/assignments/smtp-enhanced-status-codes
_NO_UTF8 = Reply(553, ("5.6.7 The other server takes no addresses in UTF-8",))
_NO_8BIT = Reply(554, ("5.6.3 The other server takes no 8-bit text",))


def hand_over(
    connection: Connection, sender: str, recipients: Sequence[str], content: bytes, *, dry_run: bool = False
) -> dict[str, Reply]:
    """Send `content` (CRLF line ends) and return a reply for each of `recipients`; a dry run stops before DATA.

    Raises:
        NotReady: the connection broke, so nothing is known; it must not be used again.
    """
    connection.messages += 1
    refused = _unfit(connection, sender, recipients, content)
    if refused is None:
        reply = connection.say(Stage.MAIL, _mail(connection, sender, recipients, content))
        if reply.code == 250:
            connection.told(Stage.MAIL, reply)
        else:
            refused = reply
    if refused is not None:
        _forget(connection)
        return dict.fromkeys(recipients, refused)
    replies = {one: _rcpt(connection, one) for one in recipients}
    taken = [one for one, reply in replies.items() if reply.code // 100 == 2]
    if dry_run or not taken:
        _forget(connection)
        return replies
    return replies | dict.fromkeys(taken, _data(connection, content))


def _mail(connection: Connection, sender: str, recipients: Sequence[str], content: bytes) -> str:
    line = f"MAIL FROM:<{sendable(connection, sender)}>"
    if connection.offers("SIZE") is not None:
        # RFC 1870 section 6. https://www.rfc-editor.org/rfc/rfc1870#section-6
        line += f" SIZE={len(content)}"
    if connection.offers("8BITMIME") is not None and not content.isascii():
        # RFC 6152 section 2. https://www.rfc-editor.org/rfc/rfc6152#section-2
        line += " BODY=8BITMIME"
    if connection.offers("SMTPUTF8") is not None and _needs_utf8(sender, recipients, content):
        # RFC 6531 section 3.4. https://www.rfc-editor.org/rfc/rfc6531#section-3.4
        line += " SMTPUTF8"
    return line


def _rcpt(connection: Connection, recipient: str) -> Reply:
    reply = connection.say(Stage.RCPT, f"RCPT TO:<{sendable(connection, recipient)}>")
    if reply.code // 100 == 2:
        connection.told(Stage.RCPT, reply)
    if reply.code == 552:
        # RFC 5321 section 4.5.3.1.10: some say this for too many recipients; it passes.
        # https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.10
        return Reply(452, reply.lines)
    return reply


def _data(connection: Connection, content: bytes) -> Reply:
    reply = connection.say(Stage.DATA, "DATA", connection.patience.data)
    if reply.code != 354:
        if reply.code // 100 == 2:
            raise NotReady(Stage.DATA, f"The server did not ask for the message: {reply}", reply, connection.hop)
        _forget(connection)
        return reply
    reply = connection.send_content(stuffed(content))
    if reply.code // 100 == 3:
        raise NotReady(Stage.DATA, f"The server asked for more after the end: {reply}", reply, connection.hop)
    if reply.code // 100 == 2:
        connection.told(Stage.DATA, reply)
    return reply


def stuffed(content: bytes) -> bytes:
    """Return `content` as it travels: the dots at the beginning of lines doubled, and the end behind it.

    RFC 5321 section 4.5.2. https://www.rfc-editor.org/rfc/rfc5321#section-4.5.2
    """
    body = content.replace(b"\r\n.", b"\r\n..")
    body = b"." + body if body.startswith(b".") else body
    return body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n")


def sendable(connection: Connection, address: str) -> str:
    """Return the address as this server understands it: a domain in UTF-8 becomes ASCII where it takes no UTF-8."""
    if address.isascii() or connection.offers("SMTPUTF8") is not None:
        return address
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return address


def _unfit(connection: Connection, sender: str, recipients: Sequence[str], content: bytes) -> Reply | None:
    """Return why this server cannot take the message at all, in the words of a server."""
    size = connection.offers("SIZE") or ""
    if size.isascii() and size.isdigit() and 0 < int(size[:18]) < len(content):
        return Reply(552, (f"5.3.4 The message has {len(content)} bytes, and the other server takes {int(size)}",))
    if not all(sendable(connection, one).isascii() for one in (sender, *recipients)):
        return _NO_UTF8 if connection.offers("SMTPUTF8") is None else None
    # RFC 6152 section 3: never 8-bit text to who has not offered to take it.
    # https://www.rfc-editor.org/rfc/rfc6152#section-3
    return _NO_8BIT if connection.offers("8BITMIME") is None and not content.isascii() else None


def _needs_utf8(sender: str, recipients: Sequence[str], content: bytes) -> bool:
    return not (all(one.isascii() for one in (sender, *recipients)) and content[: header_end(content)].isascii())


def _forget(connection: Connection) -> None:
    """Let the server forget the message, so that the next one can follow; what it has said of this one stands."""
    try:
        reply = connection.say(Stage.MAIL, "RSET")
    except NotReady:
        return  # and the connection is spoiled
    connection.is_spoiled = connection.is_spoiled or reply.code != 250
