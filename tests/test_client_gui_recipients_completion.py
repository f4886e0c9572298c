"""Recipients are completed from mail that was seen and from the server's accounts, without waiting for either."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from client.addresses import Address, readable_addresses
from client.gui.composer_window import ComposerWindow
from client.gui.recipients_completion import MOST_LOOK_UPS
from client.gui.recipients_field import RecipientsField
from tests.support.account_in_memory import AccountInMemory
from tests.support.gui_desk import Bench, bench
from tests.support.gui_hands import press, type_text
from tests.support.gui_samples import BEN, CLARA
from tests.support.gui_shown import composer_at_to

SEEN = (BEN, CLARA, Address("Okafor, Benita", "benita@elsewhere.org"))


def seen(typed: str) -> Sequence[Address]:
    assert threading.current_thread() is not threading.main_thread()
    return [one for one in SEEN if typed.casefold() in str(one).casefold()]


@pytest.fixture
def made(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    with closing(bench(tmp_path / "anna", AccountInMemory(), people=seen)) as built:
        yield built


@pytest.fixture
def composer(qtbot: QtBot, made: Bench) -> Iterator[ComposerWindow]:
    with composer_at_to(qtbot, made) as opened:
        yield opened


def offered(qtbot: QtBot, field: RecipientsField, expected: list[str]) -> None:
    qtbot.waitUntil(lambda: field.offered() == expected)


def test_people_seen_in_mail_are_offered_and_chosen_by_the_keyboard(qtbot: QtBot, composer: ComposerWindow) -> None:
    to = composer.form.to
    type_text(to.line, "okaf")
    offered(qtbot, to, ["Ben Okafor <ben@project.com>", '"Okafor, Benita" <benita@elsewhere.org>'])
    popup = to.completer.popup()
    assert popup is not None
    assert popup.isVisible()
    assert popup.accessibleName() == "People for To"
    press(popup, Qt.Key.Key_Down)
    press(popup, Qt.Key.Key_Down)
    press(popup, Qt.Key.Key_Return)
    assert to.text() == '"Okafor, Benita" <benita@elsewhere.org>'
    type_text(to.line, "cla")
    offered(qtbot, to, ["Clara Lindqvist <clara@project.com>"])
    to.complete(to.offered()[0])
    assert [one.address for one in to.addresses()] == ["benita@elsewhere.org", "clara@project.com"]


def test_account_of_this_server_is_offered_when_its_name_is_typed_whole(
    qtbot: QtBot, composer: ComposerWindow, made: Bench
) -> None:
    assert isinstance(made.account, AccountInMemory)
    made.account.people.add("zoe@project.com")
    type_text(composer.form.to.line, "zoe")
    offered(qtbot, composer.form.to, ["zoe@project.com"])


def test_person_seen_and_known_to_the_server_is_offered_once(qtbot: QtBot, composer: ComposerWindow) -> None:
    type_text(composer.form.to.line, "ben")
    offered(qtbot, composer.form.to, ["Ben Okafor <ben@project.com>", '"Okafor, Benita" <benita@elsewhere.org>'])


def test_who_is_a_recipient_already_is_not_offered(qtbot: QtBot, composer: ComposerWindow, made: Bench) -> None:
    composer.form.to.set_text("clara@project.com, ")
    composer.form.to.line.end(False)
    type_text(composer.form.to.line, "lind")
    qtbot.waitUntil(lambda: not composer.completion._pause.isActive() and made.desk.tasks.is_idle())
    assert composer.form.to.offered() == []


def test_name_that_is_still_typed_is_not_complained_about(qtbot: QtBot, composer: ComposerWindow, made: Bench) -> None:
    type_text(composer.form.to.line, "nobody")
    qtbot.waitUntil(lambda: composer._people.exists("nobody@project.com") is False)
    assert not composer.form.to.remark.isVisible()
    composer.form.to.line.editingFinished.emit()
    assert composer.form.to.remark.text() == "nobody@project.com is not known on this server."


def test_server_is_asked_only_so_often_for_one_message(qtbot: QtBot, composer: ComposerWindow, made: Bench) -> None:
    assert isinstance(made.account, AccountInMemory)
    for number in range(MOST_LOOK_UPS + 20):
        composer.completion._ask_the_server(f"person{number}")
    qtbot.waitUntil(made.desk.tasks.is_idle)
    assert made.account.calls.count("user_exists") == MOST_LOOK_UPS


def test_separator_within_quotation_marks_does_not_begin_a_recipient(composer: ComposerWindow) -> None:
    to = composer.form.to
    to.line.setText('carl, "Lind, Cla')
    assert to.typed_piece() == '"Lind, Cla'
    to.complete("Clara Lindqvist <clara@project.com>")
    assert to.text() == "carl, Clara Lindqvist <clara@project.com>"


@pytest.mark.parametrize(
    ("typed", "readable"),
    [
        ("", []),
        ("ben", ["ben@project.com"]),
        ("ben, half an addr, carl@x.org", ["ben@project.com", "carl@x.org"]),
        ('ben, "open', ["ben@project.com"]),
        ("@, <>, a b", []),
    ],
)
def test_what_is_an_address_is_read_from_what_is_typed_so_far(typed: str, readable: list[str]) -> None:
    assert [one.address for one in readable_addresses(typed, "project.com")] == readable
