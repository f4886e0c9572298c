"""The server's own certificate: issued by the local CA, and issued again before anybody has to think of it.

`ensure_certificate` looks at what is on disk and replaces it when it is missing, unreadable, foreign, for
other names, or in its last 30 of 90 days. The private key stays as long as it is sound: a live context
that takes over the new certificate then never holds one without its key. The CA's files are only read.
"""

import ipaddress
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from certs.authority import BACKDATED, Authority, key_pem, load_authority, read_key, signed_by
from certs.files import PRIVATE, CertificateError, CertificateFiles, restrict, write_private, write_public
from certs.names import is_address, machine_names, spelled

__all__ = ["LIFETIME", "RENEWED_BEFORE", "ensure_certificate", "is_due", "machine_names"]

LIFETIME = timedelta(days=90)
RENEWED_BEFORE = timedelta(days=30)


def ensure_certificate(files: CertificateFiles, names: Sequence[str], now: datetime) -> bool:
    """Issue the server's certificate when it is due; True when it was issued.

    `names` are host names and IP addresses, at least one; `now` is aware of its time zone. Raises
    CertificateError (no usable CA, an impossible name) and OSError (the folder cannot be written).
    """
    wanted = tuple(dict.fromkeys(map(spelled, names)))
    if not wanted:
        raise CertificateError("The server's certificate needs at least one name or address.")
    with files.locked():
        authority = load_authority(files)
        if not is_due(files, wanted, authority, now):
            restrict(files.key, PRIVATE)
            return False
        _issue(files, wanted, authority, now)
        return True


def is_due(files: CertificateFiles, names: Sequence[str], authority: Authority, now: datetime) -> bool:
    """Whether the certificate on disk must be replaced; reads the files and changes nothing."""
    key = _sound_key(files.key)
    try:
        leaf, issuer, *_ = x509.load_pem_x509_certificates(files.certificate.read_bytes())
        fits = (
            key is not None
            and key.public_key() == leaf.public_key()
            and issuer == authority.certificate
            and signed_by(leaf, authority.certificate)
            and _names_in(leaf) == set(names)
        )
    except (OSError, ValueError, x509.ExtensionNotFound):
        return True
    return not fits or _runs_out(leaf, authority, now)


def _runs_out(leaf: x509.Certificate, authority: Authority, now: datetime) -> bool:
    if now < leaf.not_valid_before_utc:
        return True
    # A certificate that lives as long as its CA cannot be made any longer.
    longer = leaf.not_valid_after_utc < authority.certificate.not_valid_after_utc
    return longer and leaf.not_valid_after_utc - now < RENEWED_BEFORE


def _names_in(leaf: x509.Certificate) -> set[str]:
    alternatives = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = alternatives.get_values_for_type(x509.IPAddress)
    return {*alternatives.get_values_for_type(x509.DNSName), *map(str, addresses)}


def _sound_key(path: Path) -> ec.EllipticCurvePrivateKey | None:
    try:
        return read_key(path.read_bytes())
    except (OSError, ValueError):
        return None


def _issue(files: CertificateFiles, names: Sequence[str], authority: Authority, now: datetime) -> None:
    if now >= authority.certificate.not_valid_after_utc:
        raise CertificateError(
            f"The certificate authority in {files.folder} has expired: move that folder away, start again, "
            "and let every client accept the new one."
        )
    key = _sound_key(files.key)
    if key is None:
        key = ec.generate_private_key(ec.SECP256R1())
        write_private(files.key, key_pem(key))
    restrict(files.key, PRIVATE)
    chain = (_leaf(key, names, authority, now), authority.certificate)
    write_public(files.certificate, b"".join(c.public_bytes(serialization.Encoding.PEM) for c in chain))


def _leaf(
    key: ec.EllipticCurvePrivateKey, names: Sequence[str], authority: Authority, now: datetime
) -> x509.Certificate:
    issuer = authority.certificate
    issuer_id = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject(names))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(now - BACKDATED, issuer.not_valid_before_utc))
        .not_valid_after(min(now + LIFETIME, issuer.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_may_serve(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_alternatives(names), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_id), critical=False)
    )
    return builder.sign(authority.key, hashes.SHA256())


def _subject(names: Iterable[str]) -> x509.Name:
    # RFC 5280 appendix A.1: ub-common-name is 64 characters; clients look at the alternative names only.
    # https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1
    common = next((name for name in names if len(name) <= 64), "Postroom")
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _alternatives(names: Iterable[str]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName(
        [x509.IPAddress(ipaddress.ip_address(name)) if is_address(name) else x509.DNSName(name) for name in names]
    )


def _may_serve() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
