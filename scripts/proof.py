"""Proves that mail flows, the way mail flows: in over STARTTLS with sign-in, out over HTTPS as JMAP.

It goes through the real listeners and trusts nothing but the local CA. The proof's traces are removed, except for a
message that is to stay.
"""

from __future__ import annotations

import http.client
import json
import smtplib
import ssl
import time
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from certs.contexts import client_context
from scripts.connecting import Connecting
from scripts.errors import StartError
from scripts.system_account import Lent

_TIMEOUT = 10.0
_MAIL = "urn:ietf:params:jmap:mail"
_USING = ["urn:ietf:params:jmap:core", _MAIL]


class Inbox:
    """The mail of the account that `token` stands for, over HTTPS."""

    def __init__(self, connection: http.client.HTTPSConnection, token: str) -> None:
        self._connection = connection
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._session = self._ask("GET", "/.well-known/jmap")

    def find(self, role: str, message_id: str) -> list[str]:
        """Return the ids of what the latest messages of the mailbox `role` have under this Message-ID."""
        (mailbox,) = [one["id"] for one in self._call("Mailbox/get", ids=None)["list"] if one["role"] == role]
        newest = [{"property": "receivedAt", "isAscending": False}]
        found = self._call("Email/query", filter={"inMailbox": mailbox}, sort=newest, limit=50)
        listed = self._call("Email/get", ids=found["ids"], properties=["messageId"])["list"]
        return [one["id"] for one in listed if message_id in (one["messageId"] or ())]

    def text(self, message: str) -> str:
        """Return the text of one message."""
        asked = {"properties": ["textBody", "bodyValues"], "fetchTextBodyValues": True}
        (found,) = self._call("Email/get", ids=[message], **asked)["list"]
        return "".join(part["value"] for part in found["bodyValues"].values())

    def destroy(self, messages: list[str]) -> None:
        """Remove messages for good."""
        self._call("Email/set", destroy=messages)

    def _call(self, method: str, **arguments: Any) -> dict[str, Any]:
        arguments["accountId"] = self._session["primaryAccounts"][_MAIL]
        path = urlsplit(self._session["apiUrl"]).path
        answer = self._ask("POST", path, {"using": _USING, "methodCalls": [[method, arguments, "0"]]})
        name, result, _ = answer["methodResponses"][0]
        if name != method:
            raise StartError(f"The web server answered {method} with {result}.")
        return dict(result)

    def _ask(self, verb: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        self._connection.request(verb, path, json.dumps(body) if body else None, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise StartError(f"The web server answered {path} with {answer.status}: {content[:200]!r}.")
        return dict(json.loads(content))


def prove(where: Connecting, lent: Lent, message: EmailMessage, keep: bool) -> float:
    """Send `message` to the admin and read it back; return how many milliseconds that took.

    Without `keep` the message is removed again; the sender's copy always is.

    Raises:
        StartError: mail does not flow; the sentence says at which step.
    """
    began = time.monotonic()
    context = client_context(ca=where.ca)
    step = "Sending over STARTTLS"
    try:
        _send(where, lent, message, context)
        step = "Reading over HTTPS"
        connection = http.client.HTTPSConnection(
            where.here, where.settings.ports.https, timeout=_TIMEOUT, context=context
        )
        inbox = Inbox(connection, lent.admin_token)
        arrived = inbox.find("inbox", message["Message-ID"].strip("<>"))
        if not arrived or inbox.text(arrived[0]).split() != message.get_content().split():
            raise StartError("The message that proves that mail flows did not arrive as it was sent.")
        took = (time.monotonic() - began) * 1000
        if not keep:
            inbox.destroy(arrived)
        sent = Inbox(connection, lent.sender_token)
        sent.destroy(sent.find("sent", message["Message-ID"].strip("<>")))
        connection.close()
    except (OSError, smtplib.SMTPException, http.client.HTTPException, ValueError, LookupError) as problem:
        raise StartError(f"{step} did not work: {_told(problem)}") from problem
    return took


def _told(problem: Exception) -> str:
    """Return `problem` as a person reads it: what the server replied, where it is a reply."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return "; ".join(_reply(code, text) for code, text in problem.recipients.values())
    if isinstance(problem, smtplib.SMTPResponseException):
        return _reply(problem.smtp_code, problem.smtp_error)
    return str(problem)


def _reply(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def _send(where: Connecting, lent: Lent, message: EmailMessage, context: ssl.SSLContext) -> None:
    # A fixed greeting name: finding the machine's own could ask a name server that does not answer.
    port = where.settings.ports.smtp_starttls
    with smtplib.SMTP(where.here, port, local_hostname="localhost", timeout=_TIMEOUT) as smtp:
        smtp.starttls(context=context)
        smtp.login(lent.sender.address, lent.password)
        smtp.send_message(message)
