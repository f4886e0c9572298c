"""The sentences that a Postroom server says to people, so that the window can say them in its own language.

A server's text goes in; out comes the same sentence, as one that can be translated where it is known, and as it came
where it is not: nothing is guessed from parts of it. The list is checked against the server's own texts by
tests/test_client_known_sentences.py, so a sentence that is changed there is missed here at once. Pure.
"""

import re
from collections.abc import Iterator, Sequence

from client.server_words import server_words
from client.wording import Said, ended

# What stands at a place of a sentence: anything, but not nothing.
_ANY = ".+"
_COUNT = 2
_ADDRESS_AND_REASON = re.compile(r"(\S+@\S+): (.+)")

KNOWN = (
    # Signing in, registering, recovering: the account.
    Said("The name or the password is wrong."),
    Said("Your account waits for an admin to approve it. Try again later."),
    Said("Your account is disabled. Ask the admin of this server."),
    Said("Your account is disabled: ask the admin of this server."),
    Said("Your account is disabled. {message}", message=_ANY),
    Said(
        "Too many failed tries. Try again in %n minutes.",
        one="Too many failed tries. Try again in 1 minute.",
        number=_COUNT,
    ),
    Said(
        "Too many tries to make an account from here. Try again in %n minutes.",
        one="Too many tries to make an account from here. Try again in 1 minute.",
        number=_COUNT,
    ),
    Said("Many people sign in just now. Try again in a moment."),
    Said("Sign in first: the token is missing, unknown, expired or revoked."),
    Said("Sign in first."),
    Said("Registration is closed. Ask the admin of this server for an account."),
    Said("Registration needs an invitation. Ask the admin of this server for one."),
    Said("This invitation is not valid, is used up or has expired. Ask for a new one."),
    Said("The name {name} is taken. Choose another one.", name=_ANY),
    Said("The name {name} is reserved. Choose another one.", name=_ANY),
    Said("A user name has 1 to 64 characters. Choose another one."),
    Said("A user name is made of the letters a to z, digits, and . _ - between them. Choose another one."),
    Said("The password is too short: use at least %n characters.", number=_COUNT),
    Said("The password is too long: use at most %n characters.", number=_COUNT),
    Said("The password is your name: choose something that others cannot guess."),
    Said("The password is too easy to guess: three or four unrelated words make a good one."),
    Said("The name or the code is wrong, or the code is used up or older than an hour. Ask your admin for a new one."),
    Said("Links were asked for too often from here. Try again in an hour."),
    Said("This is not an address like anna@example.com."),
    Said("Nobody here has this address. Give one that you can read mail of."),
    Said("This is an address of the same account: without the password, nobody reads it."),
    Said("This is the only admin: make somebody else an admin first."),
    Said("An export of this account is under way already: wait for it, or stop it."),
    Said("Many accounts are being exported just now. Try again in a while."),
    # Sending: who cannot be reached, and what cannot be sent.
    Said("No such recipient."),
    Said("No such user."),
    Said("This is not an address."),
    Said("This system is local only: it delivers to addresses of {domain} and to nobody else.", domain=_ANY),
    Said("The domain of this address is none that mail can be sent to."),
    Said("This recipient's account is disabled."),
    Said("This recipient's mailbox is full."),
    Said("None of the recipients is there any more."),
    Said("Too many recipients: send the rest in another message."),
    Said("A message has at most %n recipients here.", number=_COUNT),
    Said("The message has no recipients."),
    Said("This sender address is not yours."),
    Said("This address is not yours."),
    Said("The From field has an address that is not yours: {address}.", address=_ANY),
    Said("The message is too large: at most %n bytes.", number=_COUNT),
    Said("A message has at most %n bytes here.", number=_COUNT),
    Said("The message is empty."),
    Said("The message has a bare CR or LF; every line must end in CRLF."),
    Said("The message has a NUL byte; encode what is not text."),
    Said("The message has been through too many servers: a loop."),
    Said("The header of the message is larger than 1 MB: put the text behind an empty line."),
    Said("An address with such characters needs the SMTPUTF8 parameter."),
    Said("The message has been sent already."),
    # Mail on its way outside: trying it again, calling it back.
    Said("There is no such delivery."),
    Said("This was asked for too often. Wait a minute."),
    Said("An admin holds this message: ask them to let it go."),
    Said("It is being sent right now."),
    Said("It is settled already."),
    # Mail on its way to the outside.
    Said("There is no such message in the queue."),
    Said("There is no domain {domain}.", domain=_ANY),
    Said("The domain {domain} says that it takes no mail.", domain=_ANY),
    # Folders and messages.
    Said("There is no such mailbox."),
    Said("There is no such message."),
    Said("There is nothing here, or nothing of yours."),
    Said("A mailbox must have a name."),
    Said("The name of a mailbox cannot have control characters or line ends."),
    Said("The name of a mailbox has at most %n octets in UTF-8.", number=_COUNT),
    Said("There is another mailbox with this name in the same place."),
    Said("There is no such mailbox to put it in."),
    Said("A mailbox cannot lie in itself."),
    Said("Mailboxes lie at most %n deep here.", number=_COUNT),
    Said("The Inbox keeps its name."),
    Said("The Inbox stays where it is."),
    Said("The standard mailboxes stay."),
    Said("The standard mailboxes keep their roles."),
    Said("There are mailboxes in this mailbox."),
    Said("There are messages in this mailbox."),
    Said("An account has at most %n mailboxes.", number=_COUNT),
    Said("A message has at most %n keywords here.", number=_COUNT),
    Said("A message is in at most %n mailboxes here.", number=_COUNT),
    Said("A message must be in at least one mailbox."),
    Said("An account has at most %n identities here.", number=_COUNT),
    # What passes, and what an admin has to hear of.
    Said("The disk is full. Make room, then try again."),
    Said("The store is busy. Try again in a moment."),
    Said("The store cannot answer now. Try again in a moment."),
    Said("This took too long. Ask for less at once."),
    Said("This is too much mail for one request: ask for fewer messages."),
    Said("This is too much work for one request: ask for less at once."),
    Said("There is no room for a download of this size just now. Try again later."),
    Said("The server is stopping. Try again in a moment."),
    Said("The server is stopping: try again in a minute."),
    Said("The message was not kept. Try again in a moment."),
    Said("Nothing came for too long: closing."),
    Said("The message came too slowly: closing."),
    Said("Too many connections: try again later."),
    Said("Too many errors: closing."),
    Said("Your sign-in has ended, sign in again: closing."),
    Said("{command} was sent too often: closing.", command=_ANY),
    Said("Too much mail is under way: try again in a minute."),
    Said("TLS is not available now."),
    Said("The body is over the limit of %n bytes here.", number=_COUNT),
    Said("A fault of ours, it has the id {id}: try again later.", id=_ANY),
    Said("This is a fault of the server. Tell its admin this number, which stands in the log: {id}.", id=_ANY),
    Said("This is a fault of the server. Its number, which stands in the log: {id}.", id=_ANY),
    Said("The request is not as it should be."),
    Said("This is for admins only, and this account is not an admin's."),
    Said("Admins cannot come from this network. The setting admin_networks says from where they can."),
)
"""As they are said, in whole sentences; what stands at a place is any text, and a number at %n."""


def server_sentence(text: str) -> str:
    """Return what a server said, fit for a window: a sentence that can be translated, or else its own words."""
    words = server_words(text)
    return _known(ended(words)) or _known_of_address(words) or words


def _known_of_address(words: str) -> Said | None:
    found = _ADDRESS_AND_REASON.fullmatch(words)
    why = _known(ended(found[2])) if found else None
    return Said("{address}: {why}", address=found[1], why=why) if found and why else None


class Sentences:
    """Sentences that are known, to be found again in what a server says."""

    def __init__(self, known: Sequence[Said]) -> None:
        self._whole = {str(one): one for one in known if not _has_places(one)}
        self._with_places = tuple((_pattern(one), one) for one in known if _has_places(one))

    def read(self, sentence: str) -> Said | None:
        """Return the known sentence that this is, with what stands at its places; None where it is none of them."""
        if sentence in self._whole:
            return self._whole[sentence]
        return next((made for pattern, one in self._with_places if (made := _read(pattern, one, sentence))), None)


def _known(sentence: str) -> Said | None:
    return _SENTENCES.read(sentence)


def _read(pattern: re.Pattern[str], known: Said, sentence: str) -> Said | None:
    if known.one and sentence == known.one:
        return Said(known.words, one=known.one, number=1)
    found = pattern.fullmatch(sentence)
    if found is None:
        return None
    values = found.groupdict()
    number = values.pop(_NUMBER, None)
    return Said(known.words, one=known.one, number=None if number is None else int(number), **values)


_NUMBER = "counted"


def _pattern(known: Said) -> re.Pattern[str]:
    return re.compile("".join(_pieces(known)))


def _pieces(known: Said) -> Iterator[str]:
    # No place may hold a line end (server_words leaves none), and the whole is at most as long as server_words lets it.
    for piece in re.split(r"(\{\w+\}|%n)", known.words):
        if piece == "%n":
            yield rf"(?P<{_NUMBER}>\d{{1,12}})"
        elif piece.startswith("{"):
            yield f"(?P<{piece[1:-1]}>{known.values[piece[1:-1]]})"
        else:
            yield re.escape(piece)


def _has_places(known: Said) -> bool:
    return bool(known.values) or known.number is not None


_SENTENCES = Sentences(KNOWN)
