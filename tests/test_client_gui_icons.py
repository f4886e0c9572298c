"""The pictures of the icon font are drawn where there is room for them, and without a word where there is none."""

from PyQt5.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from client.gui.icons import Icons
from tests.support.gui_desk import themed


def test_button_without_room_is_painted_without_a_warning(qtbot: QtBot) -> None:
    """A window in the middle of its layout was painted like that now and then, with eight warnings."""
    icons = Icons(themed())
    button = QToolButton()
    qtbot.addWidget(button)
    icons.put(button, "send")
    button.setMinimumSize(0, 0)
    for room in range(1, 12):
        for width, height in ((30, room), (room, 30), (room, room)):
            button.resize(width, height)
            button.grab()
    assert icons.icon("send").pixmap(16, 0).isNull()


def test_icon_with_room_is_drawn(qtbot: QtBot) -> None:
    image = Icons(themed()).pixmap("send", 32, "#ff0000").toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert "#ff0000" in colours
