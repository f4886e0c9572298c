"""What a person does to a folder, as steps that can be done, taken back and done again: making one, giving it another
name, putting it into another one. Removing is in `client/folder_removal.py`.

Blocking, for the one worker thread in which everything is changed: each step knows whether it is done, so that taking
back what never happened, or what is taken back already, does nothing. Raises what `ServerFolders` raises, and
`FolderStays` with the reason when it is too late.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

from client.blob_download import Progress
from client.errors import ConnectionLost, Fault, MessageGone, NotAccepted, ServerDown
from client.folder_faults import not_empty, why_not_there
from client.message import Mailbox
from client.server_folders import ServerFolders
from client.successors import Successors

NOT_EMPTY = frozenset({"mailboxHasEmail", "mailboxHasChild"})
# The server may have done it all the same.
ANSWER_LOST = (ConnectionLost, ServerDown)


@dataclass(frozen=True)
class Outcome:
    """How many messages came along, and how many stay where they are meanwhile; `gone` and `made` are the ids of
    mailboxes that went and came, `name` what the folder is called where that may not be known.
    """

    messages: int = 0
    left: int = 0
    gone: str = ""
    made: str = ""
    name: str = ""


class FolderStep(Protocol):
    """None says that there was nothing to do."""

    def act(self, folders: ServerFolders, progress: Progress) -> Outcome | None: ...

    def back(self, folders: ServerFolders, progress: Progress) -> Outcome | None: ...

    def is_done(self) -> bool:
        """Whether there is something to take back: also when it was done in part."""
        ...


def folder_now(folders: ServerFolders, mailbox_id: str) -> Mailbox:
    """The mailbox as the server has it now. Raises `MessageGone`."""
    for one in folders.mailboxes():
        if one.id == mailbox_id:
            return one
    raise MessageGone(f"no mailbox {mailbox_id}")


class Made:
    """A mailbox that is made, and perhaps again: whatever came before it has it as successor."""

    def __init__(self, successors: Successors, name: str, parent_id: str, sort_order: int = 0) -> None:
        self._successors = successors
        self.name = name
        self._parent_id = parent_id
        self._sort_order = sort_order
        self._is_unsure = False

    @property
    def parent_id(self) -> str:
        """The id of today of the mailbox that it is in."""
        return self._successors.now(self._parent_id)

    def make(self, folders: ServerFolders, before: str = "", *, in_trash: bool = False) -> str:
        """Make it on the server; its id. `before` is what it was known by, `in_trash` tells where its messages are."""
        made = self._created(folders, in_trash)
        self._is_unsure = False
        if before:
            self._successors.note(before, made)
        return made

    def _created(self, folders: ServerFolders, in_trash: bool) -> str:
        try:
            return folders.create(self.name, self.parent_id, self._sort_order)
        except NotAccepted as fault:
            boxes = folders.mailboxes()
            own = self._own(boxes) if self._is_unsure else None
            if own is None:
                raise why_not_there(fault, boxes, self.name, self.parent_id, in_trash=in_trash) from fault
            return own.id
        except ANSWER_LOST:
            self._is_unsure = True
            raise

    def _own(self, boxes: list[Mailbox]) -> Mailbox | None:
        """What an earlier attempt has made, whose answer was lost."""
        wanted = self.parent_id, self.name, 0
        return next((one for one in boxes if (one.parent_id, one.name, one.total) == wanted), None)


class Making:
    """A new folder; taken back, it is removed, as long as nothing was put into it."""

    def __init__(self, successors: Successors, name: str, parent_id: str) -> None:
        self._successors = successors
        self._made = Made(successors, name, parent_id)
        self._id = ""
        self._before = ""

    def act(self, folders: ServerFolders, _progress: Progress) -> Outcome | None:
        if self._id:
            return None
        self._id = self._made.make(folders, self._before)
        return Outcome(made=self._id)

    def back(self, folders: ServerFolders, _progress: Progress) -> Outcome | None:
        if not self._id:
            return None
        # Removed and made again since, it is another one.
        now = self._successors.now(self._id)
        try:
            folders.remove(now, with_messages=False)
        except NotAccepted as fault:
            if fault.kind not in NOT_EMPTY:
                raise
            raise not_empty(self._made.name, fault.detail) from fault
        except MessageGone:
            # Somebody else has removed it: as it should be.
            pass
        self._before, self._id = now, ""
        return Outcome(gone=self._before)

    def is_done(self) -> bool:
        return bool(self._id)


class _Setting(ABC):
    """A property of a folder is set to another value; taken back, it has the one from before. The server knows that:
    the window may not have heard of the latest yet.
    """

    def __init__(self, successors: Successors, mailbox_id: str, value: str) -> None:
        self._successors = successors
        self._mailbox_id = mailbox_id
        self._value = value
        self._before = ""
        self._is_done = False
        self._is_unsure = False

    def act(self, folders: ServerFolders, _progress: Progress) -> Outcome | None:
        if self._is_done:
            return None
        found = self._found(folder_now(folders, self._now()))
        # An earlier attempt, whose answer was lost, may have done it.
        if not (self._is_unsure and found == self._wanted()):
            self._before = found
        try:
            self._set(folders, self._value)
        except ANSWER_LOST:
            self._is_unsure = True
            raise
        self._is_done = True
        return Outcome()

    def back(self, folders: ServerFolders, _progress: Progress) -> Outcome | None:
        if not self.is_done():
            return None
        try:
            self._set(folders, self._before)
        except NotAccepted as fault:
            raise self._stays(fault, folders) from fault
        self._is_done = self._is_unsure = False
        return Outcome()

    def is_done(self) -> bool:
        return self._is_done or self._is_unsure

    def _now(self) -> str:
        return self._successors.now(self._mailbox_id)

    def _wanted(self) -> str:
        return self._value

    @abstractmethod
    def _found(self, folder: Mailbox) -> str: ...

    @abstractmethod
    def _set(self, folders: ServerFolders, value: str) -> None: ...

    @abstractmethod
    def _stays(self, fault: NotAccepted, folders: ServerFolders) -> Fault:
        """Why it cannot be taken back."""


class Renaming(_Setting):
    """Another name; taken back, it is the one from before."""

    def _found(self, folder: Mailbox) -> str:
        return folder.name

    def _set(self, folders: ServerFolders, value: str) -> None:
        folders.rename(self._now(), value)

    def _stays(self, fault: NotAccepted, folders: ServerFolders) -> Fault:
        boxes = folders.mailboxes()
        place = next((one.parent_id for one in boxes if one.id == self._now()), "")
        return why_not_there(fault, boxes, self._before, place)


class Placing(_Setting):
    """Another folder to lie in ("" for the top); taken back, it lies where it was."""

    def _wanted(self) -> str:
        return self._successors.now(self._value)

    def _found(self, folder: Mailbox) -> str:
        return folder.parent_id

    def _set(self, folders: ServerFolders, value: str) -> None:
        folders.put_under(self._now(), self._successors.now(value))

    def _stays(self, fault: NotAccepted, folders: ServerFolders) -> Fault:
        name = folder_now(folders, self._now()).name
        return why_not_there(fault, folders.mailboxes(), name, self._successors.now(self._before))
