"""A forgotten password in the sign-in window, and the choice of keeping a sign-in."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from client.errors import Fault, RecoveryRefused, TooManyAttempts, WeakPassword
from client.gui.icons import Icons
from client.gui.login_dialog import LoginDialog
from client.gui.recovery_dialog import RecoveryDialog
from client.gui.tasks import Tasks
from client.keyring_store import KeyringStore
from tests.support.gui_desk import themed
from tests.support.gui_notices import sentence
from tests.support.gui_town import PASSWORD, Town, sign_in
from tests.support.keyring_in_memory import KeyringInMemory


@pytest.fixture
def town() -> Town:
    made = Town()
    made.gate.set()
    return made


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def login(qtbot: QtBot, town: Town, tasks: Tasks) -> LoginDialog:
    theme = themed()
    dialog = LoginDialog(town.door(), tasks, theme, Icons(theme))
    qtbot.addWidget(dialog)
    dialog.prefill("mail.project.com", "anna")
    dialog.show()
    qtbot.waitUntil(tasks.is_idle)
    return dialog


def recovery_of(qtbot: QtBot, login: LoginDialog, *, by_code: bool = True) -> RecoveryDialog:
    login.forgot_button.click()
    qtbot.waitUntil(lambda: bool(login.findChildren(RecoveryDialog)))
    dialog = login.findChildren(RecoveryDialog)[0]
    assert dialog.by_link.isChecked()
    if by_code:
        dialog.by_code.click()
    return dialog


SAID = (
    "If there is such an account with a recovery address, a link is on its way there. It is good for one hour. "
    "If nothing comes, ask the admin of project.com for a recovery code."
)


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_link_is_asked_for_and_the_same_is_said_for_every_name(
    qtbot: QtBot, login: LoginDialog, town: Town, name: str
) -> None:
    dialog = recovery_of(qtbot, login, by_code=False)
    assert not dialog.code.isVisible()
    dialog.username.setText(f" {name} ")
    dialog.act_button.click()
    qtbot.waitUntil(dialog.asked.isVisible)
    assert dialog.asked.text() == SAID
    assert dialog.notices.shown is None
    assert (town.reset_asked, town.recovered) == ([name], [])
    assert (dialog.cancel_button.text(), dialog.focusWidget()) == ("Close", dialog.cancel_button)
    dialog.cancel_button.click()
    qtbot.waitUntil(lambda: not dialog.isVisible())


def test_link_for_nobody_is_not_asked_for(qtbot: QtBot, login: LoginDialog, town: Town) -> None:
    dialog = recovery_of(qtbot, login, by_code=False)
    dialog.username.clear()
    dialog.act_button.click()
    assert dialog.notices.shown is not None
    assert dialog.focusWidget() is dialog.username
    assert town.reset_asked == []


def test_link_that_was_asked_for_too_often_is_told(qtbot: QtBot, login: LoginDialog, town: Town) -> None:
    town.recovering = [TooManyAttempts("Links were asked for too often from here. Try again in an hour.", 3600)]
    dialog = recovery_of(qtbot, login, by_code=False)
    dialog.act_button.click()
    qtbot.waitUntil(lambda: dialog.notices.shown is not None)
    assert not dialog.asked.isVisible()
    dialog.act_button.click()
    qtbot.waitUntil(dialog.asked.isVisible)
    assert dialog.notices.shown is None


def test_each_way_shows_what_it_needs(qtbot: QtBot, login: LoginDialog) -> None:
    dialog = recovery_of(qtbot, login, by_code=False)
    height = dialog.height()
    dialog.by_code.click()
    assert dialog.code.isVisible()
    assert dialog.new.password.isVisible()
    assert (dialog.act_button.text(), dialog.height() > height) == ("Set the password", True)
    dialog.by_link.click()
    assert (dialog.act_button.text(), dialog.height()) == ("Send the link", height)


def test_forgotten_password_is_set_with_a_code_and_then_signs_in(qtbot: QtBot, login: LoginDialog, town: Town) -> None:
    dialog = recovery_of(qtbot, login)
    dialog.code.setText(" ABCDE-FGHJK ")
    dialog.new.password.setText(PASSWORD)
    dialog.new.repeated.setText(PASSWORD)
    with qtbot.waitSignal(login.signed_in):
        dialog.act_button.click()
    assert town.recovered == [("anna", "ABCDE-FGHJK", PASSWORD)]


@pytest.mark.parametrize("empty", ["username", "code", "password", "repeated"])
def test_what_recovery_lacks_is_named_before_anything_is_sent(
    qtbot: QtBot, login: LoginDialog, town: Town, empty: str
) -> None:
    dialog = recovery_of(qtbot, login)
    fields = {"username": dialog.username, "code": dialog.code}
    fields |= {"password": dialog.new.password, "repeated": dialog.new.repeated}
    for one in fields.values():
        one.setText(PASSWORD)
    fields[empty].clear()
    dialog.act_button.click()
    assert dialog.notices.shown is not None
    assert dialog.focusWidget() is fields[empty]
    assert town.recovered == []


@pytest.mark.parametrize(
    ("fault", "name"), [(RecoveryRefused(), "code"), (WeakPassword("too short"), "password"), (TooManyAttempts(), "")]
)
def test_refused_recovery_is_told_and_loses_nothing(
    qtbot: QtBot, login: LoginDialog, town: Town, fault: Fault, name: str
) -> None:
    town.recovering = [fault]
    dialog = recovery_of(qtbot, login)
    for one in (dialog.code, dialog.new.password, dialog.new.repeated):
        one.setText(PASSWORD)
    dialog.act_button.click()
    qtbot.waitUntil(lambda: dialog.notices.shown is not None)
    assert dialog.notices.shown is not None
    assert dialog.notices.shown.sentence == fault.sentence
    assert dialog.code.text() == PASSWORD
    expected = {"code": dialog.code, "password": dialog.new.password}.get(name)
    assert expected is None or dialog.focusWidget() is expected


def test_recovery_needs_the_server_only(qtbot: QtBot, login: LoginDialog) -> None:
    login.server.clear()
    login.forgot_button.click()
    assert sentence(login) == "Which server? Type its address or paste the link."


def test_kept_sign_in_is_explained_as_it_is_chosen(login: LoginDialog) -> None:
    assert login.keep.wanted
    assert "the keyring of this computer" in login.keep.sentence
    assert "your password is not kept" in login.keep.sentence
    login.keep.box.setChecked(False)
    assert login.keep.sentence == "Your sign-in is kept in memory only, until Postroom is closed."


def test_keyring_that_never_answers_does_not_stop_signing_in(qtbot: QtBot, town: Town, tasks: Tasks) -> None:
    theme = themed()
    gate = threading.Event()

    def hangs() -> KeyringInMemory:
        assert gate.wait(60)
        return KeyringInMemory()

    dialog = LoginDialog(
        replace(town.door(), keys=KeyringStore(hangs, looking_seconds=0.2)), tasks, theme, Icons(theme)
    )
    qtbot.addWidget(dialog)
    dialog.prefill("mail.project.com", "anna")
    dialog.show()
    with qtbot.waitSignal(dialog.signed_in):
        sign_in(dialog)
    qtbot.waitUntil(lambda: not dialog.keep.box.isEnabled())
    assert "in memory only" in dialog.keep.sentence
    gate.set()
