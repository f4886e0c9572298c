"""A line of words gives way where there is no room, and still says all of it to whoever asks."""

import pytest
from pytestqt.qtbot import QtBot

from client.gui.eliding_label import NARROWEST, ElidingLabel

WORDS = "Kept on this computer at 14:20:00, not in Drafts yet"


@pytest.fixture
def label(qtbot: QtBot) -> ElidingLabel:
    made = ElidingLabel()
    qtbot.addWidget(made)
    made.setText(WORDS)
    made.show()
    return made


def test_there_is_all_of_it_where_there_is_room(label: ElidingLabel) -> None:
    label.resize(label.sizeHint())
    assert label.shown_text() == WORDS
    assert label.toolTip() == ""


def test_without_room_it_ends_in_an_ellipsis_and_the_tip_has_all(label: ElidingLabel) -> None:
    label.resize(120, 30)
    assert label.shown_text().endswith("…")
    assert WORDS in label.toolTip()
    assert label.text() == WORDS
    assert label.minimumSizeHint().width() == NARROWEST
    assert not label.grab().isNull()


def test_explanation_stands_behind_it(label: ElidingLabel) -> None:
    label.resize(label.sizeHint())
    label.explain("The server cannot be reached <now>.")
    assert label.toolTip() == "<qt>The server cannot be reached &lt;now&gt;.</qt>"
    label.explain("")
    assert label.toolTip() == ""
