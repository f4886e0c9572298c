"""Every reply of the SMTP server, in one place: code, enhanced code (RFC 2034, RFC 3463), and a sentence for people.

Names say what the reply means and end in its code. `for_error` is the one table from the store's errors to replies.
"""

from __future__ import annotations

import re

from db import errors
from db.content_checks import Flaw
from db.sending import Undeliverable

READY_220 = "220 {host} ESMTP Postroom"
TLS_READY_220 = "220 2.0.0 Ready to start TLS"
BYE_221 = "221 2.0.0 Bye"
OK_250 = "250 2.0.0 OK"
PONG_250 = "250 2.0.0 PONG"
SENDER_OK_250 = "250 2.1.0 Sender OK"
RECIPIENT_OK_250 = "250 2.1.5 Recipient OK"
ACCEPTED_250 = "250 2.6.0 {name} is kept"
REGISTERED_250 = "250 2.1.0 {address} is yours"
WAITING_250 = "250 2.1.5 {address} waits for an admin to approve it"
SIGNED_IN_235 = "235 2.7.0 Signed in as {address}"
CANNOT_VERIFY_252 = "252 2.5.2 Send the message and see"
GO_AHEAD_354 = "354 End the message with a line that has only a dot"

TIMEOUT_421 = "421 4.4.2 Nothing came for too long: closing"
TOO_SLOW_421 = "421 4.4.2 The message came too slowly: closing"
STOPPING_421 = "421 4.3.2 The server is stopping: try again in a minute"
TOO_MANY_CONNECTIONS_421 = "421 4.7.0 Too many connections: try again later"
SIGNED_OUT_421 = "421 4.7.0 Your sign-in has ended, sign in again: closing"
TOO_MANY_FAULTS_421 = "421 4.7.0 Too many errors: closing"
TOO_MANY_COMMANDS_421 = "421 4.7.0 {command} was sent too often: closing"
FAULT_451 = "451 4.3.0 A fault of ours, it has the id {id}: try again later"
NO_ROOM_452 = "452 4.3.1 {sentence}"
TOO_MUCH_UNDER_WAY_452 = "452 4.3.1 Too much mail is under way: try again in a minute"
TOO_MANY_RECIPIENTS_452 = "452 4.5.3 Too many recipients: send the rest in another message"
TOO_MANY_FAILURES_454 = "454 4.7.0 {sentence}"
TLS_UNAVAILABLE_454 = "454 4.7.0 TLS is not available now"
STORE_BUSY_451 = "451 4.3.0 {sentence}"

LINE_TOO_LONG_500 = "500 5.5.2 The line is too long"
RESPONSE_TOO_LONG_500 = "500 5.5.6 The response is too long"
NOT_A_COMMAND_500 = "500 5.5.2 This is not a command"
UNKNOWN_COMMAND_500 = "500 5.5.1 Unknown command"
BAD_CHARACTERS_500 = "500 5.5.2 A command has no NUL and no bare CR or LF"
SYNTAX_501 = "501 5.5.4 Syntax: {syntax}"
NOT_BASE64_501 = "501 5.5.2 This is not base64"
BAD_RESPONSE_501 = "501 5.5.2 This is not a response of that mechanism"
NOT_XTEXT_501 = "501 5.5.4 An argument is not xtext (RFC 3461 section 4)"
CREDENTIALS_NOT_XTEXT_501 = "501 5.5.2 The name or the password is not xtext (RFC 3461 section 4)"
CANCELLED_501 = "501 5.5.2 Cancelled"
NOT_OFFERED_502 = "502 5.5.1 This command is not offered"
NO_EHLO_503 = "503 5.5.1 Send EHLO first"
NO_MAIL_503 = "503 5.5.1 Send MAIL first"
NO_RCPT_503 = "503 5.5.1 There is no valid recipient: send RCPT first"
NESTED_MAIL_503 = "503 5.5.1 A message is under way: finish it, or send RSET"
SIGNED_IN_ALREADY_503 = "503 5.5.1 You are signed in already"
TLS_ALREADY_503 = "503 5.5.1 This connection has TLS already"
NO_MECHANISM_504 = "504 5.5.4 This mechanism is not offered: PLAIN and LOGIN are"
NO_TLS_530 = "530 5.7.0 Send STARTTLS first"
SIGN_IN_530 = "530 5.7.0 Sign in first"
WRONG_535 = "535 5.7.8 The name or the password is wrong"
NOT_USABLE_535 = "535 5.7.13 {sentence}"
NO_TLS_538 = "538 5.7.11 Send STARTTLS first: a password never travels in clear"
NO_RECIPIENT_550 = f"550 5.1.1 {Undeliverable.NOBODY.value}"
NO_DOMAIN_550 = f"550 5.1.2 {Undeliverable.NO_DOMAIN.value}"
NO_USER_550 = "550 5.1.1 no such user"
LOCAL_ONLY_550 = f"550 5.7.1 {Undeliverable.OUTSIDE.value}"
NOT_FROM_OUTSIDE_550 = "550 5.7.1 Senders of {domain} sign in on the submission port"
RECIPIENT_DISABLED_550 = f"550 5.2.1 {Undeliverable.DISABLED.value}"
MAILBOX_FULL_552 = f"552 5.2.2 {Undeliverable.FULL.value}"
SENDER_DISABLED_550 = "550 5.7.1 Your account is disabled: ask the admin of this server"
NOT_YOUR_FROM_550 = "550 5.7.1 The From field has an address that is not yours: {address}"
CLOSED_550 = "550 5.7.1 {sentence}"
TOO_LARGE_552 = "552 5.3.4 The message is too large: at most {limit} bytes"
WEAK_552 = "552 5.7.1 {sentence}"
NOT_YOURS_553 = "553 5.7.1 This sender address is not yours"
BAD_ADDRESS_553 = f"553 5.1.3 {Undeliverable.NO_ADDRESS.value}"
NAME_553 = "553 5.1.3 {sentence}"
TAKEN_553 = "553 5.1.1 {sentence}"
NEEDS_SMTPUTF8_553 = "553 5.6.7 An address with such characters needs the SMTPUTF8 parameter"
BARE_554 = f"554 5.6.0 {Flaw.BARE_LINE_END.value}"
NUL_554 = f"554 5.6.0 {Flaw.NUL.value}"
EMPTY_554 = f"554 5.6.0 {Flaw.EMPTY.value}"
LOOP_554 = f"554 5.4.6 {Flaw.LOOP.value}"
LONG_HEADER_552 = f"552 5.3.4 {Flaw.LONG_HEADER.value}"
UNKNOWN_PARAMETER_555 = "555 5.5.4 A parameter is not known or has a wrong value"

LIMIT = 510
"""https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.5: a reply line has 512 bytes with its CRLF."""

_NOT_PLAIN = re.compile(r"[^ -~]")

_BY_ERROR: dict[type[errors.StoreError], str] = {
    errors.StoreFull: NO_ROOM_452,
    errors.StoreBusy: STORE_BUSY_451,
    errors.NameNotAllowed: NAME_553,
    errors.NameTaken: TAKEN_553,
    errors.WeakPassword: WEAK_552,
    errors.RegistrationClosed: CLOSED_550,
    errors.SignInRefused: WRONG_535,
    errors.AccountNotUsable: NOT_USABLE_535,
    errors.TooManyFailures: TOO_MANY_FAILURES_454,
    errors.NoRecipients: NO_RECIPIENT_550,
}

BY_FLAW = {
    Flaw.EMPTY: EMPTY_554,
    Flaw.BARE_LINE_END: BARE_554,
    Flaw.NUL: NUL_554,
    Flaw.LOOP: LOOP_554,
    Flaw.LONG_HEADER: LONG_HEADER_552,
}
"""The refusal of a message after DATA."""

BY_UNDELIVERABLE = {
    Undeliverable.NO_ADDRESS: BAD_ADDRESS_553,
    Undeliverable.OUTSIDE: LOCAL_ONLY_550,
    Undeliverable.NO_DOMAIN: NO_DOMAIN_550,
    Undeliverable.NOBODY: NO_RECIPIENT_550,
    Undeliverable.DISABLED: RECIPIENT_DISABLED_550,
    Undeliverable.FULL: MAILBOX_FULL_552,
}
"""The refusal of a recipient at RCPT; LOCAL_ONLY_550 has a place for the domain."""


def for_error(problem: errors.StoreError) -> str | None:
    """Return the reply for an error of the store; None when a reply would have to invent one."""
    template = _BY_ERROR.get(type(problem))
    return None if template is None else template.format(sentence=one_line(str(problem)))


def one_line(text: str, limit: int = 400) -> str:
    """Return `text` so that it fits into one reply line: at most `limit` bytes, all of them printable ASCII.

    Other characters become `?`: every client must be able to read every reply.
    """
    return _NOT_PLAIN.sub("?", " ".join(text.split()))[:limit]
