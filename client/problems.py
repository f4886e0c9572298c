"""HTTP answers that are no success, and JMAP errors, as faults: one table per kind.

`webserver/API.md` has the problem types, RFC 8620 sections 3.6 and 5.3 the JMAP errors. Pure; no network.
"""

from client.errors import (
    AccountNotUsable,
    Fault,
    MessageGone,
    NotAccepted,
    NotPostroom,
    RecoveryRefused,
    ServerBusy,
    ServerFault,
    SignInNeeded,
    TooLarge,
    TooManyAttempts,
    WeakPassword,
    WrongPassword,
)
from client.https_connection import Answer
from client.json_values import JsonObject, ShapeError, parse_object, text
from client.known_sentences import server_sentence

_OURS = "urn:postroom:error:"
# What the same question would get again (RFC 8620 sections 3.6.2, 5.2, 5.3 and 5.5; RFC 8621 sections 2.5 and 4.6).
_FOR_GOOD = frozenset(
    [
        *("accountReadOnly", "anchorNotFound", "cannotCalculateChanges", "forbidden", "invalidArguments"),
        *("invalidPatch", "invalidProperties", "invalidResultReference", "mailboxHasChild", "mailboxHasEmail"),
        *("overQuota", "singleton"),
        *("tooManyKeywords", "tooManyMailboxes", "willDestroy"),
    ]
)


def problem_fault(answer: Answer, host: str, port: int) -> Fault:
    """What an answer with an unexpected status means."""
    try:
        problem = parse_object(answer.body) if answer.media_type == "application/problem+json" else {}
        kind = text(problem, "type", "").removeprefix(_OURS)
        words = server_sentence(text(problem, "detail", ""))
    except ShapeError:
        kind = words = ""
    technical = " ".join(part for part in (f"HTTP {answer.status}", kind, words) if part)
    if kind == "wrongPassword":
        return WrongPassword(technical)
    if kind == "accountNotUsable":
        return AccountNotUsable(words, technical)
    if kind == "weakPassword":
        return WeakPassword(words, technical)
    if kind == "recoveryRefused":
        return RecoveryRefused(technical)
    if kind in ("recoveryAddressRefused", "notNow", "adminsOnly", "networkNotAllowed"):
        return NotAccepted(kind, words, technical)
    return _fault_by_status(answer, words, technical) or NotPostroom(host, port, technical)


def _fault_by_status(answer: Answer, words: str, technical: str) -> Fault | None:
    match answer.status:
        case 401:
            return SignInNeeded(technical)
        case 403 | 404 if words:
            return MessageGone(technical)
        case 413:
            return TooLarge(detail=technical)
        case 429:
            return TooManyAttempts(words, _retry_after(answer), technical)
        case 503:
            return ServerBusy(words, technical)
        case 400 | 500 | 502 | 504:
            return ServerFault(words, technical)
    return None


def method_fault(error: JsonObject) -> Fault:
    """What a method-level error (RFC 8620 section 3.6.2) or a SetError (section 5.3) means."""
    kind = text(error, "type", "")
    words = server_sentence(text(error, "description", ""))
    technical = " ".join(part for part in (kind, words) if part)
    match kind:
        case "notFound" | "accountNotFound" | "blobNotFound":
            return MessageGone(technical)
        case "serverUnavailable" | "rateLimit":
            return ServerBusy(words, technical)
        case "tooLarge" | "requestTooLarge":
            return TooLarge(detail=technical)
    return NotAccepted(kind, words, technical) if kind in _FOR_GOOD else ServerFault(words, technical)


def _retry_after(answer: Answer) -> int | None:
    # RFC 9110 section 10.2.3 also allows a date; Postroom sends seconds.
    value = answer.headers.get("retry-after", "")
    return min(int(value), 86_400) if value.isascii() and value.isdigit() and len(value) < 10 else None
