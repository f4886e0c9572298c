"""Renewal on live contexts: no restart, whoever wrote the files."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.contexts import client_context, server_context
from certs.files import CertificateError, CertificateFiles
from certs.issue import ensure_certificate
from certs.renewal import Renewal
from tests.support.certificates import NAMES, make_certificates
from tests.support.tls_greeter import certificate_shown, greeting_server

LATER = timedelta(days=70)


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> CertificateFiles:
    return make_certificates(tmp_path / "certs")


def test_nothing_is_done_while_nothing_is_due(files: CertificateFiles) -> None:
    before = files.certificate.read_bytes()
    renewal = Renewal(files, NAMES, [server_context(files.certificate, files.key)])
    assert not renewal.check(datetime.now(UTC))
    assert files.certificate.read_bytes() == before


def test_renewed_certificate_is_shown_by_a_running_server(files: CertificateFiles) -> None:
    now = datetime.now(UTC)
    files.certificate.unlink()
    ensure_certificate(files, NAMES, now - LATER)
    context = server_context(files.certificate, files.key)
    renewal = Renewal(files, NAMES, [context])
    trust = client_context(files.ca_certificate)
    with greeting_server(context) as port:
        old = certificate_shown(port, trust, "localhost")
        assert certificate_shown(port, trust, "localhost") == old
        assert renewal.check(now)
        assert certificate_shown(port, trust, "localhost") != old


def test_certificate_renewed_by_another_process_is_taken_over(files: CertificateFiles) -> None:
    first = Renewal(files, NAMES, [server_context(files.certificate, files.key)])
    second = Renewal(files, NAMES, [server_context(files.certificate, files.key)])
    due = datetime.now(UTC) + LATER
    assert first.check(due)
    renewed = files.certificate.read_bytes()
    assert second.check(due)
    assert files.certificate.read_bytes() == renewed
    assert not first.check(due)
    assert not second.check(due)


def test_checks_at_once_renew_once_and_all_reload(files: CertificateFiles) -> None:
    renewals = [Renewal(files, NAMES, [server_context(files.certificate, files.key)]) for _ in range(4)]
    due = datetime.now(UTC) + LATER
    seen: list[tuple[bool, bytes]] = []

    def check(renewal: Renewal) -> None:
        seen.append((renewal.check(due), files.certificate.read_bytes()))

    threads = [threading.Thread(target=check, args=(renewal,)) for renewal in renewals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [reloaded for reloaded, _ in seen] == [True] * 4
    assert len({certificate for _, certificate in seen}) == 1


def test_renewal_without_the_authority_is_told_and_the_server_goes_on(files: CertificateFiles) -> None:
    context = server_context(files.certificate, files.key)
    renewal = Renewal(files, NAMES, [context])
    files.ca_key.rename(files.folder / "away")
    with pytest.raises(CertificateError, match="restore"):
        renewal.check(datetime.now(UTC))
    with greeting_server(context) as port:
        assert certificate_shown(port, client_context(files.ca_certificate), "localhost")
