"""Light and dark can be read, follow the desktop or the person's choice, and leave no colour behind."""

import re
from dataclasses import fields

import pytest
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from client.gui.colours import DARK, LIGHT, Colours, Tint, palette_of
from client.gui.desktop_scheme import DesktopScheme
from client.gui.style_sheet import style_sheet
from client.gui.theme import Look, Theme

WCAG_TEXT = 4.5


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    value = QColor(colour)
    return 0.2126 * linear(value.redF()) + 0.7152 * linear(value.greenF()) + 0.0722 * linear(value.blueF())


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def pairs(colours: Colours) -> list[tuple[str, str]]:
    upon_pages = [colours.text, colours.muted, colours.link, colours.quote, colours.flag]
    found = [(text, page) for text in upon_pages for page in (colours.base, colours.window)]
    tints: list[Tint] = [colours.news, colours.warning, colours.fault]
    found += [(tint.text, tint.background) for tint in tints]
    return [*found, (colours.on_accent, colours.accent), (colours.on_selection, colours.selection)]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_has_enough_contrast(colours: Colours) -> None:
    weak = [(pair, round(contrast(*pair), 2)) for pair in pairs(colours) if contrast(*pair) < WCAG_TEXT]
    assert weak == []


def test_contrast_of_black_upon_white_is_known() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_style_sheet_has_no_colour_but_those_of_the_look(colours: Colours) -> None:
    own = {value for value in vars(colours).values() if isinstance(value, str)}
    for field in fields(Colours):
        value = getattr(colours, field.name)
        if isinstance(value, Tint):
            own |= {value.background, value.text, value.border}
    paper = {"#ffffff", "#1b2230"}
    used = set(re.findall(r"#[0-9a-f]{6}\b", style_sheet(colours)))
    faded = used - own - paper
    assert len(faded) <= 1


def scheme(*, dark: bool) -> DesktopScheme:
    return DesktopScheme(palette_of(DARK if dark else LIGHT), None)


def application() -> QApplication:
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    return running


@pytest.mark.parametrize(
    ("look", "desktop_is_dark", "expected"),
    [
        (Look.SYSTEM, True, DARK),
        (Look.SYSTEM, False, LIGHT),
        (Look.LIGHT, True, LIGHT),
        (Look.DARK, False, DARK),
    ],
)
def test_look_follows_desktop_or_choice(qtbot: QtBot, look: Look, desktop_is_dark: bool, expected: Colours) -> None:
    theme = Theme(application(), scheme(dark=desktop_is_dark), look)
    assert theme.colours is expected
    assert application().palette().color(QPalette.ColorRole.Base).name() == expected.base


def test_change_of_the_desktop_is_followed_while_running(qtbot: QtBot) -> None:
    desktop = scheme(dark=False)
    theme = Theme(application(), desktop, Look.SYSTEM)
    with qtbot.waitSignal(theme.changed):
        desktop._take(1)
    assert theme.colours is DARK
    desktop._take(2)
    assert theme.colours is LIGHT


def test_change_of_the_desktop_is_ignored_after_a_choice(qtbot: QtBot) -> None:
    desktop = scheme(dark=False)
    theme = Theme(application(), desktop, Look.LIGHT)
    desktop._take(1)
    assert theme.colours is LIGHT


def test_choosing_a_look_changes_palette_at_once(qtbot: QtBot) -> None:
    theme = Theme(application(), scheme(dark=False), Look.LIGHT)
    theme.choose(Look.DARK)
    assert application().palette().color(QPalette.ColorRole.Window).name() == DARK.window
    theme.choose(Look.LIGHT)
    assert application().palette().color(QPalette.ColorRole.Window).name() == LIGHT.window


def test_desktop_without_preference_changes_nothing(qtbot: QtBot) -> None:
    desktop = scheme(dark=True)
    desktop._take(0)
    assert desktop.dark
