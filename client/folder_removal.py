"""Removing a folder so that it can come back: its messages go to Trash first, and which ones they are is remembered.
Taken back, the folder is made again with its name and in its place, and exactly those messages lie in it again, as far
as nobody has touched them meanwhile: what is in no Trash any more was moved or deleted by somebody who meant it.

Blocking, for the one worker thread in which everything is changed. Either direction can be interrupted anywhere and
goes on from there when it is asked for again.
"""

from client.blob_download import Progress
from client.errors import Cancelled, MessageGone, NotAccepted
from client.folder_faults import FolderStays, has_folders
from client.folder_steps import ANSWER_LOST, Made, Outcome
from client.server_folders import ServerFolders
from client.successors import Successors

# A message that arrives while the others leave keeps the folder from being removed.
ROUNDS = 5


class Removing:
    """What makes it again is known from the server when it is removed: the window may not have heard of the latest."""

    def __init__(self, successors: Successors, mailbox_id: str) -> None:
        self._successors = successors
        self._mailbox_id = mailbox_id
        self._made = Made(successors, "", "")
        # The mailboxes in which each of its messages lies since it left this one, and those that went to Trash for it.
        self._left: dict[str, frozenset[str]] = {}
        self._moved: set[str] = set()
        self._trash = ""
        self._is_gone = False
        self._is_unsure = False

    def act(self, folders: ServerFolders, progress: Progress) -> Outcome | None:
        if self._is_gone:
            return None
        try:
            self._remove(folders, progress)
        except (NotAccepted, FolderStays, Cancelled):
            # It stays, and so does everything in it.
            self._bring_back(folders, _untold)
            raise
        self._is_gone = True
        return Outcome(messages=len(self._moved), gone=self._now(), name=self._made.name)

    def back(self, folders: ServerFolders, progress: Progress) -> Outcome | None:
        if not self.is_done():
            return None
        if self._is_gone or self._has_gone_unseen(folders):
            self._make_again(folders)
        there, not_there = self._bring_back(folders, progress)
        return Outcome(messages=there, left=not_there, made=self._now(), name=self._made.name)

    def is_done(self) -> bool:
        return self._is_gone or self._is_unsure or bool(self._left)

    def _now(self) -> str:
        return self._successors.now(self._mailbox_id)

    def _remove(self, folders: ServerFolders, progress: Progress) -> None:
        boxes = folders.mailboxes()
        self._trash = next((one.id for one in boxes if one.role == "trash"), "")
        folder = next((one for one in boxes if one.id == self._now()), None)
        if folder is None:
            if self._is_unsure:
                # The answer to an earlier attempt was lost, not what it did.
                return
            raise MessageGone(f"no mailbox {self._now()}")
        if any(one.parent_id == folder.id for one in boxes):
            raise has_folders(folder.name)
        self._made = Made(self._successors, folder.name, folder.parent_id, folder.sort_order)
        for turn in range(1, ROUNDS + 1):
            self._clear(folders, progress)
            try:
                folders.remove(self._now(), with_messages=False)
                return
            except NotAccepted as fault:
                if fault.kind != "mailboxHasEmail" or turn == ROUNDS:
                    raise
            except MessageGone:
                # Somebody else has removed it meanwhile: as it should be.
                return
            except ANSWER_LOST:
                self._is_unsure = True
                raise

    def _clear(self, folders: ServerFolders, progress: Progress) -> None:
        """Take every message out; one that lies nowhere else goes to Trash."""
        now = self._now()
        places = folders.places(now)
        besides = {one: found - {now} for one, found in places.items()}
        done, total = len(self._left), len(self._left) + len(places)
        for into, ids in (
            (self._trash, [one for one in places if not besides[one]]),
            ("", [one for one in places if besides[one]]),
        ):
            for some in folders.portions(ids):
                progress(done, total)
                # Remembered before it is asked for: an answer may be lost.
                self._left.update((one, besides[one] or frozenset({into})) for one in some)
                self._moved.update(some if into else ())
                folders.put(some, into, now)
                done += len(some)

    def _has_gone_unseen(self, folders: ServerFolders) -> bool:
        """Whether it was removed after all, by an attempt whose answer was lost."""
        return self._is_unsure and all(one.id != self._now() for one in folders.mailboxes())

    def _make_again(self, folders: ServerFolders) -> None:
        self._made.make(folders, self._now(), in_trash=bool(self._moved))
        self._is_gone = False

    def _bring_back(self, folders: ServerFolders, progress: Progress) -> tuple[int, int]:
        """Put back what left, as far as it lies where it went; how many do, and how many do not."""
        now, places = self._now(), folders.places_of(self._left)
        total, there = len(self._left), 0
        for one in [one for one in self._left if now in places.get(one, ())]:
            # It never left, or is back from an earlier attempt.
            del self._left[one]
            there += 1
        untouched = [one for one in self._left if places.get(one) == self._place(one)]
        for out_of in (self._trash, ""):
            ids = [one for one in untouched if (one in self._moved) == bool(out_of)]
            for some in folders.portions(ids):
                progress(there, total)
                folders.put(some, now, out_of)
                there += len(some)
                for one in some:
                    del self._left[one]
        self._left.clear()
        self._moved.clear()
        self._is_unsure = False
        return there, total - there

    def _place(self, message_id: str) -> frozenset[str]:
        """Where it lies unless somebody has touched it; other folders may have been removed and made again as well."""
        return frozenset(map(self._successors.now, self._left[message_id]))


def _untold(_done: int, _total: int) -> None:
    """Nobody looks at this."""
