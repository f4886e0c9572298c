"""What is small can be seen in both looks and points the right way: ticks, dots, arrows, the button for more tools."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QColor, QImage
from PyQt5.QtWidgets import QApplication, QCheckBox, QMainWindow, QRadioButton, QToolBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from client.gui.colours import DARK, LIGHT
from client.gui.icons import DIRECTED, Icons
from client.gui.key_choices import KeyChoices
from client.gui.main_menus import MainMenus
from client.gui.present import present
from client.gui.style_sheet import MARKS
from client.gui.theme import Look, Theme
from tests.support.gui_desk import themed

READABLE = 3.0
FARTHEST = 24


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture(params=[Look.LIGHT, Look.DARK], ids=["light", "dark"])
def theme(qapp: QApplication, request: pytest.FixtureRequest) -> Theme:
    return themed(request.param)


def light_of(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def most_contrast(image: QImage, against: str) -> float:
    """Return how much the most visible dot of a picture stands out."""
    ground = light_of(QColor(against))
    dots = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    lights = [light_of(dot) for dot in dots if dot.alpha() > 200]
    return max((max(one, ground) + 0.05) / (min(one, ground) + 0.05) for one in lights)


@pytest.mark.parametrize("checked", [True, False], ids=["checked", "unchecked"])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_box_can_be_seen_whether_it_is_checked_or_not(
    qtbot: QtBot, theme: Theme, kind: type[QCheckBox | QRadioButton], checked: bool
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    box = kind(page)
    box.setChecked(checked)
    page.show()
    assert most_contrast(box.grab().toImage(), theme.colours.window) >= READABLE


def test_tick_has_the_colour_that_is_read_upon_the_accent() -> None:
    for name, colours in (("light", LIGHT), ("dark", DARK)):
        picture = (Path(MARKS) / f"tick-{name}.svg").read_text(encoding="utf-8")
        assert colours.on_accent in picture


def test_button_for_tools_without_room_is_named_and_can_be_seen(qtbot: QtBot, theme: Theme) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    icons = Icons(theme)
    MainMenus(icons, window, KeyChoices())
    window.resize(400, 300)
    window.show()
    bar = present(window.findChild(QToolBar))
    more = present(bar.findChild(QToolButton, "qt_toolbar_ext_button"))
    qtbot.waitUntil(more.isVisible)
    assert more.accessibleName() == "More tools"
    assert most_contrast(more.grab().toImage(), theme.colours.window) >= READABLE


def test_arrows_point_along_the_line_of_reading(qtbot: QtBot, right_to_left: None) -> None:
    theme = themed()
    mirrored = {name: Icons(theme).pixmap(name, FARTHEST).toImage() for name in ("reply", "undo", "archive")}
    present(QApplication.instance()).setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # type: ignore[attr-defined]
    plain = {name: Icons(theme).pixmap(name, FARTHEST).toImage() for name in mirrored}
    for name in ("reply", "undo"):
        assert name in DIRECTED
        left, right = (weight_left(image[name]) for image in (plain, mirrored))
        assert (left > 0) != (right > 0)
    assert plain["archive"] == mirrored["archive"]


def weight_left(image: QImage) -> int:
    """Return how much more of a picture is in its left half than in its right one."""
    middle = image.width() // 2
    points = [QPoint(x, y) for x in range(image.width()) for y in range(image.height())]
    inked = [point for point in points if image.pixelColor(point).alpha() > 128]
    return sum(1 if point.x() < middle else -1 for point in inked)
