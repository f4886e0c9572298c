"""What mailboxes may be like: names, places in the tree, roles."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import MailboxRefused, NotFound
from db.mailbox_rules import DEEPEST, Tree, Wanted, normal_name, wanted
from db.mailboxes import Mailbox


def box(number: int, name: str, parent: int | None = None, role: str | None = None) -> Mailbox:
    return Mailbox(number, name, parent, role, 0, 0, 0, 0, 0)


INBOX, TRASH, WORK, PLANS = (
    box(1, "Inbox", None, "inbox"),
    box(2, "Trash", None, "trash"),
    box(3, "Work"),
    box(4, "Plans", 3),
)
NEW = Wanted("New", None, None, 0, True)


@pytest.fixture(name="tree")
def _tree() -> Tree:
    return Tree([INBOX, TRASH, WORK, PLANS])


def refused(tree: Tree, asked: Wanted, mailbox: Mailbox | None = None) -> str:
    with pytest.raises(MailboxRefused) as found:
        tree.check(asked, mailbox)
    assert str(found.value).endswith(".")
    return found.value.column


@pytest.mark.parametrize("name", ["a", "ä" * 127, "a/b.c", "📬", " x", "Cafe\u0301" * 40, "x" * 255, "\u00ad"])
def test_name_is_accepted(name: str) -> None:
    assert normal_name(normal_name(name)) == normal_name(name)


@pytest.mark.parametrize(
    "name", ["", " ", "\u3000", "a\0", "a\n", "\x7f", "\x85", "a\u2028b", "\ud800", "x" * 256, "ä" * 128]
)
def test_name_is_refused(name: str) -> None:
    with pytest.raises(MailboxRefused) as found:
        normal_name(name)
    assert found.value.column == "name"


def test_name_is_composed() -> None:
    assert normal_name("Cafe\u0301") == "Caf\u00e9"


@pytest.mark.parametrize("name", ["work", "WORK", "Work"])
def test_siblings_differ_in_more_than_case(tree: Tree, name: str) -> None:
    assert refused(tree, replace(NEW, name=name)) == "name"
    tree.check(replace(NEW, name=name, parent_id=3), None)
    tree.check(replace(wanted(WORK), name=name), WORK)
    assert refused(tree, replace(wanted(PLANS), name=name, parent_id=None), PLANS) == "name"


def test_name_becomes_free(tree: Tree) -> None:
    tree.put(replace(WORK, name="Other"))
    tree.check(replace(NEW, name="work"), None)
    tree.remove(3)
    tree.check(replace(NEW, name="other"), None)


def test_mailbox_cannot_lie_in_itself(tree: Tree) -> None:
    for inside in (3, 4):
        assert refused(tree, replace(wanted(WORK), parent_id=inside), WORK) == "parent_id"
    assert refused(tree, replace(NEW, parent_id=99)) == "parent_id"


def test_tree_is_so_deep_and_no_deeper() -> None:
    chain = Tree([box(1, "1"), *(box(n, str(n), n - 1) for n in range(2, DEEPEST + 1)), box(50, "a"), box(51, "b", 50)])
    assert [chain.may_create_child(one) for one in (DEEPEST - 1, DEEPEST)] == [True, False]
    assert refused(chain, replace(NEW, parent_id=DEEPEST)) == "parent_id"
    chain.check(replace(NEW, parent_id=DEEPEST - 1), None)
    # What lies in a mailbox moves with it.
    assert refused(chain, replace(wanted(chain.get(50)), parent_id=DEEPEST - 1), chain.get(50)) == "parent_id"
    chain.check(replace(wanted(chain.get(50)), parent_id=DEEPEST - 2), chain.get(50))


def test_inbox_keeps_name_and_place(tree: Tree) -> None:
    assert refused(tree, replace(wanted(INBOX), name="Eingang"), INBOX) == "name"
    assert refused(tree, replace(wanted(INBOX), parent_id=3), INBOX) == "parent_id"
    tree.check(replace(wanted(INBOX), sort_order=9, is_subscribed=False), INBOX)
    tree.check(replace(wanted(TRASH), name="Papierkorb", parent_id=3), TRASH)


def test_roles_are_given_once(tree: Tree) -> None:
    assert refused(tree, replace(wanted(TRASH), role=None), TRASH) == "role"
    assert refused(tree, replace(wanted(TRASH), role="memos"), TRASH) == "role"
    for role in ("trash", "nothing", "Memos", "all", ""):
        assert refused(tree, replace(NEW, role=role)) == "role"
    tree.put(replace(WORK, role="memos"))
    assert refused(tree, replace(NEW, role="memos")) == "role"
    tree.put(replace(WORK, role=None))
    tree.check(replace(NEW, role="memos"), None)


@pytest.mark.parametrize("order", [-1, 2**31])
def test_sort_order_has_its_range(tree: Tree, order: int) -> None:
    assert refused(tree, replace(NEW, sort_order=order)) == "sort_order"


def test_mailbox_that_is_not_there_is_not_found(tree: Tree) -> None:
    tree.remove(4)
    tree.remove(4)
    with pytest.raises(NotFound):
        tree.get(4)
    assert len(tree) == 3


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_moves_that_are_accepted_leave_a_tree(moves: list[tuple[int, int]]) -> None:
    """Every mailbox has a way to the top, and what lies below it is what has it on that way."""
    tree = Tree(box(number, f"Box {number}") for number in range(1, 7))
    for number, parent in moves:
        asked = Wanted(f"Box {number}", parent or None, None, 0, True)
        try:
            mailbox = tree.get(number)
            tree.check(asked, mailbox)
        except (MailboxRefused, NotFound):
            continue
        tree.put(replace(mailbox, parent_id=asked.parent_id))
    ways = {number: [one.id for one in tree.above(number)] for number in range(1, 7)}
    for number in ways:
        assert {one.id for one in tree.below(number)} == {one for one, way in ways.items() if number in way[1:]}
        assert tree.level(number) == len(ways[number])
