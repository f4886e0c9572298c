"""Keys that a person has chosen: kept, told to windows, and never the same for two actions of one window."""

from pathlib import Path

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from client.gui.actions import SPECS, Actions
from client.gui.icons import Icons
from client.gui.key_choices import KeyChoices, is_account_key, native, portable
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.settings import Settings
from tests.support.gui_desk import themed


def test_keys_are_those_of_the_table_until_others_are_chosen(qtbot: QtBot) -> None:
    keys = KeyChoices()
    assert keys.keys("archive") == ("E",)
    with qtbot.waitSignal(keys.changed) as told:
        keys.choose("archive", ["Y", "Ctrl+E"])
    assert told.args == ["archive"]
    assert keys.keys("archive") == ("Y", "Ctrl+E")
    assert keys.is_own("archive")


def test_key_that_another_action_has_is_taken_from_it() -> None:
    keys = KeyChoices()
    assert [other.name for other in keys.conflicts("archive", "R")] == ["reply"]
    keys.choose("archive", ["R"])
    assert keys.keys("reply") == ("Ctrl+Shift+R",)
    keys.reset("archive")
    assert keys.keys("archive") == ("E",)


def test_beginning_of_a_longer_key_is_a_conflict() -> None:
    keys = KeyChoices()
    longer = {spec.name for spec in SPECS if any(key.startswith("G, ") for key in spec.keys)}
    assert {other.name for other in keys.conflicts("archive", "G")} == longer != set()
    keys.choose("archive", ["G"])
    assert not any(key.startswith("G, ") for spec in SPECS for key in keys.keys(spec.name))


def test_actions_of_different_windows_may_share_a_key() -> None:
    keys = KeyChoices()
    assert keys.conflicts("send", "E") == []
    assert keys.conflicts("close", "Ctrl+Return") != []


def test_reset_takes_back_what_another_action_was_given_meanwhile() -> None:
    keys = KeyChoices()
    keys.choose("flag", ["E"])
    assert keys.keys("archive") == ()
    keys.reset("archive")
    assert keys.keys("archive") == ("E",)
    assert keys.keys("flag") == ()
    keys.reset_all()
    assert keys.keys("flag") == ("S",)


def test_choices_survive_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    tasks = Tasks()
    first = KeyChoices(Remembered(tmp_path, Settings(), tasks))
    first.choose("archive", ["Y", ",", "Ctrl+E"])
    first.choose("delete", [])
    again = KeyChoices(Remembered(tmp_path, Settings(), tasks))
    assert again.keys("archive") == ("Y", ",", "Ctrl+E")
    assert again.keys("delete") == ()
    again.reset_all()
    assert KeyChoices(Remembered(tmp_path, Settings(), tasks)).keys("delete") == ("Delete", "#")
    tasks.close()


def test_key_in_the_file_that_is_none_is_left_out() -> None:
    class Shelf:
        def chosen_keys(self, name: str) -> tuple[str, ...] | None:
            return ("no such key at all", "Y") if name == "archive" else None

        def set_chosen_keys(self, name: str, keys: tuple[str, ...] | None) -> None:
            raise AssertionError

    assert KeyChoices(Shelf()).keys("archive") == ("Y",)


def test_actions_of_an_open_window_get_their_new_keys(qtbot: QtBot) -> None:
    window, keys = QWidget(), KeyChoices()
    qtbot.addWidget(window)
    commands = Actions(("archive", "reply"), Icons(themed()), window, keys)
    assert commands["archive"].toolTip() == "Move to Archive (E)"
    keys.choose("archive", ["R"])
    assert [one.toString() for one in commands["archive"].shortcuts()] == ["R"]
    assert [one.toString() for one in commands["reply"].shortcuts()] == ["Ctrl+Shift+R"]
    assert commands["archive"].toolTip() == "Move to Archive (R)"
    keys.choose("archive", [])
    assert commands["archive"].toolTip() == "Move to Archive"


def test_no_two_actions_of_a_window_begin_with_the_same_keys() -> None:
    keys = KeyChoices()
    assert [(spec.name, key) for spec in SPECS for key in spec.keys if keys.conflicts(spec.name, key)] == []


def test_keys_of_accounts_cannot_be_given_away() -> None:
    assert is_account_key("Alt+3")
    assert not is_account_key("Alt+F4")
    assert not any(is_account_key(key) for spec in SPECS for key in spec.keys)


def test_every_key_of_the_table_is_its_own_portable_form() -> None:
    for spec in SPECS:
        for key in spec.keys:
            assert portable(key) == QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
            assert portable(key)
    assert native(["Ctrl+Z", "Z"]) == "Ctrl+Z   Z"
