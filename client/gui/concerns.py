"""What a person should be asked about before a message goes out: no subject, an attachment that is spoken of and not
there, a recipient that the server does not know or will not take. Pure."""

import re
from collections.abc import Collection

from PyQt5.QtCore import QCoreApplication

from client.draft import Draft

_SPEAKS_OF_ATTACHMENT = re.compile(
    r"\b(attach(ed|ing|ment|ments)?|enclos(ed|ing|ure)|anbei|anhang|angehängt|beigefügt|ci-joint|pièces? jointes?"
    r"|adjunt[oa]s?|allegat[oi])\b",
    re.IGNORECASE,
)


def concerns_of(draft: Draft, unknown: Collection[str], outside: Collection[str] = ()) -> list[str]:
    """Return one sentence for each concern; empty when there is none. `unknown` are addresses nobody has, `outside`
    those beyond the domain of a server that is local only.
    """
    concerns = []
    if not draft.subject.strip():
        concerns.append(_words("The message has no subject."))
    if not draft.attachments and speaks_of_attachment(draft.text):
        concerns.append(_words("You write of an attachment, but nothing is attached."))
    nobody = [address for address in draft.recipients() if address in unknown]
    sentence = _words("{address} is not known on this server.")
    concerns += [sentence.format(address=address) for address in nobody]
    beyond = [address for address in draft.recipients() if address in outside]
    if beyond:
        words = _words("This server is local only: it will refuse mail to {addresses}.")
        concerns.append(words.format(addresses=", ".join(beyond)))
    return concerns


def speaks_of_attachment(text: str) -> bool:
    """Whether what the person wrote (not what is quoted) mentions an attachment."""
    own = "\n".join(line for line in text.splitlines() if not line.startswith(">"))
    return _SPEAKS_OF_ATTACHMENT.search(own.partition("\n---------- ")[0]) is not None


def _words(words: str) -> str:
    return QCoreApplication.translate("Concerns", words)
