"""Which mailbox stands for one that was removed and made again: the server gives it another id, and what was done with
the old one is still to be taken back.
"""


class Successors:
    """Safe to use from several threads. Ids are never given twice, so no row of them ends where it began."""

    def __init__(self) -> None:
        self._next: dict[str, str] = {}

    def note(self, before: str, now: str) -> None:
        self._next[before] = now

    def now(self, mailbox: str) -> str:
        """The id of today for an id of any time; what is no such id (a role, "") stays as it is."""
        while mailbox in self._next:
            mailbox = self._next[mailbox]
        return mailbox
