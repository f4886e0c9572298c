"""The message that proves that mail flows: at the first start a welcome with the first steps, later a line or two."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from db.settings import Settings

_WELCOME = """\
Welcome. This message came in over STARTTLS and is read over HTTPS: your Postroom for {domain} works.

First steps:

1. Invite people. Send them an invitation link: it carries the address of this server and the fingerprint
   of its certificate, so that their first connection is already verified. The window makes one: menu
   Administration, Invite somebody. So does postroom invite.

2. Decide who may make an account. In {settings}, registration is "{registration}":
   open (everybody who reaches this server), invitation, approval, or closed. On the page Accounts of the
   web area you change it without a restart.

3. Decide who reaches it. host is "{host}" there. 127.0.0.1 means this machine only; an address of this
   machine, or 0.0.0.0 for all of them, lets others in.

4. Keep a copy of the data folder {data}, made while Postroom is stopped. It holds everything:
   accounts, mail, certificates.

postmaster@{domain} and abuse@{domain} are yours too, as every mail system must have them.
Mail stays within {domain} until you connect a relay to the outside.
"""

_CHECK = """\
Postroom for {domain} was started and checks that mail flows. This message is removed as soon as it has been read.
"""


def welcome(sender: str, recipient: str, settings: Settings) -> EmailMessage:
    """Return the message of the first start."""
    facts = {"domain": settings.domain, "registration": settings.registration, "host": settings.host}
    text = _WELCOME.format(**facts, settings=settings.file, data=settings.data)
    return _message(sender, recipient, "Welcome to Postroom", text)


def check(sender: str, recipient: str, settings: Settings) -> EmailMessage:
    """Return the message of a later start."""
    return _message(sender, recipient, "Postroom checks that mail flows", _CHECK.format(domain=settings.domain))


def _message(sender: str, recipient: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Postroom <{sender}>"
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    # RFC 3834 section 5: nobody's vacation notice is to answer it.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message
