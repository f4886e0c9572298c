"""The application as a whole: what anybody may ask, how refusals look, and what never leaves the server."""

from __future__ import annotations

import configparser
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from certs.authority import fingerprint
from db.database import Store
from db.settings import Ports, Settings
from db.throttle import Throttle
from tests.support.inbox_app import FAULT_ID, JSON, InboxApp, basic, ca_pem
from tests.support.stores import PASSWORD, People
from webserver.app import body_limit
from webserver.version import VERSION

OURS = "urn:postroom:error:"


@pytest.fixture
def inbox(store: Store, people: People) -> InboxApp:
    return InboxApp(store, people)


def test_discovery_tells_what_a_client_needs(store: Store, people: People) -> None:
    settings = Settings(store.path.parent, registration="invitation", ports=Ports(2587, 2465, 2443))
    answer = InboxApp(store, people, settings=settings).ask("GET", "/.well-known/postroom")
    assert answer.status == 200
    assert answer.json() == {
        "domain": "project.com",
        "version": VERSION,
        "registration": "invitation",
        "ports": {"smtpStarttls": 2587, "smtpTls": 2465, "https": 2443},
        "caFingerprint": fingerprint(ca_pem()),
    }


def test_ca_certificate_is_there_for_anybody(inbox: InboxApp) -> None:
    answer = inbox.ask("GET", "/.well-known/postroom/ca.pem")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/x-pem-file")
    assert answer.body == ca_pem()


def test_version_is_the_one_of_the_package() -> None:
    package = configparser.ConfigParser()
    package.read(Path(__file__).parent.parent / "setup.cfg")
    assert package["metadata"]["version"] == VERSION


@pytest.mark.parametrize("path", ["/", "/jmap", "/jmap/api/", "/jmap/upload", "/jmap/events/", "/nothing", "/../etc"])
def test_unknown_path_is_not_found(inbox: InboxApp, path: str) -> None:
    answer = inbox.ask("GET", path)
    assert (answer.status, answer.problem) == (404, OURS + "notFound")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/jmap/api", "POST"),
        ("PUT", "/auth/session", "DELETE"),
        ("POST", "/.well-known/jmap", "GET"),
        ("POST", "/jmap/download/A1/B1/x", "GET"),
    ],
)
def test_wrong_method_is_told_what_is_allowed(inbox: InboxApp, method: str, path: str, allowed: str) -> None:
    answer = inbox.ask(method, path)
    assert (answer.status, answer.problem) == (405, "about:blank")
    assert allowed in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/.well-known/jmap", "/jmap/download/A1/B1/x"])
def test_head_is_answered_like_get_without_the_body(inbox: InboxApp, path: str) -> None:
    answer = inbox.ask("HEAD", path, headers={"Authorization": f"Bearer {inbox.token('anna')}"})
    known = inbox.get("anna", path)
    assert (answer.status, answer.body) == (known.status, b"")
    assert answer.headers.get("content-length") == str(len(known.body))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/.well-known/jmap"),
        ("POST", "/jmap/api"),
        ("GET", "/jmap/download/A1/B1/x"),
        ("DELETE", "/auth/session"),
    ],
)
@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer nonsense",
        "Bearer pst_" + "x" * 43,
        "Digest x",
        "Basic",
        "Basic !!!",
        "Basic cXVhcms=",
        "\xff",
    ],
)
def test_nobody_gets_in_without_a_sign_in(inbox: InboxApp, method: str, path: str, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = inbox.ask(method, path, b"{}", {**JSON, **headers})
    assert (answer.status, answer.problem) == (401, OURS + "signInNeeded")
    assert answer.headers["www-authenticate"] == 'Bearer realm="Postroom", Basic realm="Postroom", charset="UTF-8"'


def test_every_answer_is_kept_from_caches_frames_and_guesses(inbox: InboxApp) -> None:
    for path in ("/.well-known/postroom", "/.well-known/jmap", "/nothing"):
        headers = inbox.ask("GET", path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers


def test_fault_of_ours_tells_an_id_and_nothing_else(
    store: Store, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    def broken_clock() -> float:
        raise RuntimeError("secret words of a fault")

    inbox = InboxApp(store, people, throttle=Throttle(clock=broken_clock))
    answer = inbox.ask("GET", "/.well-known/jmap", headers=basic("anna", "wrong password"))
    assert (answer.status, answer.problem) == (500, OURS + "fault")
    assert FAULT_ID in answer.json()["detail"]
    assert b"secret" not in answer.body
    assert f"fault id={FAULT_ID}" in caplog.text
    assert "secret words of a fault" in caplog.text


def test_store_that_cannot_answer_is_busy(inbox: InboxApp) -> None:
    headers = {"Authorization": f"Bearer {inbox.token('anna')}"}
    inbox.store.run_tx(lambda tx: tx.execute("ALTER TABLE session RENAME TO elsewhere"))
    answer = inbox.ask("GET", "/.well-known/jmap", headers=headers)
    assert (answer.status, answer.problem) == (503, OURS + "busy")
    assert int(answer.headers["retry-after"]) > 0
    assert b"table" not in answer.body


def test_log_line_of_a_request_has_no_secrets(inbox: InboxApp, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="postroom.events")
    body = json.dumps({"username": "anna", "password": PASSWORD}).encode()
    token = inbox.ask("POST", "/auth/session", body, JSON).json()["token"]
    inbox.ask("GET", "/.well-known/jmap", headers=basic("anna"))
    inbox.ask("GET", f"/jmap/download/A1/B1/{token}?type=x", headers={"Authorization": f"Bearer {token}"})
    inbox.ask("DELETE", "/auth/session", headers={"Authorization": f"Bearer {token}"})
    lines = [line for line in caplog.messages if line.startswith("request ")]
    assert len(lines) == 4
    assert "route=/jmap/download/{account_id}/{blob_id}/{name:path} status=400" in lines[2]
    assert f"account={inbox.people['anna'].id}" in lines[1]
    for secret in (PASSWORD, token, basic("anna")["Authorization"].split()[1]):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/.well-known/jmap"), ("POST", "/jmap/api"), ("GET", "/nothing"), ("HEAD", "/.well-known/postroom")],
)
def test_application_keeps_to_wsgi(inbox: InboxApp, method: str, path: str) -> None:
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "HTTP_AUTHORIZATION": f"Bearer {inbox.token('anna')}",
    }
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return lambda _: None

    answer = validator(inbox.application)(environ, start)
    b"".join(answer)
    close = getattr(answer, "close", None)
    assert callable(close)
    close()
    assert len(statuses) == 1


def test_transport_lets_only_the_api_and_uploads_have_large_bodies(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    limit = body_limit(settings)
    assert limit("POST", "/jmap/api") > 10_000_000
    assert limit("POST", "/jmap/upload/A1") > settings.limits.message_size
    assert limit("POST", "/auth/session") < 100_000
    assert limit("POST", "/smtp/credential") > 1_000_000


def test_settings_of_limits_are_the_sessions_limits(store: Store, people: People) -> None:
    base = Settings(store.path.parent)
    settings = replace(base, limits=replace(base.limits, message_size=1_000_000))
    session = InboxApp(store, people, settings=settings).get("anna", "/.well-known/jmap").json()
    (account,) = session["accounts"].values()
    assert account["accountCapabilities"]["urn:ietf:params:jmap:mail"]["maxSizeAttachmentsPerEmail"] == 700_000
