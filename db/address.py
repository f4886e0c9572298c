"""User names and addresses of the domain: what may be one, and how it is written.

Pure functions. An address of ours is always stored in lower case; a user name is its local part or the whole of it.
"""

from __future__ import annotations

import re

from db.charset import storable
from db.errors import NameNotAllowed

LOCAL_PART = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")

# Names that carry a meaning for mail (RFC 2142) or that people would take for the operators.
_ROLES = frozenset(
    [
        "abuse",
        "admin",
        "administrator",
        "anonymous",
        "daemon",
        "everyone",
        "hostmaster",
        "info",
        "mail",
        "mailer-daemon",
        "mailerdaemon",
        "nobody",
        "noreply",
        "no-reply",
        "postmaster",
        "postroom",
        "root",
        "security",
        "support",
        "sysadmin",
        "system",
        "webmaster",
    ]
)
# https://www.iana.org/assignments/sasl-mechanisms: `AUTH <word> <word>` must stay clear without ambiguity.
SASL_MECHANISMS = frozenset(
    [
        "9798-m-dsa-sha1",
        "9798-m-ecdsa-sha1",
        "9798-m-rsa-sha1-enc",
        "9798-u-dsa-sha1",
        "9798-u-ecdsa-sha1",
        "9798-u-rsa-sha1-enc",
        "anonymous",
        "cram-md5",
        "digest-md5",
        "eap-aes128",
        "eap-aes128-plus",
        "ecdh-x25519-challenge",
        "ecdsa-nist256p-challenge",
        "external",
        "gs2-krb5",
        "gs2-krb5-plus",
        "gssapi",
        "kerberos_v4",
        "kerberos_v5",
        "login",
        "nmas-samba-auth",
        "nmas_authen",
        "nmas_login",
        "ntlm",
        "oauth10a",
        "oauthbearer",
        "openid20",
        "otp",
        "plain",
        "saml20",
        "scram-sha-1",
        "scram-sha-1-plus",
        "scram-sha-256",
        "scram-sha-256-plus",
        "scram-sha-512",
        "scram-sha-512-plus",
        "securid",
        "skey",
        "spnego",
        "spnego-plus",
        "sxover-plus",
        "xoauth2",
        "xoauth",
    ]
)


def check_new_name(name: str) -> str:
    """Return the local part for a new account that someone asks to be called `name`.

    Raises:
        NameNotAllowed: characters, length, or a reserved meaning; the sentence says which.
    """
    local = name.lower()
    if not 1 <= len(local) <= 64:
        raise NameNotAllowed("A user name has 1 to 64 characters. Choose another one.")
    if not LOCAL_PART.fullmatch(local) or ".." in local:
        raise NameNotAllowed(
            "A user name is made of the letters a to z, digits, and . _ - between them. Choose another one."
        )
    if local in _ROLES or local in SASL_MECHANISMS:
        raise NameNotAllowed(f"The name {local} is reserved. Choose another one.")
    return local


def folded(address: str) -> str:
    """Return `address` as the store writes addresses; what no store can hold becomes what no address has."""
    return storable(address.lower(), "\ufffd")


def complete(name: str, domain: str) -> str:
    """Return `name` (a local part or a whole address) as an address in lower case."""
    name = folded(name.strip())
    return name if "@" in name else f"{name}@{domain}"


def without_detail(address: str) -> str:
    """Return anna@ for anna+shop@: a name of ours never has a plus, so both are one mailbox (RFC 5233)."""
    local, domain = split(address)
    return f"{local.partition('+')[0]}@{domain}"


def split(address: str) -> tuple[str, str]:
    """Return local part and domain, the domain in lower case; the domain is "" when there is none."""
    local, at, domain = address.rpartition("@")
    return (local, domain.lower()) if at else (address, "")
