"""Why something done to a folder could not be done or taken back, each with the one sentence that a person reads. What
the server says about any mailbox is found out here to be about this one.
"""

from collections.abc import Iterable

from client.errors import Fault, NotAccepted, NotConnected
from client.message import Mailbox
from client.wording import Said


class FoldersOffline(NotConnected):
    """Folders are the server's; unlike changes of messages, those of folders are not kept for later."""

    def __init__(self) -> None:
        Fault.__init__(
            self, Said("Folders can be changed only with a connection to your server. Try again when Postroom has one.")
        )


class FolderStays(Fault):
    """The folder stays as it is now: what was done to it cannot be taken back any more."""


def not_empty(name: str, detail: str) -> Fault:
    return FolderStays(Said("The folder {name} is not empty any more, so it stays.", name=name), detail)


def has_folders(name: str) -> Fault:
    return FolderStays(Said("The folder {name} has other folders in it. Move or remove those first.", name=name))


def why_not_there(
    fault: NotAccepted, boxes: Iterable[Mailbox], name: str, parent_id: str, *, in_trash: bool = False
) -> Fault:
    """What keeps a folder from having this name in this place, when that is what the server means. With `in_trash` it
    is one that was removed, and its messages are there.
    """
    known = list(boxes)
    words = None
    if parent_id and all(one.id != parent_id for one in known):
        words = Said("The folder in which {name} was to lie is not there any more, so nothing was changed.", name=name)
        if in_trash:
            words = Said(
                "The folder in which {name} lay is not there any more, so it was not made again. Its messages are in "
                "Trash.",
                name=name,
            )
    elif any((one.parent_id, one.name.casefold()) == (parent_id, name.casefold()) for one in known):
        words = Said("There is another folder with the name {name} in that place, so nothing was changed.", name=name)
        if in_trash:
            words = Said(
                "There is another folder with the name {name} in that place, so this one was not made again. Its "
                "messages are in Trash.",
                name=name,
            )
    return fault if words is None else FolderStays(words, fault.detail)
