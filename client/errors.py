"""Every fault that the client can meet, each with the one sentence that a person reads.

A `Fault` carries `.sentence` (what is wrong and what to do, plain and complete) and `.detail` (technical,
for a Details button; never a password or a token). Code below the window raises nothing else for what can
go wrong outside this program; `client/faults.py` turns exceptions of sockets, TLS, SMTP and HTTP into
these. Who the server is has faults of its own in `client/trust_errors.py`. No Qt and no network here.
"""

from typing import ClassVar, Literal

from client.server_answers import Refusal
from client.wording import Said, ended, it_says, place, spoken_bytes, spoken_seconds

UNREACHABLE = Said("cannot be reached")
RegistrationKind = Literal["taken", "not allowed", "weak", "closed", "too many", "other"]


class Fault(Exception):
    """Something a person must know. `may_pass` is True when trying the same again later can work."""

    may_pass: ClassVar[bool] = False

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class WrongPassword(Fault):
    """The server does not know this name with this password; it does not tell which of the two is wrong."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Said("The user name or the password is wrong. Check both and try again."), detail)


class AccountNotUsable(Fault):
    """The password is right, but the account is disabled or waits for approval."""

    def __init__(self, words: str = "", detail: str = "") -> None:
        super().__init__(ended(words) or Said("This account cannot be used now. Ask the admin of your server."), detail)


class TooManyAttempts(Fault):
    """The server wants a pause. `seconds` is how long, None when it did not say."""

    may_pass = True

    def __init__(self, words: str = "", seconds: int | None = None, detail: str = "") -> None:
        own = Said("There were too many attempts. Wait a while and try again.")
        if seconds is not None:
            own = Said("There were too many attempts. Wait {time} and try again.", time=spoken_seconds(seconds))
        super().__init__(ended(words) or own, detail)
        self.seconds = seconds


class ServerDown(Fault):
    """Nobody answers at this host and port: refused, unreachable, or no answer in time."""

    may_pass = True

    def __init__(self, host: str, port: int, what: str = UNREACHABLE, detail: str = "") -> None:
        super().__init__(
            Said(
                "The server {place} {what}. Check that it runs and that you are connected, then try again.",
                place=place(host, port),
                what=what,
            ),
            detail,
        )
        self.host = host
        self.port = port


class NameNotFound(Fault):
    """The host name means nothing to the name service."""

    may_pass = True

    def __init__(self, host: str, detail: str = "") -> None:
        super().__init__(
            Said("No server named {host} was found. Check the spelling and your connection.", host=host), detail
        )
        self.host = host


class NotPostroom(Fault):
    """Something answers, but it does not speak as a Postroom server does."""

    def __init__(self, host: str, port: int, detail: str = "") -> None:
        super().__init__(
            Said(
                "What answers at {place} is not a Postroom server. Check the server address and the port.",
                place=place(host, port),
            ),
            detail,
        )
        self.host = host
        self.port = port


class AnswerTooLarge(NotPostroom):
    """More came than was asked for or than is sound; for what may be large, ask for less."""


class RegistrationRefused(Fault):
    """The account was not made; `kind` says which field to look at, the sentence is the server's."""

    def __init__(self, kind: RegistrationKind, words: str, detail: str = "") -> None:
        super().__init__(ended(words) or Said("The server did not make the account."), detail)
        self.kind = kind


class RecipientsRefused(Fault):
    """The server accepted none of the recipients; nothing was sent."""

    def __init__(self, refused: tuple[Refusal, ...]) -> None:
        first = refused[0].sentence if refused else ""
        others = len(refused) - 1
        more = Said(" %n more were refused too.", number=others) if others > 0 else ""
        super().__init__(
            Said(
                "The message was not sent. {first}{more} Correct the recipients and send again.", first=first, more=more
            ),
            "\n".join(f"{one.address}: {one.code} {one.words}" for one in refused),
        )
        self.refused = refused


class MessageRefused(Fault):
    """The server refused the message as a whole and for good."""

    def __init__(self, words: str, detail: str = "") -> None:
        why = ended(words) or Said("It gave no reason.")
        super().__init__(Said("The server did not take the message: {why}", why=why), detail)


class TooLarge(Fault):
    """The message is larger than the server takes. `size` and `limit` in bytes; 0 when not known."""

    def __init__(self, size: int = 0, limit: int = 0, detail: str = "") -> None:
        most = Said(" (at most {limit})", limit=spoken_bytes(limit)) if limit else ""
        super().__init__(
            Said("The message is larger than the server takes{most}. Attach fewer or smaller files.", most=most), detail
        )
        self.size = size
        self.limit = limit


class SignInNeeded(Fault):
    """There is no session: it has ended on the server's side, or `sentence` says why."""

    def __init__(self, detail: str = "", sentence: str = "") -> None:
        super().__init__(sentence or Said("You were signed out by the server. Sign in again."), detail)


class ServerFault(Fault):
    """The server failed at something that is not the person's doing."""

    may_pass = True

    def __init__(self, words: str = "", detail: str = "") -> None:
        super().__init__(
            Said(
                "The server could not do this because of a fault of its own.{said} Try again; if it stays, tell your "
                "admin.",
                said=it_says(words),
            ),
            detail,
        )


class NotAccepted(ServerFault):
    """The server understood and refuses for good; `kind` is JMAP's name for the reason (RFC 8620 sections 3.6, 5)."""

    may_pass = False

    def __init__(self, kind: str, words: str = "", detail: str = "") -> None:
        Fault.__init__(self, Said("The server did not accept this.{said}", said=it_says(words)), detail)
        self.kind = kind


class ServerBusy(Fault):
    """The server asks to come back later: too much to do, or its disk is full."""

    may_pass = True

    def __init__(self, words: str = "", detail: str = "") -> None:
        words = it_says(words)
        super().__init__(Said("The server is too busy at the moment.{said} Try again later.", said=words), detail)


class DeliveryUnsure(Fault):
    """The connection was lost after the whole message was sent and before the answer: it may have arrived."""

    def __init__(self, host: str, port: int, detail: str = "") -> None:
        super().__init__(
            Said(
                "The connection to {place} was lost before the server confirmed the message. It may have been sent: "
                "look into Sent before you send it again.",
                place=place(host, port),
            ),
            detail,
        )


class NotConnected(Fault):
    """Nothing was asked: the account is used without its server at the moment."""

    may_pass = True

    def __init__(self, detail: str = "") -> None:
        super().__init__(Said("Postroom is not connected to your server, and this was not read before."), detail)


class ConnectionLost(Fault):
    """The connection broke in the middle of something."""

    may_pass = True

    def __init__(self, host: str, port: int, detail: str = "") -> None:
        super().__init__(Said("The connection to {place} was lost. Try again.", place=place(host, port)), detail)


class MessageGone(Fault):
    """The message or mailbox asked for is not there any more."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(Said("This is not there any more. It may have been moved or deleted elsewhere."), detail)


class LocalDiskFull(Fault):
    """This computer has no room. Which file it was stands in the details: most people did not choose its name."""

    def __init__(self, path: str, detail: str = "") -> None:
        super().__init__(
            Said("The disk of this computer is full, so this could not be saved. Make room and try again."),
            f"{path}: {detail}" if detail else path,
        )


class FileFault(Fault):
    """A file of this computer cannot be read or written for a reason other than a full disk."""


class KeyringFault(Fault):
    """The keyring of this computer is not there, is locked, or does not answer."""


class WeakPassword(Fault):
    """The server does not take a new password; the sentence is the server's and says why."""

    def __init__(self, words: str = "", detail: str = "") -> None:
        super().__init__(ended(words) or Said("This password is too easy to guess. Choose another one."), detail)


class RecoveryRefused(Fault):
    """No such account, or not a valid recovery code of it; the server does not tell which."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            Said(
                "The user name or the code is wrong, or the code is used up or older than an hour. Check both, or ask "
                "your admin for a new code."
            ),
            detail,
        )


class NoRecipients(Fault):
    """The draft has nobody to go to."""

    def __init__(self) -> None:
        super().__init__(Said("The message has no recipients. Fill in To, Cc or Bcc."))


class BadAddress(Fault):
    """An address field holds something that is not an address; `piece` is the part to mark."""

    def __init__(self, piece: str, why: str) -> None:
        super().__init__(Said("“{piece}” is not an address: {why}.", piece=piece, why=why))
        self.piece = piece


class BadServerAddress(Fault):
    """The text for the server is neither an address nor an invitation link."""


class Cancelled(Fault):
    """The person cancelled what was under way."""

    def __init__(self) -> None:
        super().__init__(Said("Cancelled."))
