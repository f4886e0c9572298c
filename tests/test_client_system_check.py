"""What the server finds when it checks itself, read by the client and known sentence by sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QApplication

from client.check_line import CheckLine, Verdict, worst
from client.errors import NotPostroom
from client.gui.spoken import spoken
from client.https_connection import Answer
from client.jmap_client import JmapClient
from client.known_checks import KNOWN, NAMES, check_name, check_sentence
from client.system_check import fetch_checks
from client.wording import Said
from db import outbound, secretbox
from db.database import Store
from db.secretbox import SecretBox
from db.settings import Settings
from tests.support.admin_site import AdminSite
from tests.support.german import german_spoken
from tests.support.stores import People
from webserver.admin import health
from webserver.admin.dkim_keys import DkimKey
from webserver.admin.health import Check

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
KEY_PROBLEMS = (
    "It cannot be read.",
    "It is locked with a password.",
    "It is no private key in PEM form.",
    "It is not an RSA key.",
    "Its name is no selector: letters, digits and hyphens only.",
)
NO_MAIL: dict[outbound.State, int] = {
    "waiting": 0, "claimed": 0, "sent": 0, "failed": 0, "held": 0, "dropped": 0,
}  # fmt: skip


def every_line(store: Store, site: AdminSite) -> Iterator[Check]:
    """Every line that the server can tell, with whatever verdict."""
    folder = Settings(store.path.parent)
    for name in ("Server certificate", "Certificate authority"):
        for ends in (NOW + 30 * DAY, NOW + 3 * DAY, NOW - DAY, None):
            yield health.certificate(name, ends, NOW, 7)
    yield from (health.courier(last, 100_000) for last in (None, 1000, 99_999))
    yield from (health.disk(free, 10**11) for free in (10**11, 3 * 10**9, 10**8))
    yield from (health.store_size(size, most) for size, most in ((10**6, 0), (10**6, 10**9), (95, 100)))
    yield from (health.search_index(there, behind) for there, behind in ((False, 0), (True, 0), (True, 7), (True, 900)))
    yield from (health.backups(at, 10**9) for at in (None, 1e9, 1e9 - 90_000, 1e9 - 3 * 86_400, 1e9 - 10**7))
    yield from (health.way_outside(mode) for mode in ("local", "relay", "direct"))
    yield from health.signing([], "local")
    yield from health.signing([], "direct")
    yield from health.signing(
        [DkimKey("dkim/a.pem", "a._domainkey.b.c", "v=DKIM1;p=x", bits) for bits in (999, 2048)], ""
    )
    yield from health.signing([DkimKey("dkim/a.pem", problem=one) for one in KEY_PROBLEMS], "relay")
    yield from (health.queue({**NO_MAIL, "held": held}) for held in (0, 2))
    for mode in ("open", "invitation", "approval", "closed"):
        yield from (health.who_may_register(mode, host) for host in ("127.0.0.1", "192.0.2.1"))
    yield health.networks(folder)
    yield health.networks(replace(folder, admin_networks=("192.168.1.0/24",)))
    yield health.networks(replace(folder, host="0.0.0.0"))
    yield health.master_key(site.box, store)


def test_every_line_of_the_server_is_known_and_no_other(store: Store, people: People) -> None:
    site = AdminSite(store, people)
    lines = list(every_line(store, site))
    assert {line.name for line in lines} == NAMES.keys()
    assert {one.name for one in health.look(store, site.app.settings, site.box, NOW)} == NAMES.keys()
    said = {words for line in lines for words in (line.words, line.remedy) if words}
    unknown = sorted(words for words in said if not isinstance(check_sentence(words), Said))
    assert unknown == []
    met = {found.words for words in said if isinstance(found := check_sentence(words), Said)}
    # A key that is missing or wrong: below.
    of_keys = {one.words for one in KNOWN if "password" in one.words or "scripts/start" in one.words}
    of_keys |= {"There is none yet.", "It cannot be used: mail to the outside waits."}
    assert {one.words for one in KNOWN} - met <= of_keys


def test_line_of_a_lost_key_is_known(store: Store, people: People, tmp_path: Path) -> None:
    site = AdminSite(store, people)
    fields = {"server": "smtp.example.com", "username": "a", "password": "x y z", "from_address": "a@example.com"}
    none = health.master_key(SecretBox(tmp_path / "none"), store)
    site.sign_in()
    assert site.submit("/admin/smtp/new", "/admin/smtp/new", fields).status == 303
    site.box.file.unlink()
    gone = health.master_key(site.box, store)
    assert not secretbox.ensure_keys(store, site.box.file)
    for words in (none.words, none.remedy, gone.words):
        assert isinstance(check_sentence(words), Said), words


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    with german_spoken(qapp):
        yield


@pytest.mark.usefixtures("german")
def test_lines_are_german_in_a_german_window() -> None:
    assert spoken(check_name("Courier")) == "Kurier"
    found = check_sentence("Good for 30 days, until 2026-03-31.")
    assert spoken(found) == "Noch 30 Tage gültig, bis 2026-03-31."
    assert spoken(check_sentence("Nobody knows this one.")) == "Nobody knows this one."


class Jmap(JmapClient):
    """Answers one question with what it was given."""

    def __init__(self, answer: object) -> None:
        self.host, self.port = "mail.project.com", 1443
        self.body = json.dumps(answer).encode()
        self.asked: list[tuple[str, str]] = []

    def exchange(self, method: str, path: str, body: object, *, expected: int, repeatable: bool) -> Answer:
        self.asked.append((method, path))
        return Answer(200, {"content-type": "application/json"}, self.body)


def test_lines_are_read_from_the_answer() -> None:
    one = {"name": "Courier", "verdict": "fault", "words": "It works.", "remedy": "Do\x1b[2J it."}
    jmap = Jmap({"worst": "fault", "checks": [one]})
    (line,) = fetch_checks(jmap)
    assert jmap.asked == [("GET", "/api/health")]
    assert (line.name, line.verdict, line.words) == ("Courier", Verdict.FAULT, "It works.")
    assert line.remedy.isprintable()


def test_record_for_the_dns_comes_whole(tmp_path: Path) -> None:
    """It was cut off after 300 characters, and a record that is cut off is of no use."""
    key = DkimKey("dkim/mail.pem", "mail._domainkey.project.com", "v=DKIM1;k=rsa;p=" + "A" * 720, 4096)
    (told,) = health.signing([key], "direct")
    one = {"name": told.name, "verdict": told.verdict, "words": told.words, "remedy": told.remedy}
    (line,) = fetch_checks(Jmap({"worst": "good", "checks": [one]}))
    assert str(line.words).endswith(f" {key.value}")


@pytest.mark.parametrize(
    "answer", [[], {}, {"checks": [1]}, {"checks": [{"name": "x", "verdict": "fine", "words": "", "remedy": ""}]}]
)
def test_answer_of_another_shape_is_no_postroom(answer: object) -> None:
    with pytest.raises(NotPostroom):
        fetch_checks(Jmap(answer))


def test_worst_of_several_lines() -> None:
    good, warning, fault = (CheckLine("", one, "") for one in Verdict)
    assert worst([]) is Verdict.GOOD
    assert worst([good, warning]) is Verdict.WARNING
    assert worst([warning, fault, good]) is Verdict.FAULT
