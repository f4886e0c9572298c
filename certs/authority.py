"""The local certificate authority: made once at the first start, trusted by clients from then on.

A key and a self-signed certificate (P-256, 10 years) go into the data folder; `issue` signs the server's
certificate with them. The authority is never replaced silently: every client has pinned it, so a damaged
one is an error with a sentence, not a reason to make a new one. It carries no name constraints, because
the machine's names and addresses may change within its ten years.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from certs.files import PRIVATE, CertificateError, CertificateFiles, restrict, write_private, write_public

LIFETIME = timedelta(days=3653)
# Clocks of clients differ: a certificate that starts "now" is refused by a machine a minute behind.
BACKDATED = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """The CA as it lies on disk: certificate and the key that belongs to it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def ensure_authority(files: CertificateFiles, domain: str, now: datetime) -> bool:
    """Make the CA when there is none; True when it was made.

    `now` is aware of its time zone. Raises CertificateError when the CA was there and is gone or cannot be
    read, OSError when the folder cannot be written.
    """
    with files.locked():
        if files.ca_certificate.exists():
            load_authority(files)
            return False
        if files.certificate.exists():
            raise CertificateError(
                f"{files.ca_certificate} is missing: restore it from a backup, or delete server.pem beside "
                "it to make a new certificate authority, which every client must then accept."
            )
        _make(files, domain, now)
        return True


def load_authority(files: CertificateFiles) -> Authority:
    """Read the CA. Raises CertificateError when a file is missing, unreadable, or the two do not match."""
    with _readable(files.ca_certificate):
        certificate = x509.load_pem_x509_certificate(files.ca_certificate.read_bytes())
    with _readable(files.ca_key):
        key = read_key(files.ca_key.read_bytes())
        restrict(files.ca_key, PRIVATE)
    if certificate.public_key() != key.public_key():
        raise CertificateError(
            f"{files.ca_key} does not belong to {files.ca_certificate}: restore both from the same backup."
        )
    return Authority(certificate, key)


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Turn what `file` cannot be read for into one sentence; what the library says of it stays behind that."""
    try:
        yield
    except (OSError, ValueError) as error:
        why = "it is damaged"
        if isinstance(error, OSError):
            why = "it is missing" if isinstance(error, FileNotFoundError) else error.strerror or "the system refuses"
        raise CertificateError(
            f"{file} cannot be read, {why[:1].lower()}{why[1:]}: restore ca.pem and ca.key from a backup."
        ) from error


def read_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """The P-256 key in `pem`. Raises ValueError for anything else."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except TypeError as error:
        raise ValueError("the key is encrypted") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("the key is not a P-256 key")
    return key


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """`key` as unencrypted PKCS #8 PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def signed_by(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Whether `authority` signed `certificate`; dates are not looked at."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def fingerprint(certificate_pem: bytes) -> str:
    """SHA-256 of the first certificate's DER form, 64 lower-case hexadecimal digits. Raises ValueError."""
    return x509.load_pem_x509_certificate(certificate_pem).fingerprint(hashes.SHA256()).hex()


def _make(files: CertificateFiles, domain: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_signed(key, domain, now)
    # The certificate is written last: a key alone was never seen by any client, and is made again.
    write_private(files.ca_key, key_pem(key))
    try:
        write_public(files.ca_certificate, certificate.public_bytes(serialization.Encoding.PEM))
    except OSError:
        files.ca_key.unlink()
        raise


def _self_signed(key: ec.EllipticCurvePrivateKey, domain: str, now: datetime) -> x509.Certificate:
    name = _name(domain)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_may_sign(), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
    )
    return builder.sign(key, hashes.SHA256())


def _name(domain: str) -> x509.Name:
    # RFC 5280 appendix A.1: ub-common-name is 64 characters.
    # https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1
    common = f"Postroom CA of {domain}"[:64]
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Postroom"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _may_sign() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
