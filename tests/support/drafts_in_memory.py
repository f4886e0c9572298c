"""Drafts on a server that is not there: kept in memory, with the faults of the account that they belong to."""

from collections.abc import Callable, Iterable

from client.blob_upload import Progress
from client.draft import Draft
from client.server_drafts import SavedDraft, ServerDrafts


class DraftsInMemory(ServerDrafts):
    """`saved` are those that are there, by their id, each with its Message-ID; `work` is called first, by the name of
    the method. A test looks while a worker thread changes them, so each change puts whole new ones in their place.
    """

    def __init__(self, work: Callable[[str], None]) -> None:
        self._work = work
        self._made = 0
        self.saved: dict[str, tuple[str, Draft]] = {}

    def save(self, draft: Draft, message_id: str, before: SavedDraft, progress: Progress | None = None) -> SavedDraft:
        self._work("save_draft")
        self._made += 1
        email_id = f"D{self._made}"
        kept = {one: found for one, found in self.saved.items() if one != before.email_id}
        self.saved = {**kept, email_id: (message_id, draft)}
        return SavedDraft(email_id)

    def discard(self, saved: SavedDraft) -> None:
        self._work("discard_draft")
        self.saved = {one: found for one, found in self.saved.items() if one != saved.email_id}

    def remove(self, message_id: str, but: str = "") -> None:
        self._work("remove_draft")
        kept = {email_id: one for email_id, one in self.saved.items() if one[0] != message_id or email_id == but}
        self.saved = kept

    def message_ids(self) -> frozenset[str]:
        self._work("draft_ids")
        return frozenset(message_id for message_id, _ in self.saved.values())

    def remove_all(self, message_ids: Iterable[str]) -> None:
        for message_id in message_ids:
            self.remove(message_id)

    def subjects(self) -> list[str]:
        return [draft.subject for _, draft in self.saved.values()]
