"""The local certificate authority: made once, kept, and never replaced without a word."""

import hashlib
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from certs.authority import ensure_authority, fingerprint, load_authority
from certs.files import CertificateError, CertificateFiles, write_private
from tests.support.certificates import make_certificates

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> CertificateFiles:
    return CertificateFiles(tmp_path / "certs")


def test_authority_is_made_once(files: CertificateFiles) -> None:
    assert ensure_authority(files, "project.com", NOW)
    first = files.ca_certificate.read_bytes()
    assert not ensure_authority(files, "project.com", NOW)
    assert files.ca_certificate.read_bytes() == first


def test_authority_may_sign_leaves_and_nothing_below_for_ten_years(files: CertificateFiles) -> None:
    ensure_authority(files, "project.com", NOW)
    ca = load_authority(files).certificate
    constraints = ca.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = ca.extensions.get_extension_for_class(x509.KeyUsage)
    assert constraints.critical
    assert (constraints.value.ca, constraints.value.path_length) == (True, 0)
    assert usage.critical
    assert usage.value.key_cert_sign
    assert not usage.value.digital_signature
    assert ca.not_valid_before_utc < NOW
    assert ca.not_valid_after_utc.year == 2036


def test_authority_key_is_for_the_owner_only(files: CertificateFiles) -> None:
    ensure_authority(files, "project.com", NOW)
    assert files.ca_key.stat().st_mode & 0o777 == 0o600
    files.ca_key.chmod(0o644)
    ensure_authority(files, "project.com", NOW)
    assert files.ca_key.stat().st_mode & 0o777 == 0o600


def test_authority_of_a_domain_with_a_long_name(files: CertificateFiles) -> None:
    assert ensure_authority(files, "a" * 60 + ".example", NOW)


def test_key_alone_from_an_interrupted_first_start_is_made_again(files: CertificateFiles) -> None:
    ensure_authority(files, "project.com", NOW)
    files.ca_certificate.unlink()
    assert ensure_authority(files, "project.com", NOW)
    load_authority(files)


def test_lost_authority_certificate_is_told_and_not_replaced(tmp_path: Path) -> None:
    files = make_certificates(tmp_path / "certs")
    files.ca_certificate.unlink()
    with pytest.raises(CertificateError, match=r"ca\.pem is missing: restore it from a backup"):
        ensure_authority(files, "project.com", NOW)
    assert not files.ca_certificate.exists()


def test_lost_authority_key_is_told(files: CertificateFiles) -> None:
    ensure_authority(files, "project.com", NOW)
    files.ca_key.unlink()
    with pytest.raises(CertificateError, match="restore"):
        ensure_authority(files, "project.com", NOW)


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
@pytest.mark.parametrize("which", ["ca.pem", "ca.key"])
def test_damaged_authority_is_told_in_one_plain_sentence(files: CertificateFiles, damage: bytes, which: str) -> None:
    """What the library says of it (an address in its manual, "MalformedFraming") stood in the sentence."""
    ensure_authority(files, "project.com", NOW)
    file = files.folder / which
    file.write_bytes(damage)
    with pytest.raises(CertificateError) as refused:
        ensure_authority(files, "project.com", NOW)
    said = f"{file} cannot be read, it is damaged: restore ca.pem and ca.key from a backup."
    assert str(refused.value) == said
    assert isinstance(refused.value.__cause__, ValueError)


def test_authority_that_may_not_be_read_is_told_with_the_reason_of_the_system(files: CertificateFiles) -> None:
    ensure_authority(files, "project.com", NOW)
    files.ca_key.unlink()
    with pytest.raises(CertificateError, match=r"ca\.key cannot be read, it is missing: restore"):
        ensure_authority(files, "project.com", NOW)
    files.ca_key.mkdir()
    with pytest.raises(CertificateError, match=r"ca\.key cannot be read, is a directory: restore"):
        ensure_authority(files, "project.com", NOW)


def test_key_of_another_authority_is_told(files: CertificateFiles, tmp_path: Path) -> None:
    other = CertificateFiles(tmp_path / "other")
    ensure_authority(files, "project.com", NOW)
    ensure_authority(other, "project.com", NOW)
    write_private(files.ca_key, other.ca_key.read_bytes())
    with pytest.raises(CertificateError, match="does not belong"):
        ensure_authority(files, "project.com", NOW)


def test_fingerprint_is_the_sha256_of_the_der_form(files: CertificateFiles) -> None:
    ensure_authority(files, "project.com", NOW)
    pem = files.ca_certificate.read_bytes()
    der = ssl.PEM_cert_to_DER_cert(pem.decode())
    assert fingerprint(pem) == hashlib.sha256(der).hexdigest()


def test_fingerprint_of_a_chain_is_that_of_its_first_certificate(tmp_path: Path) -> None:
    files = make_certificates(tmp_path / "certs")
    leaf, ca = x509.load_pem_x509_certificates(files.certificate.read_bytes())
    assert leaf != ca
    assert fingerprint(files.certificate.read_bytes()) != fingerprint(files.ca_certificate.read_bytes())


def test_fingerprint_of_no_certificate_is_an_error() -> None:
    with pytest.raises(ValueError, match="PEM"):
        fingerprint(b"not a certificate")
