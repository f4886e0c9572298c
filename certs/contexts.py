"""The TLS settings of every connection: server, client, and relay.

Each function gives a fresh `ssl.SSLContext` that speaks TLS 1.2 and newer with the suites of Mozilla's
intermediate profile. Only the standard library is used, because the desktop client has nothing else of the
servers. Nothing here makes or renews a certificate.
"""

import ssl
from collections.abc import Sequence
from pathlib import Path

# Mozilla, "Server Side TLS", intermediate, without the DHE suites: they need parameters and no client of
# today lacks ECDHE. https://wiki.mozilla.org/Security/Server_Side_TLS
CIPHERS = ":".join(
    (
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-CHACHA20-POLY1305",
    )
)
GROUPS = "X25519:prime256v1:secp384r1"


def server_context(certificate: Path, key: Path, alpn: Sequence[str] = ()) -> ssl.SSLContext:
    """The context of a listener; `certificate` is PEM, leaf first, `alpn` the protocols in order of liking.

    A renewed certificate is taken over by `load_cert_chain` on the same context: connections opened after
    that see it. Raises OSError (ssl.SSLError is one) when the files cannot be read or do not match.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _harden(context)
    # RFC 9325 section 3.5 and 3.3: renegotiation costs the server more than the peer; compression leaks.
    # https://www.rfc-editor.org/rfc/rfc9325#section-3
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.load_cert_chain(certificate, key)
    if alpn:
        context.set_alpn_protocols(list(alpn))
    return context


def client_context(ca: Path | None = None, ca_pem: str | None = None) -> ssl.SSLContext:
    """The context of a client that trusts one CA and nothing else; the host name is always checked.

    Give the CA as a file or as PEM text, one of the two (ValueError else). Raises OSError (ssl.SSLError is
    one) when it is no certificate.
    """
    if (ca is None) == (ca_pem is None):
        raise ValueError("give the CA either as a file or as text")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _harden(context)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.load_verify_locations(cafile=ca, cadata=ca_pem)
    return context


def relay_context(ca: Path | None = None, ca_pem: str | None = None) -> ssl.SSLContext:
    """The context for a relay: the system's trusted CAs, or the private CA given (as a file or as PEM text), and the
    host name checked.

    Suites are OpenSSL's own from TLS 1.2 on: a relay is somebody else's machine. Raises OSError as above.
    """
    context = ssl.create_default_context(cafile=ca, cadata=ca_pem)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def opportunistic_context() -> ssl.SSLContext:
    """The context for whatever host a domain names for its mail: encrypted, whoever it is.

    RFC 7435: nobody there can be verified, and the choice is between this and sending in clear. Never for a password.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _harden(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    _limit_groups(context)


def _limit_groups(context: ssl.SSLContext) -> None:
    # Before Python 3.15 only one group can be named. P-256 is the one that every client has; the price is
    # a second round trip with those that guess X25519 first, and our own client guesses P-256.
    set_groups = getattr(context, "set_groups", None)
    if set_groups is None:
        context.set_ecdh_curve("prime256v1")
    else:
        set_groups(GROUPS)
