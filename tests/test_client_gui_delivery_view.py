"""The outbox shows mail on its way to the outside: the state of each recipient, and what its sender can do about it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from client.deliveries import Deliveries, Delivery, State, save
from client.errors import NotAccepted
from client.gui.delivery_view import NEXT, STATE, WHO, WHY
from client.gui.outbox_view import OutboxView
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_hands import answer, press
from tests.support.gui_samples import NOW, delivery
from tests.support.gui_shown import shown_outbox

YAN, ZOE = delivery(2, "yan@example.org"), delivery(1, "zoe@example.com", State.SENT)


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    built = bench(tmp_path / "anna", AccountInMemory())
    yield built
    built.close()


@pytest.fixture
def view(qtbot: QtBot, made: Bench) -> OutboxView:
    return shown_outbox(qtbot, made)


def tell(qtbot: QtBot, made: Bench, *all_of_them: Delivery) -> None:
    """Let the server have these, and the desktop hear of it."""
    made.account.kept_deliveries.found = Deliveries(str(len(made.account.calls) + 1), all_of_them)
    made.desk.on_the_way.look()
    qtbot.waitUntil(lambda: made.desk.on_the_way.known == made.account.kept_deliveries.found)


def texts(view: OutboxView) -> list[list[str]]:
    found = []
    for parent in view.outside._messages():
        found.append([parent.text(column) for column in (WHO, STATE, NEXT, WHY)])
        for number in range(parent.childCount()):
            child = parent.child(number)
            assert child is not None
            found.append([child.text(column) for column in (WHO, STATE, NEXT, WHY)])
    return found


def choose(view: OutboxView, *path: int) -> None:
    item = view.outside.tree.topLevelItem(path[0])
    assert item is not None
    for number in path[1:]:
        item = item.child(number)
        assert item is not None
    view.outside.tree.setCurrentItem(item)


def test_nothing_on_its_way_shows_nothing(view: OutboxView) -> None:
    assert not view.outside.isVisible()
    assert view._empty.isVisible()


def test_state_of_each_recipient_is_shown(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    tell(qtbot, made, YAN, ZOE)
    heading, zoe, yan = texts(view)
    assert heading[:2] == ["Plan", "1 of 2 delivered"]
    assert zoe == ["zoe@example.com", "Delivered", "", ""]
    assert yan[:2] == ["yan@example.org", "Waiting"]
    assert yan[NEXT]
    assert yan[WHY] == "The other server says: Mailbox is busy."
    assert view.outside.isVisible()
    assert not view._empty.isVisible()


@pytest.mark.parametrize(
    ("state", "reply", "words"),
    [
        (State.HELD, "450 4.7.0 An admin holds it", "An admin holds it back. Ask them to let it go, or cancel it."),
        (State.REMOVED, "554 5.7.0 x", "An admin has taken it out of the queue."),
        (State.WAITING, "451 4.4.1 The other server cannot be used now", "The next mail server cannot be reached now."),
        (State.CANCELED, "554 5.7.0 Its sender has canceled it", ""),
        (State.FAILED, "550 no such\r\nuser", "The other server says: No such user."),
        (State.WAITING, "", ""),
    ],
)
def test_reason_is_told_in_plain_words(state: State, reply: str, words: str) -> None:
    assert delivery(1, "zoe@example.com", state, reply=reply).words == words


def test_rows_are_spoken_and_controls_are_named(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    tell(qtbot, made, YAN, ZOE)
    tree = view.outside.tree
    assert tree.accessibleName() == "On the way to other places"
    parent = tree.topLevelItem(0)
    assert parent is not None
    assert parent.data(WHO, Qt.ItemDataRole.AccessibleTextRole) == "Plan: 1 of 2 delivered"
    child = parent.child(0)
    assert child is not None
    assert child.data(WHO, Qt.ItemDataRole.AccessibleTextRole) == "zoe@example.com: Delivered."


def test_retry_asks_for_what_waits_of_the_chosen_message(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    tell(qtbot, made, YAN, ZOE)
    assert not view.outside.retry_button.isEnabled()
    choose(view, 0)
    view.outside.retry_button.click()
    qtbot.waitUntil(lambda: made.account.kept_deliveries.acts == [("retry", ("D2",))])


def test_cancel_is_asked_about(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    tell(qtbot, made, YAN, ZOE)
    choose(view, 0, 1)
    view.activateWindow()
    view.outside.tree.setFocus()
    qtbot.waitUntil(view.outside.tree.hasFocus)
    press(view.outside.tree, Qt.Key.Key_Delete)
    box = view.findChild(QMessageBox)
    assert box is not None
    assert "yan@example.org" in box.informativeText() + box.text()
    assert made.account.kept_deliveries.acts == []
    answer(view, "Cancel it")
    qtbot.waitUntil(lambda: made.account.kept_deliveries.acts == [("cancel", ("D2",))])


def test_buttons_follow_the_state(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    tell(qtbot, made, delivery(2, "yan@example.org", State.HELD), ZOE)
    choose(view, 0, 1)
    assert (view.outside.retry_button.isEnabled(), view.outside.cancel_button.isEnabled()) == (False, True)
    assert "An admin holds" in view.outside.retry_button.accessibleDescription()
    choose(view, 0, 0)
    assert (view.outside.retry_button.isEnabled(), view.outside.cancel_button.isEnabled()) == (False, False)


def test_chosen_line_stays_chosen_when_states_change(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    tell(qtbot, made, YAN, ZOE)
    choose(view, 0, 1)
    tell(qtbot, made, delivery(3, "new@example.org", envelope="e2"), replace(YAN, state=State.SENDING), ZOE)
    assert [one.id for one in view.outside.chosen()] == ["D2"]
    assert len(view.outside._messages()) == 2


def test_refusal_is_told(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    tell(qtbot, made, YAN)
    made.account.faults["retry_deliveries"] = NotAccepted("forbidden", "It is settled already.")
    choose(view, 0)
    with qtbot.waitSignal(made.desk.on_the_way.failed) as told:
        view.outside.retry_button.click()
    assert isinstance(told.args[0], NotAccepted)


def test_what_is_settled_for_long_goes(qtbot: QtBot, made: Bench, view: OutboxView) -> None:
    tell(qtbot, made, replace(ZOE, settled=NOW - timedelta(days=2)))
    assert texts(view) == []
    assert not view.outside.isVisible()


def test_last_run_is_shown_without_the_server(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "anna"
    folder.mkdir()
    save(folder / "deliveries.json", Deliveries("7", (YAN, ZOE)))
    made = bench(folder, AccountInMemory())
    made.account._connected = False
    shown = OutboxView(made.desk)
    qtbot.addWidget(shown)
    qtbot.waitUntil(lambda: made.desk.on_the_way.known.state == "7")
    assert [line[WHO] for line in texts(shown)] == ["Plan", "zoe@example.com", "yan@example.org"]
    assert "deliveries" not in made.account.calls
    made.close()
