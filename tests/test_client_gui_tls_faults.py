"""The four things that can be wrong with a server's certificate, each at a real handshake and told by the sign-in
window in a sentence of its own; nothing secret is said to such a server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from certs.authority import ensure_authority
from certs.contexts import server_context
from certs.files import CertificateFiles
from certs.issue import ensure_certificate
from client.gui.front_door import FrontDoor
from client.gui.icons import Icons
from client.gui.login_dialog import LoginDialog
from client.gui.tasks import Tasks
from client.gui.trust_dialogs import ChangedAuthorityDialog
from client.server_answers import Authority
from client.trust import CA_PATH, TrustStore, fingerprint
from tests.support.gui_desk import themed
from tests.support.gui_hands import show
from tests.support.gui_notices import sentence
from tests.support.gui_town import PASSWORD, sign_in
from tests.support.scripted_http import answer, routes
from tests.support.scripted_server import ScriptedServer

HERE = "127.0.0.1"
KIND = "application/x-pem-file"


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def files_of(folder: Path, name: str = HERE, days: int = 0) -> CertificateFiles:
    """A CA, and a certificate that was issued so many days from now (or ago)."""
    files, now = CertificateFiles(folder), datetime.now(UTC)
    ensure_authority(files, "project.com", now - timedelta(days=1000))
    ensure_certificate(files, (name,), now + timedelta(days=days))
    return files


def serving(files: CertificateFiles, shown: CertificateFiles) -> ScriptedServer:
    """A server that says nothing but the CA of `shown`."""
    context = server_context(files.certificate, files.key)
    pem = shown.ca_certificate.read_bytes()
    return ScriptedServer(routes({f"GET {CA_PATH}": answer(pem, "200 OK", KIND)}), context=context, tls=True)


def window_at(
    qtbot: QtBot, tasks: Tasks, folder: Path, server: ScriptedServer, trusted: CertificateFiles
) -> LoginDialog:
    """The sign-in window after one attempt at that server, of which it trusts this CA."""
    trust, pem = TrustStore(folder), trusted.ca_certificate.read_text("ascii")
    trust.pin(Authority(HERE, server.port, pem, fingerprint(pem)))
    theme = themed()
    dialog = LoginDialog(FrontDoor(trust), tasks, theme, Icons(theme))
    qtbot.addWidget(dialog)
    dialog.prefill(f"{HERE}:{server.port}", "anna")
    show(qtbot, dialog)
    sign_in(dialog)
    return dialog


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [
        (HERE, -200, "has expired"),
        (HERE, 400, "is not valid yet"),
        ("elsewhere.org", 0, "name"),
    ],
)
def test_certificate_of_another_time_or_name(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, name: str, days: int, words: str
) -> None:
    files = files_of(tmp_path / "a", name, days)
    with serving(files, files) as server:
        login = window_at(qtbot, tasks, tmp_path / "home", server, files)
        qtbot.waitUntil(lambda: bool(sentence(login)))
        assert words in sentence(login)
        assert not any(PASSWORD.encode() in heard for heard in server.heard)
    assert login.password.text() == PASSWORD


def test_certificate_of_an_authority_that_is_not_trusted(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    trusted, other = files_of(tmp_path / "a"), files_of(tmp_path / "b")
    with serving(other, trusted) as server:
        login = window_at(qtbot, tasks, tmp_path / "home", server, trusted)
        qtbot.waitUntil(lambda: bool(sentence(login)))
        assert "not issued by an authority that you trust" in sentence(login)
        assert not any(PASSWORD.encode() in heard for heard in server.heard)


def test_changed_authority_blocks(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    trusted, other = files_of(tmp_path / "a"), files_of(tmp_path / "b")
    with serving(other, other) as server:
        login = window_at(qtbot, tasks, tmp_path / "home", server, trusted)
        qtbot.waitUntil(lambda: login.findChild(ChangedAuthorityDialog) is not None)
        question = login.findChild(ChangedAuthorityDialog)
        assert question is not None
        question.reject()
        qtbot.waitUntil(tasks.is_idle)
        pinned = TrustStore(tmp_path / "home").pinned(HERE, server.port)
        assert not any(PASSWORD.encode() in heard for heard in server.heard)
    assert pinned is not None
    assert pinned.fingerprint == fingerprint(trusted.ca_certificate.read_text("ascii"))
