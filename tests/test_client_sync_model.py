"""The server and the person do what they like, in any order, over and over: the cache always ends up as the server is,
and a window that only hears of changes always shows what the cache has.
"""

import random
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from client import sync
from client.cache import Cache
from client.cache_wishes import Undo
from client.changed import Changed
from client.sync import Sync
from client.wish import Patch
from tests.support.in_step import OWN, check_same, finish
from tests.support.jmap_in_memory import MailServer


class InStep(RuleBasedStateMachine):
    """The server and the person do what they like; whenever there is peace, both have the same."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.cache = Cache(self.folder / "cache.sqlite3", OWN)
        self.server = MailServer(most=7)
        self.sync = Sync(self.server, self.cache)
        self.undo: list[Undo] = []
        self.backup = Path(tempfile.mkdtemp())
        # What a window shows that only ever hears of changes.
        self.window: dict[str, set[int]] = {}
        self.usual = sync.NEWEST, sync.PAGE, sync.IDS, sync.FEW
        sync.NEWEST, sync.PAGE, sync.IDS, sync.FEW = 2, 3, 4, 1

    def teardown(self) -> None:
        sync.NEWEST, sync.PAGE, sync.IDS, sync.FEW = self.usual
        self.cache.close()
        shutil.rmtree(self.folder)
        shutil.rmtree(self.backup)

    @rule(minute=st.integers(0, 40), words=st.sampled_from(["hello", "plan", "lunch"]), box=st.integers(1, 4))
    def arrive(self, minute: int, words: str, box: int) -> None:
        self.server.arrive(minute, words, f"P{box}")

    @rule(minutes=st.lists(st.integers(0, 40), min_size=5, max_size=20))
    def flood(self, minutes: list[int]) -> None:
        for minute in minutes:
            self.server.arrive(minute, "plan", "P1")

    @precondition(lambda self: self.server.mails)
    @rule(pick=st.randoms(use_true_random=False), boxes=st.sets(st.sampled_from(["P1", "P2", "P3", "P4"]), min_size=1))
    def move_elsewhere(self, pick: random.Random, boxes: set[str]) -> None:
        self.server.put(self._any(pick), mailboxes=boxes)

    @precondition(lambda self: self.server.mails)
    @rule(pick=st.randoms(use_true_random=False), keywords=st.sets(st.sampled_from(["$seen", "$flagged", "x"])))
    def mark_elsewhere(self, pick: random.Random, keywords: set[str]) -> None:
        self.server.put(self._any(pick), keywords=keywords)

    @precondition(lambda self: self.server.mails)
    @rule(pick=st.randoms(use_true_random=False))
    def destroy_elsewhere(self, pick: random.Random) -> None:
        self.server.destroy(self._any(pick))

    @rule(box=st.integers(5, 8))
    def remove_or_add_folder(self, box: int) -> None:
        # No id is given twice (RFC 8620 section 1.2).
        if f"P{box}" in self.server.boxes:
            self.server.remove_box(f"P{box}")
        elif ("Mailbox", f"P{box}") not in {(kind, name) for _, kind, name in self.server.gone}:
            self.server.add_box(f"P{box}")
            self.server.arrive(box, "lunch", f"P{box}", "P1")

    @rule()
    def forget(self) -> None:
        self.server.forget()

    @precondition(lambda self: self.server.mails)
    @rule(pick=st.randoms(use_true_random=False))
    def refuse(self, pick: random.Random) -> None:
        self.server.refused = {self._any(pick)}

    @rule(count=st.integers(1, 4))
    def step(self, count: int) -> None:
        self.sync.look_for_changes()
        for _ in range(count):
            self.hear(self.sync.step().changed)

    @rule()
    def restart(self) -> None:
        self.sync = Sync(self.server, self.cache)

    @rule()
    def remember_the_disk(self) -> None:
        for one in self.folder.glob("cache.sqlite3*"):
            if not one.name.endswith("-shm"):
                shutil.copy(one, self.backup)

    @rule()
    def lose_the_cache(self) -> None:
        """All of its file, or what was written since it was remembered, as by a power cut. The wishes are kept."""
        waiting = self.cache.waiting()
        self.cache.close()
        for one in self.folder.glob("cache.sqlite3*"):
            one.unlink()
        for one in self.backup.iterdir():
            one.rename(self.folder / one.name)
        self.cache = Cache(self.folder / "cache.sqlite3", OWN)
        self.sync = Sync(self.server, self.cache)
        assert self.cache.waiting() == waiting
        self.window = {f"P{box}": set(self.cache.numbers(f"P{box}")) for box in range(1, 9)}

    @rule(box=st.sampled_from(["P1", "P2"]), start=st.integers(0, 9))
    def look_at(self, box: str, start: int) -> None:
        self.sync.want(box)
        self.hear(self.sync.fill(self.cache.numbers(box)[start : start + 3]))

    @rule(
        box=st.sampled_from(["P1", "P2", "P3"]), start=st.integers(0, 9),
        patch=st.sampled_from([
            Patch({"$seen": True}), Patch({"$seen": False, "$flagged": True}), Patch(mailbox_ids=frozenset({"P3"})),
            Patch(mailbox_ids=frozenset({"P1", "P2"})), Patch(destroy=True),
        ]),
    )  # fmt: skip
    def change(self, box: str, start: int, patch: Patch) -> None:
        wanted = self.cache.numbers(box)[start : start + 3]
        undo, changed = self.cache.change(self.cache.ids(wanted), patch)
        self.hear(changed)
        self.undo.append(undo)
        shown = self.cache.rows(wanted)
        for message_id in undo.before:
            row = shown[self.cache.numbers_of([message_id])[message_id]]
            assert row.mailbox_ids == (frozenset() if patch.destroy else patch.mailbox_ids or row.mailbox_ids)
            assert all((name in row.keywords) == value for name, value in patch.keywords.items())

    @precondition(lambda self: self.undo)
    @rule()
    def take_back(self) -> None:
        undo = self.undo.pop()
        before = {one: self.cache.numbers_of([one]).get(one) for one in undo.before}
        self.hear(self.cache.undo(undo)[1])
        assert {one: self.cache.numbers_of([one]).get(one) for one in undo.before} == before

    @rule()
    def peace(self) -> None:
        for _ in range(2):
            self.sync.look_for_changes()
            for step in finish(self.sync):
                self.hear(step.changed)
        assert self.cache.waiting() == 0
        check_same(self.cache, self.server)

    @invariant()
    def window_is_right(self) -> None:
        for box in ("P1", "P2", "P3", "P4"):
            assert self.window.get(box, set()) == set(self.cache.numbers(box))

    def hear(self, changed: Changed) -> None:
        assert not changed.everything
        for box, change in changed.lists.items():
            shown = self.window.setdefault(box, set())
            assert change.removed <= shown
            assert not change.added & shown
            shown -= change.removed
            shown |= change.added
            assert change.changed <= shown

    def _any(self, pick: random.Random) -> str:
        return pick.choice(sorted(self.server.mails))


TestInStep = InStep.TestCase
TestInStep.settings = settings(max_examples=40, stateful_step_count=30)
