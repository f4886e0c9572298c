"""Icons, actions, help, remembered settings, layouts and folders: the small parts of the window."""

import html
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt5.QtCore import QByteArray, QRect, Qt, QUrl
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QFrame, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from client import settings
from client.addresses import Address
from client.errors import FileFault
from client.gui.account_files import AccountFiles, account_files
from client.gui.actions import SPECS, Actions
from client.gui.flow_layout import FlowLayout
from client.gui.help_window import HelpWindow, help_page, keys_table
from client.gui.icons import GLYPHS, Icons
from client.gui.key_choices import KeyChoices, is_account_key
from client.gui.present import present
from client.gui.remembered import Remembered
from client.gui.tasks import Tasks
from client.gui.theme import Look, Theme
from client.settings import Settings
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import themed
from tests.support.gui_hands import press, show
from tests.support.gui_samples import SERVER


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return themed()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(GLYPHS))
def test_every_icon_can_be_drawn(theme: Theme, name: str) -> None:
    image = Icons(theme).pixmap(name, 24, "#ff0000").toImage()
    drawn = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    assert any(pixel.alpha() > 0 and pixel.red() > 200 for pixel in drawn)


def test_icons_are_drawn_again_when_the_look_changes(qtbot: QtBot, theme: Theme) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    Icons(theme).put(button, "reply")
    before = button.icon().cacheKey()
    theme.choose(Look.DARK)
    assert button.icon().cacheKey() != before
    theme.choose(Look.LIGHT)


def test_icon_of_a_deleted_button_is_no_trouble(qtbot: QtBot, theme: Theme) -> None:
    icons = Icons(theme)
    parent = QWidget()
    button = QPushButton(parent)
    icons.put(button, "reply")
    with qtbot.waitSignal(parent.destroyed):
        parent.deleteLater()
    theme.choose(Look.DARK)
    theme.choose(Look.LIGHT)


def test_names_and_keys_of_actions_are_unique() -> None:
    names = [spec.name for spec in SPECS]
    assert len(set(names)) == len(names)
    keys = KeyChoices()
    shared = [(spec.name, key) for spec in SPECS for key in spec.keys if keys.conflicts(spec.name, key)]
    assert shared == []
    assert not any(is_account_key(key) for spec in SPECS for key in spec.keys)


def test_every_key_and_icon_of_an_action_exists() -> None:
    for spec in SPECS:
        assert not spec.icon or spec.icon in GLYPHS
        for key in spec.keys:
            assert QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText), key


def test_single_letters_act_in_the_window(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    done: list[str] = []
    commands = Actions(("reply", "send"), Icons(theme), window)
    commands.connect({"reply": lambda: done.append("reply"), "send": lambda: done.append("send")})
    show(qtbot, window)
    press(window, Qt.Key.Key_R)
    press(window, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    assert done == ["reply", "send"]


def test_help_names_every_key() -> None:
    table = keys_table()
    for spec in SPECS:
        for key in spec.keys[:1]:
            shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            assert html.escape(shown) in table


def test_help_page_has_no_place_left_open_and_its_links_lead_somewhere() -> None:
    page = help_page()
    assert "<!--" not in page
    for name in ("first", "signing-in", "reading", "writing", "outbox", "fingerprints", "keys"):
        assert f'href="#{name}"' in page
        assert f'name="{name}"' in page


def test_link_of_the_help_scrolls(qtbot: QtBot, theme: Theme) -> None:
    window = HelpWindow(theme)
    qtbot.addWidget(window)
    show(qtbot, window)
    window.page.anchorClicked.emit(QUrl("#keys"))
    assert present(window.page.verticalScrollBar()).value() > 0


def test_settings_are_written_and_come_back(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> None:
    remembered = Remembered(tmp_path, Settings(), tasks)
    remembered.change(server="mail.project.com", latest=120)
    remembered.geometry = QByteArray(b"\x00\x01geometry")
    remembered.look = Look.DARK
    remembered.set_flag("preview", False)
    remembered.set_state("side", QByteArray(b"\xff\x00state"))
    qtbot.waitUntil(tasks.is_idle)
    again = Remembered(tmp_path, settings.load(tmp_path).settings, tasks)
    assert (again.settings.server, again.settings.latest) == ("mail.project.com", 120)
    assert bytes(again.geometry) == b"\x00\x01geometry"
    assert again.look is Look.DARK
    assert not again.flag("preview", True)
    assert bytes(again.state("side")) == b"\xff\x00state"


def test_nothing_remembered_yet(tmp_path: Path, tasks: Tasks) -> None:
    remembered = Remembered(tmp_path, Settings(), tasks)
    assert remembered.look is Look.SYSTEM
    assert remembered.flag("preview", True)
    assert bytes(remembered.state("side")) == b""
    assert bytes(remembered.geometry) == b""


def test_nonsense_in_the_files_is_ignored(tmp_path: Path, tasks: Tasks) -> None:
    (tmp_path / "window.ini").write_text("[General]\nlook=pink\nside=!!not base64!!\n")
    remembered = Remembered(tmp_path, Settings(geometry="ä"), tasks)
    assert remembered.look is Look.SYSTEM
    assert bytes(remembered.state("side")) == b""
    assert bytes(remembered.geometry) == b""


def test_settings_that_cannot_be_written_are_told(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> None:
    (tmp_path / "file").write_text("")
    remembered = Remembered(tmp_path / "file" / "config", Settings(), tasks)
    with qtbot.waitSignal(remembered.failed) as failed:
        remembered.change(latest=7)
    assert isinstance(failed.args[0], FileFault)


def test_accounts_have_folders_of_their_own(tmp_path: Path) -> None:
    here = AccountInMemory()
    elsewhere = AccountInMemory(server=replace(SERVER, fingerprint="00" * 32))
    ben = AccountInMemory(address=Address("", "ben@project.com"))
    folders = {account_files(tmp_path, account).folder for account in (here, elsewhere, ben)}
    assert len(folders) == 3
    moved = AccountInMemory(server=replace(SERVER, host="other.host", https_port=9))
    assert account_files(tmp_path, moved) == account_files(tmp_path, here)


def test_strange_address_stays_in_the_folder(tmp_path: Path) -> None:
    account = AccountInMemory(address=Address("", "../../x/y\\z@project.com"))
    assert account_files(tmp_path, account).folder.parent == tmp_path / "accounts"


def test_lock_is_let_go(tmp_path: Path) -> None:
    files = AccountFiles(tmp_path / "anna")
    lock = files.lock()
    with pytest.raises(FileFault):
        files.lock()
    lock.unlock()
    files.lock().unlock()


def flow(qtbot: QtBot, direction: Qt.LayoutDirection) -> tuple[QWidget, list[QFrame]]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.setLayoutDirection(direction)
    layout = FlowLayout(parent, spacing=10)
    buttons = []
    for _ in range(5):
        button = QFrame()
        button.setFixedSize(100, 30)
        layout.addWidget(button)
        buttons.append(button)
    layout.setGeometry(QRect(0, 0, 330, 100))
    return parent, buttons


def test_flow_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    parent, buttons = flow(qtbot, Qt.LayoutDirection.LeftToRight)
    assert [(button.x(), button.y()) for button in buttons] == [(0, 0), (110, 0), (220, 0), (0, 40), (110, 40)]
    assert present(parent.layout()).heightForWidth(330) == 70
    assert present(parent.layout()).heightForWidth(100) == 190


def test_flow_is_mirrored_from_right_to_left(qtbot: QtBot) -> None:
    _parent, buttons = flow(qtbot, Qt.LayoutDirection.RightToLeft)
    assert [button.x() for button in buttons[:3]] == [230, 120, 10]


def test_hidden_widgets_take_no_room_in_the_flow(qtbot: QtBot) -> None:
    parent, buttons = flow(qtbot, Qt.LayoutDirection.LeftToRight)
    buttons[0].hide()
    present(parent.layout()).setGeometry(QRect(0, 0, 330, 100))
    assert [button.x() for button in buttons[1:]] == [0, 110, 220, 0]
