"""Each setting of a relay by itself: what somebody typed or a program sent in, a clean value out, or one sentence.

Pure functions. Forms send text where JSON has numbers, so numbers are taken as both. What only shows when two settings
are looked at together is in `db.relay_check`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any

from db.ca_check import checked_pem
from db.field_fault import FieldFault
from db.relay import AUTHENTICATIONS, SECURITIES

LONGEST = {
    "name": 100,
    "server": 253,
    "username": 320,
    "from_address": 254,
    "from_name": 255,
    "ehlo_name": 255,
    "ca_pem": 32_768,
    "password": 1024,
}
"""Characters that each text may have."""

MOST_PER_MINUTE = 10_000

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
# RFC 5322 section 3.2.3: a dot-atom; what else is possible in quotes, no relay's account has.
# https://www.rfc-editor.org/rfc/rfc5322#section-3.2.3
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_NUMBER = re.compile(r"[0-9]{1,9}")
# Ports of other protocols, which people take from the page of their provider by mistake.
_READING = {80: "web pages", 110: "POP3", 143: "IMAP", 443: "web pages", 993: "IMAP", 995: "POP3"}


def read(name: str, given: object) -> Any:
    """Return the clean value of the setting `name`. Raises FieldFault."""
    return _READERS[name](given)


def read_password(given: object) -> str:
    """Return a password as it was given, blanks and all. Raises FieldFault."""
    if not isinstance(given, str):
        raise FieldFault("Give the password as text.")
    if len(given) > LONGEST["password"]:
        raise FieldFault(f"A password has at most {LONGEST['password']} characters.")
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in given):
        raise FieldFault("The password has a line break or another control character in it. Was too much copied?")
    return given


def ascii_host(text: str) -> str | None:
    """Return a host name in lower case and ASCII (`bücher.example` as `xn--…`); None when it is no name."""
    text = text.rstrip(".").lower()
    try:
        text = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return text if _HOST.fullmatch(text) else None


def _line(name: str, what: str) -> Callable[[object], str]:
    def reader(given: object) -> str:
        if not isinstance(given, str):
            raise FieldFault(f"Give {what} as text.")
        text = given.strip()
        if len(text) > LONGEST[name]:
            raise FieldFault(f"This is too long: {what} has at most {LONGEST[name]} characters.")
        if any(not letter.isprintable() for letter in text):
            raise FieldFault("There is a line break or another character in it that cannot be shown.")
        return text

    return reader


def _server(given: object) -> str:
    text = _line("server", "the server")(given)
    if not text:
        raise FieldFault("Give the name of the relay's server, like smtp.example.com.")
    if "://" in text or "/" in text:
        raise FieldFault("Give only the server's name, without smtp:// and without a path.")
    if "@" in text:
        raise FieldFault("This is a mail address. Give the name of the server, like smtp.example.com.")
    address = _ip_address(text)
    if address is not None:
        return address
    if re.search(r":[0-9]*$", text):
        raise FieldFault("Give only the server's name here; the port has a field of its own.")
    if re.fullmatch(r"[0-9.]+", text):
        raise FieldFault("This is not a complete IP address: it has four numbers from 0 to 255.")
    host = ascii_host(text)
    if host is None:
        raise FieldFault("This is not the name of a server: letters, digits, hyphens, and dots between them.")
    return host


def _ip_address(text: str) -> str | None:
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        return None if "%" in bare else str(ipaddress.ip_address(bare))
    except ValueError:
        return None


def _port(given: object) -> int:
    port = _number(given, "Give the port as a number, usually 587 or 465.")
    if not 1 <= port <= 65535:
        raise FieldFault("A port is a number from 1 to 65535, usually 587 or 465.")
    if port in _READING:
        raise FieldFault(f"Port {port} is for {_READING[port]}. To send, take 587 (StartTLS) or 465 (TLS).")
    return port


def _per_minute(given: object) -> int:
    count = _number(given, "Give how many messages a minute may be sent, as a number.")
    if not 1 <= count <= MOST_PER_MINUTE:
        raise FieldFault(f"This is a number from 1 to {MOST_PER_MINUTE}.")
    return count


def _number(given: object, sentence: str) -> int:
    if isinstance(given, str) and _NUMBER.fullmatch(given.strip()):
        return int(given)
    # True and False are whole numbers for Python.
    if isinstance(given, bool) or not isinstance(given, int):
        raise FieldFault(sentence)
    return given


def _one_of(values: tuple[str, ...], sentence: str) -> Callable[[object], str]:
    def reader(given: object) -> str:
        text = given.strip().lower() if isinstance(given, str) else given
        if text not in values:
            raise FieldFault(f"{sentence}: {', '.join(values)}.")
        return str(text)

    return reader


def _from_address(given: object) -> str:
    text = _line("from_address", "the address")(given)
    if not text:
        raise FieldFault("Give the address that messages of this system come from, like office@example.com.")
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise FieldFault("This is not an address like office@example.com.")
    if not local.isascii() or not _LOCAL.fullmatch(local) or len(local) > 64:
        raise FieldFault("What stands before the @ cannot be in an address: letters, digits, and signs between them.")
    host = ascii_host(domain)
    if host is None:
        raise FieldFault("What stands behind the @ is not a domain like example.com.")
    return f"{local}@{host}"


def _ehlo_name(given: object) -> str:
    # RFC 5321 section 4.1.3: a domain name, or an address literal in brackets.
    # https://www.rfc-editor.org/rfc/rfc5321#section-4.1.3
    text = _line("ehlo_name", "the greeting name")("" if given is None else given)
    if not text:
        return ""
    bare = text.removeprefix("[").removesuffix("]").removeprefix("IPv6:")
    address = _ip_address(bare)
    if address is not None:
        return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
    host = ascii_host(text)
    if host is None:
        raise FieldFault("This is not a name like mail.example.com. Leave it empty to have it follow from the address.")
    return host


def _ca_pem(given: object) -> str:
    if given is not None and not isinstance(given, str):
        raise FieldFault("Give the certificate as text (PEM).")
    text = (given or "").strip()
    if len(text) > LONGEST["ca_pem"]:
        raise FieldFault(f"This is too long: at most {LONGEST['ca_pem']} characters of certificates.")
    return checked_pem(text) if text else ""


_READERS: Mapping[str, Callable[[object], Any]] = {
    "name": _line("name", "the name"),
    "server": _server,
    "port": _port,
    "security": _one_of(SECURITIES, "Choose how the connection is secured"),
    "authentication": _one_of(AUTHENTICATIONS, "Choose how to sign in"),
    "username": _line("username", "the user name"),
    "from_address": _from_address,
    "from_name": _line("from_name", "the name"),
    "ehlo_name": _ehlo_name,
    "ca_pem": _ca_pem,
    "per_minute": _per_minute,
}
