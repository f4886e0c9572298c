"""The server's certificate: what it says, that tools accept it, and when it is issued again."""

import multiprocessing
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certs.authority import ensure_authority
from certs.contexts import server_context
from certs.files import CertificateError, CertificateFiles, write_private
from certs.issue import ensure_certificate
from tests.support.certificates import NAMES, make_certificates

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> CertificateFiles:
    files = CertificateFiles(tmp_path / "certs")
    ensure_authority(files, "project.com", NOW)
    assert ensure_certificate(files, NAMES, NOW)
    return files


def _leaf(files: CertificateFiles) -> x509.Certificate:
    return x509.load_pem_x509_certificates(files.certificate.read_bytes())[0]


def test_certificate_says_what_a_server_certificate_must(files: CertificateFiles) -> None:
    leaf = _leaf(files)
    key = leaf.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert leaf.not_valid_before_utc <= NOW - timedelta(minutes=5)
    assert leaf.not_valid_after_utc == NOW + 90 * DAY


def test_certificate_carries_every_name_and_address(files: CertificateFiles) -> None:
    alternatives = _leaf(files).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert alternatives.get_values_for_type(x509.DNSName) == ["project.com", "localhost"]
    assert list(map(str, alternatives.get_values_for_type(x509.IPAddress))) == ["127.0.0.1", "::1"]


def test_certificate_file_is_the_leaf_followed_by_the_authority(files: CertificateFiles) -> None:
    chain = x509.load_pem_x509_certificates(files.certificate.read_bytes())
    assert chain[1:] == x509.load_pem_x509_certificates(files.ca_certificate.read_bytes())


def test_files_have_their_modes(files: CertificateFiles) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in files.folder.iterdir()}
    assert modes.pop(".lock") == 0o600
    assert modes == {"ca.pem": 0o644, "ca.key": 0o600, "server.pem": 0o644, "server.key": 0o600}


def test_name_over_64_characters_is_an_alternative_name_only(files: CertificateFiles) -> None:
    long = "a" * 40 + "." + "b" * 40 + ".example"
    assert ensure_certificate(files, (long, "::1"), NOW)
    common = _leaf(files).subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
    assert common == "::1"
    server_context(files.certificate, files.key)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
@pytest.mark.parametrize(
    "expected", ["-verify_hostname=localhost", "-verify_ip=127.0.0.1", "-verify_ip=::1", "-purpose=sslserver"]
)
def test_openssl_verifies_the_certificate_strictly(tmp_path: Path, expected: str) -> None:
    files = make_certificates(tmp_path / "now")
    command = ["openssl", "verify", "-x509_strict", "-check_ss_sig", "-CAfile", str(files.ca_certificate)]
    result = subprocess.run(
        [*command, *expected.split("="), files.certificate], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout.strip()) == (0, f"{files.certificate}: OK"), result.stderr


def test_certificate_is_not_renewed_before_its_last_30_days(files: CertificateFiles) -> None:
    before = files.certificate.read_bytes()
    assert not ensure_certificate(files, NAMES, NOW + 60 * DAY)
    assert files.certificate.read_bytes() == before


def test_certificate_is_renewed_in_its_last_30_days(files: CertificateFiles) -> None:
    later = NOW + 60 * DAY + timedelta(seconds=1)
    assert ensure_certificate(files, NAMES, later)
    assert _leaf(files).not_valid_after_utc == later + 90 * DAY
    assert not ensure_certificate(files, NAMES, later)


def test_renewal_keeps_the_key(files: CertificateFiles) -> None:
    key, serial = files.key.read_bytes(), _leaf(files).serial_number
    assert ensure_certificate(files, NAMES, NOW + 80 * DAY)
    assert files.key.read_bytes() == key
    assert _leaf(files).serial_number != serial


def test_certificate_from_the_future_is_replaced(files: CertificateFiles) -> None:
    assert ensure_certificate(files, NAMES, NOW - 2 * DAY)


def test_order_and_spelling_of_names_do_not_matter(files: CertificateFiles) -> None:
    assert not ensure_certificate(files, ("0:0::1", "127.0.0.1", "LOCALHOST", "project.com."), NOW)


@pytest.mark.parametrize("names", [(*NAMES, "new.example"), NAMES[1:]])
def test_other_names_are_a_reason_to_issue(files: CertificateFiles, names: tuple[str, ...]) -> None:
    assert ensure_certificate(files, names, NOW)


def test_no_names_is_an_error(files: CertificateFiles) -> None:
    with pytest.raises(CertificateError, match="at least one name"):
        ensure_certificate(files, (), NOW)


@pytest.mark.parametrize("name", ["server.pem", "server.key"])
@pytest.mark.parametrize("damage", [None, b"", b"nonsense"])
def test_missing_or_damaged_file_is_made_again(files: CertificateFiles, name: str, damage: bytes | None) -> None:
    path = files.folder / name
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    assert ensure_certificate(files, NAMES, NOW)
    server_context(files.certificate, files.key)


def test_key_of_another_certificate_is_a_reason_to_issue(files: CertificateFiles, tmp_path: Path) -> None:
    other = make_certificates(tmp_path / "other")
    write_private(files.key, other.key.read_bytes())
    assert ensure_certificate(files, NAMES, NOW)
    server_context(files.certificate, files.key)


def test_certificate_of_another_authority_is_replaced(files: CertificateFiles, tmp_path: Path) -> None:
    other = CertificateFiles(tmp_path / "other")
    ensure_authority(other, "project.com", NOW)
    shutil.copy(other.ca_certificate, files.ca_certificate)
    shutil.copy(other.ca_key, files.ca_key)
    assert ensure_certificate(files, NAMES, NOW)
    _leaf(files).verify_directly_issued_by(x509.load_pem_x509_certificate(other.ca_certificate.read_bytes()))


def test_no_authority_is_told(tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match="cannot be read"):
        ensure_certificate(CertificateFiles(tmp_path / "certs"), NAMES, NOW)


def test_certificate_ends_with_its_authority_and_is_then_not_issued_every_hour(
    files: CertificateFiles,
) -> None:
    late = NOW + 3640 * DAY
    assert ensure_certificate(files, NAMES, late)
    assert not ensure_certificate(files, NAMES, late + timedelta(hours=1))


def test_expired_authority_is_told(files: CertificateFiles) -> None:
    files.certificate.unlink()
    with pytest.raises(CertificateError, match="has expired"):
        ensure_certificate(files, NAMES, NOW + 3653 * DAY)


def _issue_in_a_process(folder: Path, start: float) -> bool:
    return ensure_certificate(CertificateFiles(folder), NAMES, datetime.fromtimestamp(start, UTC))


def test_two_processes_that_find_it_due_issue_it_once(files: CertificateFiles) -> None:
    due = (NOW + 80 * DAY).timestamp()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        issued = pool.starmap(_issue_in_a_process, [(files.folder, due)] * 4, chunksize=1)
    assert sorted(issued) == [False, False, False, True]
    server_context(files.certificate, files.key)
