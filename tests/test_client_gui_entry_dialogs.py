"""Signing in, a new account, and the questions about trust: each fault has its sentence, nothing typed is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QCheckBox, QDialogButtonBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from client.discovery import Server
from client.errors import (
    AccountNotUsable,
    BadServerAddress,
    Fault,
    NameNotFound,
    NotPostroom,
    RegistrationRefused,
    ServerDown,
    TooManyAttempts,
    WrongPassword,
)
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.login_dialog import LoginDialog
from client.gui.register_dialog import NewAccount, RegisterDialog
from client.gui.tasks import Tasks
from client.gui.theme import Theme
from client.gui.trust_dialogs import ChangedAuthorityDialog, FirstContactDialog, fingerprint_lines
from client.trust_errors import (
    CertificateExpired,
    ChangedAuthority,
    UnknownAuthority,
    UntrustedServer,
    WrongHostName,
    WrongServer,
)
from tests.support.gui_desk import themed
from tests.support.gui_hands import press, show
from tests.support.gui_notices import sentence
from tests.support.gui_samples import SERVER
from tests.support.gui_town import AUTHORITY, PASSWORD, Town, answer, sign_in


@pytest.fixture
def town() -> Town:
    made = Town()
    made.gate.set()
    return made


@pytest.fixture
def tasks(qtbot: QtBot, town: Town) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    town.gate.set()
    made.close()


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    return themed()


@pytest.fixture
def door(town: Town) -> FrontDoor:
    return town.door()


@pytest.fixture
def login(qtbot: QtBot, door: FrontDoor, tasks: Tasks, theme: Theme) -> LoginDialog:
    dialog = LoginDialog(door, tasks, theme, Icons(theme))
    qtbot.addWidget(dialog)
    dialog.prefill("mail.project.com", "anna")
    show(qtbot, dialog)
    qtbot.waitUntil(tasks.is_idle)
    return dialog


@pytest.fixture
def register(qtbot: QtBot, door: FrontDoor, tasks: Tasks, theme: Theme) -> Callable[[Server], RegisterDialog]:
    def make(server: Server) -> RegisterDialog:
        dialog = RegisterDialog(server, door, tasks, theme, Icons(theme))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def fill(dialog: RegisterDialog, *, again: str = PASSWORD) -> None:
    dialog.username.setText("dora")
    dialog.password.setText(PASSWORD)
    dialog.repeated.setText(again)


def test_first_empty_field_has_the_focus(qtbot: QtBot, door: FrontDoor, tasks: Tasks, theme: Theme) -> None:
    for server, username, expected in (("", "", "server"), ("x", "", "username"), ("x", "y", "password")):
        dialog = LoginDialog(door, tasks, theme, Icons(theme))
        qtbot.addWidget(dialog)
        dialog.prefill(server, username)
        assert dialog.focusWidget() is getattr(dialog, expected)


def test_right_password_signs_in_and_is_wiped(qtbot: QtBot, login: LoginDialog, town: Town) -> None:
    with qtbot.waitSignal(login.signed_in) as signed_in:
        sign_in(login)
    assert signed_in.args == [town.account]
    assert login.password.text() == ""


def test_enter_signs_in(qtbot: QtBot, login: LoginDialog) -> None:
    login.password.setText(PASSWORD)
    with qtbot.waitSignal(login.signed_in):
        press(login.password, Qt.Key.Key_Return)


def test_wrong_password_warns_and_selects_only_the_password(qtbot: QtBot, login: LoginDialog) -> None:
    sign_in(login, "wrong")
    qtbot.waitUntil(lambda: bool(sentence(login)))
    assert sentence(login) == WrongPassword().sentence
    assert login.focusWidget() is login.password
    assert login.password.selectedText() != ""
    assert (login.server.text(), login.username.text(), login.password.text()) == ("mail.project.com", "anna", "wrong")


@pytest.mark.parametrize(
    "fault",
    [
        BadServerAddress("“x y” is not a server address."),
        ServerDown("mail.project.com", 1443),
        NameNotFound("mail.project.com"),
        NotPostroom("mail.project.com", 1443),
        UntrustedServer("mail.project.com", 1443),
        WrongHostName("mail.project.com", 1443),
        WrongServer(AUTHORITY, "00" * 32),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_fault_of_the_server_is_told_at_the_server(qtbot: QtBot, login: LoginDialog, town: Town, fault: Fault) -> None:
    town.connecting = [fault]
    sign_in(login)
    qtbot.waitUntil(lambda: bool(sentence(login)))
    assert sentence(login) == fault.sentence
    assert login.focusWidget() is login.server
    assert login.password.text() == PASSWORD


@pytest.mark.parametrize(
    "fault",
    [CertificateExpired("mail.project.com", 1443), TooManyAttempts("", 60), AccountNotUsable("Not approved yet.")],
    ids=lambda fault: type(fault).__name__,
)
def test_other_fault_has_its_sentence(qtbot: QtBot, login: LoginDialog, town: Town, fault: Fault) -> None:
    town.signing_in = [fault]
    sign_in(login)
    qtbot.waitUntil(lambda: bool(sentence(login)))
    assert sentence(login) == fault.sentence


def test_every_fault_has_a_sentence_of_its_own() -> None:
    faults: list[Fault] = [
        WrongPassword(),
        ServerDown("a", 1),
        NameNotFound("a"),
        NotPostroom("a", 1),
        UntrustedServer("a", 1),
        WrongHostName("a", 1),
        CertificateExpired("a", 1),
        CertificateExpired("a", 1, not_yet=True),
        ChangedAuthority(AUTHORITY, "00" * 32),
        UnknownAuthority(AUTHORITY),
        WrongServer(AUTHORITY, "00" * 32),
        TooManyAttempts(),
        AccountNotUsable(),
    ]
    assert len({fault.sentence for fault in faults}) == len(faults)


@pytest.mark.parametrize("empty", ["server", "username", "password"])
def test_empty_field_is_named_before_anything_is_sent(
    qtbot: QtBot, login: LoginDialog, tasks: Tasks, empty: str
) -> None:
    login.password.setText(PASSWORD)
    field: QLineEdit = getattr(login, empty)
    field.clear()
    login.sign_in_button.click()
    assert sentence(login)
    assert login.focusWidget() is field
    assert tasks.is_idle()


def test_cancel_while_waiting_gives_the_form_back_and_closes_a_late_account(
    qtbot: QtBot, login: LoginDialog, town: Town, tasks: Tasks
) -> None:
    town.gate.clear()
    sign_in(login)
    assert town.asked.wait(30)
    assert login.cancel_button.isVisible()
    assert not login.password.isEnabled()
    press(login, Qt.Key.Key_Escape)
    assert login.isVisible()
    assert login.password.isEnabled()
    assert login.password.text() == PASSWORD
    with qtbot.assertNotEmitted(login.signed_in):
        town.gate.set()
        qtbot.waitUntil(lambda: town.account.closed)
    assert not sentence(login)


def test_first_contact_asks_and_pins_after_yes(qtbot: QtBot, login: LoginDialog, town: Town) -> None:
    town.connecting = [UnknownAuthority(AUTHORITY)]
    sign_in(login)
    qtbot.waitUntil(lambda: login.findChild(FirstContactDialog) is not None)
    question = login.findChild(FirstContactDialog)
    assert question is not None
    with qtbot.waitSignal(login.signed_in):
        answer(question, QDialogButtonBox.ButtonRole.AcceptRole).click()
    assert town.pinned == [AUTHORITY]


def test_first_contact_refused_pins_nothing_and_keeps_the_form(
    qtbot: QtBot, login: LoginDialog, town: Town, tasks: Tasks
) -> None:
    town.connecting = [UnknownAuthority(AUTHORITY)]
    sign_in(login)
    qtbot.waitUntil(lambda: login.findChild(FirstContactDialog) is not None)
    question = login.findChild(FirstContactDialog)
    assert question is not None
    press(question, Qt.Key.Key_Return)
    qtbot.waitUntil(tasks.is_idle)
    assert town.pinned == []
    assert login.password.text() == PASSWORD


def test_changed_authority_needs_a_confirmation_before_it_can_be_trusted(
    qtbot: QtBot, login: LoginDialog, town: Town
) -> None:
    town.connecting = [ChangedAuthority(AUTHORITY, "c3" * 32)]
    sign_in(login)
    qtbot.waitUntil(lambda: login.findChild(ChangedAuthorityDialog) is not None)
    question = login.findChild(ChangedAuthorityDialog)
    assert question is not None
    trust = answer(question, QDialogButtonBox.ButtonRole.AcceptRole)
    assert not trust.isEnabled()
    confirmed = question.findChild(QCheckBox)
    assert confirmed is not None
    confirmed.click()
    with qtbot.waitSignal(login.signed_in):
        trust.click()
    assert town.pinned == [AUTHORITY]


def test_changed_authority_shows_both_fingerprints(qtbot: QtBot, theme: Theme) -> None:
    question = ChangedAuthorityDialog(ChangedAuthority(AUTHORITY, "c3" * 32), theme, Icons(theme))
    qtbot.addWidget(question)
    texts = [label.text() for label in question.findChildren(QLabel)]
    assert fingerprint_lines("c3" * 32) in texts
    assert fingerprint_lines(SERVER.fingerprint) in texts


@pytest.mark.parametrize("kind", ["first", "changed"])
def test_cancel_is_the_default_of_both_questions(qtbot: QtBot, theme: Theme, kind: str) -> None:
    question: FirstContactDialog | ChangedAuthorityDialog
    if kind == "first":
        question = FirstContactDialog(AUTHORITY, theme, Icons(theme))
    else:
        question = ChangedAuthorityDialog(ChangedAuthority(AUTHORITY, "c3" * 32), theme, Icons(theme))
    qtbot.addWidget(question)
    cancel = answer(question, QDialogButtonBox.ButtonRole.RejectRole)
    assert cancel.isDefault()
    assert question.focusWidget() is cancel
    assert not answer(question, QDialogButtonBox.ButtonRole.AcceptRole).autoDefault()


def test_fingerprint_is_grouped_for_reading_aloud() -> None:
    lines = fingerprint_lines("0123456789abcdef" * 4).splitlines()
    assert lines == ["0123  4567  89AB  CDEF  0123  4567  89AB  CDEF"] * 2


def test_password_can_be_shown_and_is_hidden_again_after_signing_in(qtbot: QtBot, login: LoginDialog) -> None:
    login.password.eye.trigger()
    assert login.password.echoMode() == QLineEdit.EchoMode.Normal
    with qtbot.waitSignal(login.signed_in):
        sign_in(login)
    assert login.password.echoMode() == QLineEdit.EchoMode.Password


def test_create_account_opens_the_form_of_that_server(qtbot: QtBot, login: LoginDialog) -> None:
    login.create_button.click()
    qtbot.waitUntil(lambda: login.findChild(RegisterDialog) is not None)
    dialog = login.findChild(RegisterDialog)
    assert dialog is not None
    with qtbot.waitSignal(login.signed_in):
        fill(dialog)
        dialog.create_button.click()
    assert login.username.text() == "dora@project.com"


def test_account_that_needs_approval_does_not_sign_in(qtbot: QtBot, login: LoginDialog, town: Town) -> None:
    town.needs_approval = True
    login.create_button.click()
    qtbot.waitUntil(lambda: login.findChild(RegisterDialog) is not None)
    dialog = login.findChild(RegisterDialog)
    assert dialog is not None
    fill(dialog)
    with qtbot.assertNotEmitted(login.signed_in):
        dialog.create_button.click()
        qtbot.waitUntil(lambda: bool(sentence(login)))
    assert "dora@project.com is noted" in sentence(login)


@pytest.mark.parametrize(
    ("registration", "code", "asks_for_code"),
    [("open", "", False), ("open", "abcd", True), ("invitation", "", True), ("approval", "", False)],
)
def test_form_follows_how_the_server_registers(
    register: Callable[[Server], RegisterDialog], registration: str, code: str, asks_for_code: bool
) -> None:
    dialog = register(replace(SERVER, registration=registration, code=code))
    assert dialog.invitation.isVisible() is asks_for_code
    assert dialog.invitation.text() == code


def test_closed_server_offers_no_form(register: Callable[[Server], RegisterDialog]) -> None:
    dialog = register(replace(SERVER, registration="closed"))
    assert not dialog.username.isVisible()
    assert not dialog.create_button.isVisible()
    dialog.cancel_button.click()
    assert not dialog.isVisible()


def test_invitation_is_sent_along(qtbot: QtBot, register: Callable[[Server], RegisterDialog], town: Town) -> None:
    dialog = register(replace(SERVER, registration="invitation", code="abcd"))
    fill(dialog)
    with qtbot.waitSignal(dialog.registered) as told:
        dialog.create_button.click()
    assert told.args == [NewAccount("dora@project.com", PASSWORD, False)]
    assert town.registered == [("dora", PASSWORD, "abcd")]
    assert dialog.password.text() == ""


@pytest.mark.parametrize(
    ("field", "value"), [("username", ""), ("password", ""), ("repeated", "another one"), ("invitation", " ")]
)
def test_mistake_in_the_form_is_named_before_anything_is_sent(
    register: Callable[[Server], RegisterDialog], town: Town, field: str, value: str
) -> None:
    dialog = register(replace(SERVER, registration="invitation", code="abcd"))
    fill(dialog)
    line: QLineEdit = getattr(dialog, field)
    line.setText(value)
    dialog.create_button.click()
    assert sentence(dialog)
    assert dialog.focusWidget() is line
    assert town.registered == []


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        (RegistrationRefused("taken", "the name is taken"), "username"),
        (RegistrationRefused("not allowed", "the name is reserved"), "username"),
        (RegistrationRefused("weak", "the password is too common"), "password"),
        (RegistrationRefused("closed", "the invitation is used"), "invitation"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_refusal_is_told_at_its_field(
    qtbot: QtBot, register: Callable[[Server], RegisterDialog], town: Town, fault: Fault, field: str
) -> None:
    town.registering = [fault]
    dialog = register(replace(SERVER, registration="invitation", code="abcd"))
    fill(dialog)
    dialog.create_button.click()
    qtbot.waitUntil(lambda: bool(sentence(dialog)))
    assert sentence(dialog) == fault.sentence
    assert dialog.focusWidget() is getattr(dialog, field)
    assert dialog.username.text() == "dora"


def test_strength_is_told_while_typing(register: Callable[[Server], RegisterDialog]) -> None:
    dialog = register(SERVER)
    dialog.username.setText("dora")
    dialog.password.setText("dora1234")
    assert "Weak." in dialog.meter.words.text()
    weak = dialog.meter.bar.value()
    dialog.password.setText("seven green bicycles")
    assert "Strong." in dialog.meter.words.text()
    assert dialog.meter.bar.value() > weak


def test_new_account_is_printed_without_its_password() -> None:
    assert PASSWORD not in repr(NewAccount("dora@project.com", PASSWORD, False))
