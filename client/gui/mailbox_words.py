"""What stands in place of the list of an empty mailbox."""

from PyQt5.QtCore import QCoreApplication


def empty_words(mailbox: str) -> tuple[str, str, str]:
    """Return icon, title and sentence for an empty mailbox (its role, or an id)."""
    words = {
        "inbox": ("empty", _words("Your inbox is empty"), _words("New messages appear here by themselves.")),
        "drafts": ("drafts", _words("No drafts"), ""),
        "sent": ("sent-box", _words("Nothing sent yet"), _words("What you send is kept here.")),
        "archive": ("archive", _words("The archive is empty"), _words("Press E to put a message here.")),
        "junk": ("junk", _words("No junk"), ""),
        "trash": ("delete", _words("The trash is empty"), ""),
    }
    return words.get(mailbox, ("folder", _words("This mailbox is empty"), ""))


def _words(words: str) -> str:
    return QCoreApplication.translate("EmptyMailbox", words)
