"""What was done can be taken back, several steps deep, and is told in words that go by themselves."""

import pytest
from PyQt5.QtCore import QEvent, QPoint, Qt
from PyQt5.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from client.gui.deeds import MOST, Deed, Deeds
from client.gui.icons import Icons
from client.gui.toast import Toast
from tests.support.gui_desk import themed
from tests.support.gui_hands import press, show


class Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def deed(self, name: str) -> Deed:
        return Deed(
            name,
            f"{name} done.",
            f"{name} undone.",
            lambda: self.lines.append(f"+{name}"),
            lambda: self.lines.append(f"-{name}"),
        )


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def deeds(qtbot: QtBot) -> Deeds:
    return Deeds()


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    shown.resize(800, 500)
    qtbot.addWidget(shown)
    show(qtbot, shown)
    return shown


def test_deeds_are_taken_back_in_order_and_done_again(deeds: Deeds, log: Log) -> None:
    for name in "ABC":
        deeds.do(log.deed(name))
    deeds.undo()
    deeds.undo()
    deeds.redo()
    assert log.lines == ["+A", "+B", "+C", "-C", "-B", "+B"]
    assert deeds.next_undo is not None
    assert deeds.next_redo is not None
    assert (deeds.next_undo.name, deeds.next_redo.name) == ("B", "C")


def test_new_deed_forgets_what_could_be_done_again(deeds: Deeds, log: Log) -> None:
    deeds.do(log.deed("A"))
    deeds.undo()
    deeds.do(log.deed("B"))
    assert deeds.next_redo is None
    deeds.redo()
    assert log.lines == ["+A", "-A", "+B"]


def test_nothing_is_done_for_no_deed(deeds: Deeds) -> None:
    deeds.do(None)
    deeds.undo()
    deeds.redo()
    assert deeds.next_undo is None
    assert deeds.told.shown is None


def test_oldest_deeds_are_forgotten(deeds: Deeds, log: Log) -> None:
    for number in range(MOST + 5):
        deeds.do(log.deed(str(number)))
    for _ in range(MOST + 5):
        deeds.undo()
    assert log.lines[-1] == "-5"


def test_words_offer_the_way_back_and_then_the_way_forward(deeds: Deeds, log: Log, place: QWidget) -> None:
    theme = themed()
    toast = Toast(deeds.told, theme, Icons(theme), place)
    assert toast.isHidden()
    deeds.do(log.deed("A"))
    assert (toast.sentence.text(), toast.button.text()) == ("A done.", "Undo")
    assert toast.accessibleName() == "A done."
    toast.button.click()
    assert (toast.sentence.text(), toast.button.text()) == ("A undone.", "Redo")
    toast.button.click()
    assert log.lines == ["+A", "-A", "+A"]
    toast.close_button.click()
    assert toast.isHidden()


def test_words_that_are_too_long_end_in_an_ellipsis(deeds: Deeds, log: Log, place: QWidget) -> None:
    theme = themed()
    toast = Toast(deeds.told, theme, Icons(theme), place)
    deeds.do(log.deed("A folder with a " + "very " * 60 + "long name"))
    assert toast.width() < place.width()
    assert toast.sentence.shown_text().endswith("…")
    assert "long name done." in toast.sentence.toolTip()


def test_only_the_latest_words_are_shown(deeds: Deeds, log: Log) -> None:
    deeds.do(log.deed("A"))
    deeds.do(log.deed("B"))
    assert deeds.told.waiting() == 0
    assert deeds.told.shown is not None
    assert deeds.told.shown.sentence == "B done."


def test_words_go_by_themselves_and_stay_under_the_pointer(qtbot: QtBot, log: Log, place: QWidget) -> None:
    deeds, theme = Deeds(told_ms=30), themed()
    toast = Toast(deeds.told, theme, Icons(theme), place)
    deeds.do(log.deed("A"))
    qtbot.waitUntil(toast.isHidden)
    assert deeds.next_undo is not None
    deeds.do(log.deed("B"))
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Enter))
    assert not deeds.told._news_timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(toast.isHidden)


def test_refused_change_takes_its_words_away(deeds: Deeds, log: Log) -> None:
    deeds.do(log.deed("A"))
    deeds.unsay()
    assert deeds.told.shown is None


def test_words_lie_over_the_page_and_move_nothing(deeds: Deeds, log: Log, place: QWidget) -> None:
    theme = themed()
    toast = Toast(deeds.told, theme, Icons(theme), place)
    deeds.do(log.deed("A long name of a thing that was done to very many messages of a folder, and more " * 3))
    assert place.rect().contains(toast.geometry())
    place.resize(400, 300)
    assert place.rect().contains(toast.geometry())
    assert toast.geometry().bottom() > 220


def test_words_take_no_focus_and_can_be_reached(deeds: Deeds, log: Log, place: QWidget) -> None:
    theme = themed()
    toast = Toast(deeds.told, theme, Icons(theme), place)
    deeds.do(log.deed("A"))
    assert place.focusWidget() is None
    assert toast.childAt(QPoint(toast.width() - 12, toast.height() // 2)) is toast.close_button
    toast.button.setFocus()
    press(toast.button, Qt.Key.Key_Space)
    assert log.lines == ["+A", "-A"]


class Slow:
    """A deed that only begins: the server answers when the test says so."""

    def __init__(self, deeds: Deeds, name: str) -> None:
        self.deeds = deeds
        self.begun: list[str] = []
        self.deed = Deed(name, "", "", lambda: self.begun.append("+"), lambda: self.begun.append("-"))
        deeds.do(self.deed)


def names(deeds: Deeds) -> tuple[str, str]:
    undo, redo = deeds.next_undo, deeds.next_redo
    return undo.name if undo else "", redo.name if redo else ""


def shown(deeds: Deeds) -> tuple[str, str]:
    notice = deeds.told.shown
    if notice is None:
        return "", ""
    return notice.sentence, notice.remedy.label if notice.remedy else ""


def test_deed_of_the_server_is_told_when_it_has_answered(deeds: Deeds, log: Log) -> None:
    deeds.do(log.deed("A"))
    slow = Slow(deeds, "S")
    # The button of A would take back S now.
    assert (shown(deeds), names(deeds)) == (("", ""), ("S", ""))
    deeds.happened(slow.deed, "S is done.")
    assert shown(deeds) == ("S is done.", "Undo")
    deeds.undo()
    assert (shown(deeds), names(deeds), slow.begun) == (("", ""), ("A", "S"), ["+", "-"])
    deeds.happened_back(slow.deed, "S is undone.")
    assert shown(deeds) == ("S is undone.", "Redo")


def test_late_words_have_no_button_for_another_deed(deeds: Deeds, log: Log) -> None:
    slow = Slow(deeds, "S")
    deeds.do(log.deed("A"))
    deeds.happened(slow.deed, "S is done.")
    assert shown(deeds) == ("S is done.", "")
    deeds.undo()
    deeds.undo()
    deeds.do(log.deed("B"))
    deeds.happened_back(slow.deed, "S is undone.")
    assert (shown(deeds), names(deeds)) == (("S is undone.", ""), ("B", ""))


def test_deed_that_the_server_refuses_cannot_be_taken_back(deeds: Deeds, log: Log) -> None:
    deeds.do(log.deed("A"))
    slow = Slow(deeds, "S")
    deeds.do(log.deed("B"))
    deeds.did_not(slow.deed)
    deeds.undo()
    assert names(deeds) == ("A", "B")


def test_deed_that_cannot_be_taken_back_now_keeps_its_place(deeds: Deeds, log: Log) -> None:
    deeds.do(log.deed("A"))
    slow = Slow(deeds, "S")
    deeds.happened(slow.deed, "S is done.")
    deeds.do(log.deed("B"))
    deeds.undo()
    deeds.undo()
    deeds.do(log.deed("C"))
    deeds.did_not(slow.deed, undo=True)
    assert names(deeds) == ("C", "")
    deeds.undo()
    assert names(deeds) == ("S", "C")
    deeds.undo()
    assert slow.begun == ["+", "-", "-"]
    deeds.happened_back(slow.deed, "S is undone.")
    deeds.undo()
    assert log.lines[-1] == "-A"


def test_deed_that_works_when_it_is_tried_again_can_be_taken_back(deeds: Deeds, log: Log) -> None:
    slow = Slow(deeds, "S")
    deeds.did_not(slow.deed)
    assert names(deeds) == ("", "")
    deeds.happened(slow.deed, "S is done.")
    assert (names(deeds), shown(deeds)) == (("S", ""), ("S is done.", "Undo"))
    deeds.undo()
    deeds.happened_back(slow.deed, "S is undone.")
    deeds.redo()
    deeds.did_not(slow.deed, redo=True)
    assert names(deeds) == ("", "S")


def test_deed_that_is_taken_back_before_the_server_has_answered_can_be_done_again(deeds: Deeds, log: Log) -> None:
    deeds.do(log.deed("A"))
    slow = Slow(deeds, "S")
    deeds.undo()
    deeds.happened(slow.deed, "S is done.")
    # The button would take it back a second time.
    assert (shown(deeds), names(deeds)) == (("S is done.", ""), ("A", "S"))
    deeds.happened_back(slow.deed, "S is undone.")
    assert (shown(deeds), names(deeds), slow.begun) == (("S is undone.", "Redo"), ("A", "S"), ["+", "-"])


def test_deed_that_is_done_again_before_it_is_taken_back_is_the_next_to_undo(deeds: Deeds, log: Log) -> None:
    deeds.do(log.deed("A"))
    slow = Slow(deeds, "S")
    deeds.happened(slow.deed, "S is done.")
    deeds.undo()
    deeds.redo()
    deeds.happened_back(slow.deed, "S is undone.")
    assert (shown(deeds), names(deeds)) == (("S is undone.", ""), ("S", ""))
    deeds.happened(slow.deed, "S is done.")
    assert (shown(deeds), names(deeds)) == (("S is done.", "Undo"), ("S", ""))


def test_deed_that_failed_when_done_again_can_be_taken_back_once_it_works(deeds: Deeds) -> None:
    """Tried again in the list of tasks, and not by Redo."""
    slow = Slow(deeds, "S")
    deeds.happened(slow.deed, "S is done.")
    deeds.undo()
    deeds.happened_back(slow.deed, "S is undone.")
    deeds.redo()
    deeds.did_not(slow.deed, redo=True)
    deeds.happened(slow.deed, "S is done.")
    assert (shown(deeds), names(deeds)) == (("S is done.", "Undo"), ("S", ""))


def test_deed_that_failed_when_taken_back_can_be_done_again_once_it_worked(deeds: Deeds) -> None:
    slow = Slow(deeds, "S")
    deeds.happened(slow.deed, "S is done.")
    deeds.undo()
    deeds.did_not(slow.deed, undo=True)
    deeds.happened_back(slow.deed, "S is undone.")
    assert (shown(deeds), names(deeds)) == (("S is undone.", "Redo"), ("", "S"))
