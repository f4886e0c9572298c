"""Brings the cache in step with the server, one request after another: `step` until it says that it is finished.

First goes what the person did (`cache.change`), then what changed on the server since the last time, then what was
never read: of each mailbox the newest messages, all ids, and the headers page by page, the mailbox that is being
looked at before all others. How far that is stands in the cache, so a run can end after any step and go on in another.

Blocking: for one worker thread, which calls `step` again and again; `want`, `look_for_changes` and `fill` may come from
other threads meanwhile. Raises faults of `client/errors.py`; after one that may pass, `step` again later.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeAlias

from client import cache_answers, cache_listing
from client.cache import Cache
from client.cache_listing import Listing, Progress, Unsettled
from client.cache_schema import NOT_LISTED
from client.changed import NOTHING, Changed, together
from client.errors import Fault, NotAccepted
from client.sync_requests import (
    Jmap,
    States,
    fetch_beginning,
    fetch_ids,
    fetch_newest,
    fetch_news,
    fetch_rows,
    send_patch,
)
from client.wish import Patch, Wish

# What fills a window at once.
NEWEST = 50
# Reading JSON holds the interpreter, and with it the window: pages are small.
PAGE = 250
IDS = 5000
# A page of ids with so few unknown messages has their headers fetched right away, so that no row has to wait.
FEW = 250


@dataclass(frozen=True)
class Refused:
    """A change that the server does not make: it has been undone in the cache. `fault` says why."""

    patch: Patch
    ids: tuple[str, ...]
    fault: Fault


@dataclass(frozen=True)
class Step:
    """What one request brought. `finished`: there was nothing to ask for; wait for `push` or for the person."""

    changed: Changed
    progress: Progress
    finished: bool = False
    refused: tuple[Refused, ...] = ()


_Found: TypeAlias = tuple[Changed, tuple[Refused, ...]] | None


class Sync:
    """`guard` is entered around each request, and may make other faults of those that come out."""

    def __init__(
        self, jmap: Jmap, cache: Cache, guard: Callable[[], AbstractContextManager[None]] = nullcontext
    ) -> None:
        self._jmap = jmap
        self._cache = cache
        self._guard = guard
        self._turn = threading.Lock()
        self._wanted = ""
        self._due = threading.Event()
        self._due.set()
        self._generation = cache.generation

    def want(self, mailbox_id: str) -> None:
        """This mailbox is being looked at: it is read before others."""
        self._wanted = mailbox_id

    def look_for_changes(self) -> None:
        """The server has news, or may have: the next step asks for them."""
        self._due.set()

    def step(self) -> Step:
        """Send or ask for what is most urgent. Waits for a step under way."""
        with self._turn:
            found = self._asked()
        changed, refused = found or (NOTHING, ())
        if self._generation != self._cache.generation:
            self._generation = self._cache.generation
            changed = together([changed, Changed(everything=True)])
        return Step(changed, self._cache.progress(), found is None and not self._due.is_set(), refused)

    def fill(self, numbers: Sequence[int]) -> Changed:
        """Ask for the headers of these messages now, as far as they are not known: somebody looks at their rows.

        From any thread, also during a step.
        """
        asked = self._cache.ids(numbers)
        ids = self._cache.look(lambda connection: cache_answers.unknown_ids(connection, asked))
        if not ids:
            return NOTHING
        with self._guard():
            rows = fetch_rows(self._jmap, ids)
        return self._cache.update(lambda writer: cache_answers.fill(writer, ids, rows))[1]

    def _asked(self) -> _Found:
        try:
            with self._guard():
                return self._sent() or self._news() or self._more()
        except BaseException:
            # Whatever went wrong, the next step looks first whether the server has changed meanwhile.
            self._due.set()
            raise

    def _sent(self) -> _Found:
        """Send what the person did first, when there is something."""
        wish = self._cache.next_wish()
        if wish is None or self._cache.look(cache_answers.known_states) is None:
            return None
        ids = wish.ids[: self._jmap.session().most_in_set]
        try:
            faults = send_patch(self._jmap, ids, wish.patch)
        except NotAccepted as fault:
            faults = dict.fromkeys(ids, fault)
        changed = self._cache.update(lambda writer: cache_answers.settle_wish(writer, wish, ids, faults), durable=True)[
            1
        ]
        self._due.set()
        return changed, _refused(wish, faults)

    def _news(self) -> _Found:
        """Ask what has changed, when that is due."""
        if not self._due.is_set():
            return None
        self._due.clear()
        since = self._cache.look(cache_answers.known_states)
        return self._begun() if since is None else self._changes(since)

    def _begun(self) -> _Found:
        states, mailboxes = fetch_beginning(self._jmap)
        return self._cache.update(lambda writer: cache_answers.begin(writer, states, mailboxes))[1], ()

    def _changes(self, since: States) -> _Found:
        try:
            news = fetch_news(self._jmap, since, min(PAGE, self._jmap.session().most_in_get))
        except NotAccepted as fault:
            if fault.kind != "cannotCalculateChanges":
                raise
            self._due.set()
            return self._cache.update(cache_listing.read_all_again)[1], ()
        # Not known here, and yet not new: they have come from a mailbox that is not read yet.
        unknown = self._cache.look(lambda connection: cache_answers.unknown_ids(connection, news.states))
        others = fetch_rows(self._jmap, unknown)
        changed = self._cache.update(lambda writer: cache_answers.put_news(writer, news, others))[1]
        if news.more:
            self._due.set()
        return changed, ()

    def _more(self) -> _Found:
        """Read on where nothing was read yet."""
        wanted = self._wanted or self._cache.mailbox_id("inbox")
        listing = self._cache.look(lambda connection: cache_listing.next_listing(connection, wanted))
        page = self._cache.look(lambda connection: cache_listing.next_page(connection, wanted, self._page))
        if listing and (page is None or listing.mailbox_id == wanted or page.mailbox_id != wanted):
            return self._listed(listing), ()
        if page:
            return self._settled(page), ()
        ids = self._cache.look(lambda connection: cache_listing.next_to_read_again(connection, self._page))
        if ids:
            rows = fetch_rows(self._jmap, ids)
            return self._cache.update(lambda writer: cache_answers.put_asked(writer, ids, rows))[1], ()
        return None

    def _listed(self, listing: Listing) -> Changed:
        mailbox_id = listing.mailbox_id
        if listing.listed == NOT_LISTED:
            newest = fetch_newest(self._jmap, mailbox_id, NEWEST)
            return self._cache.update(lambda writer: cache_listing.put_first_page(writer, mailbox_id, newest))[1]
        try:
            ids, last = fetch_ids(self._jmap, mailbox_id, listing.anchor, IDS)
        except NotAccepted as fault:
            if fault.kind != "anchorNotFound":
                raise
            return self._cache.update(lambda writer: cache_listing.list_again(writer, mailbox_id))[1]
        unknown = self._cache.look(lambda connection: cache_answers.unknown_ids(connection, ids))
        rows = fetch_rows(self._jmap, unknown) if len(unknown) <= FEW else []
        return self._cache.update(lambda writer: cache_answers.put_listed(writer, listing, ids, last, rows))[1]

    def _settled(self, page: Unsettled) -> Changed:
        rows = fetch_rows(self._jmap, page.ids)
        return self._cache.update(lambda writer: cache_listing.settle(writer, page, rows))[1]

    @property
    def _page(self) -> int:
        return min(PAGE, self._jmap.session().most_in_get)


def _refused(wish: Wish, faults: Mapping[str, Fault]) -> tuple[Refused, ...]:
    """What was refused, together where the reason is the same."""
    reasons: dict[str, tuple[Fault, list[str]]] = {}
    for message_id, fault in faults.items():
        reasons.setdefault(fault.sentence, (fault, []))[1].append(message_id)
    return tuple(Refused(wish.patch, tuple(ids), fault) for fault, ids in reasons.values())
