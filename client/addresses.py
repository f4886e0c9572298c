"""Addresses as people type them into a field, and as messages show them.

Text goes in, `Address` values come out; a piece that is not an address is named in a `BadAddress`. No
network.
"""

import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from client.errors import BadAddress
from client.wording import Said

# RFC 5322 section 3.2.3 (atext), widened by RFC 6532 section 3.2 to every character outside ASCII.
# https://www.rfc-editor.org/rfc/rfc5322#section-3.2.3
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(?:\.(?!-)[\w-]{1,63}(?<!-))*")
_NAME_AND_ADDRESS = re.compile(r'(?P<name>"(?:\\.|[^"\\])*"\s*|[^<>]*)<(?P<address>[^<>]*)>')
_QUOTED_PAIR = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Address:
    """One person: `name` may be empty, `address` is `local@domain`."""

    name: str
    address: str

    def __str__(self) -> str:
        """As it can be typed into a field again."""
        if not self.name:
            return self.address
        quote = any(char in self.name for char in '",;<>()[]:@\\')
        name = '"' + self.name.replace("\\", "\\\\").replace('"', '\\"') + '"' if quote else self.name
        return f"{name} <{self.address}>"

    @property
    def short(self) -> str:
        """What a list shows: the name, else the address."""
        return self.name or self.address

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def parse_addresses(text: str, domain: str) -> tuple[Address, ...]:
    """Read `Anna <anna@project.com>, ben@project.com; carl`; a bare local part is completed with `domain`.

    Commas, semicolons and line ends separate. Raises `BadAddress` for the first piece that is no address;
    an empty field gives ().
    """
    return tuple(_parse_one(piece, domain) for piece in _pieces(text))


def split_pieces(text: str) -> tuple[tuple[str, ...], str]:
    """The pieces between separators, right or wrong, and the rest behind a quotation mark that is still open."""
    found: list[str] = []
    try:
        found.extend(_pieces(text))
    except BadAddress as fault:
        return tuple(found), fault.piece
    return tuple(found), ""


def readable_addresses(text: str, domain: str) -> tuple[Address, ...]:
    """As `parse_addresses`, without what is no address (yet)."""
    found = []
    pieces = _pieces(text)
    try:
        for piece in pieces:
            with contextlib.suppress(BadAddress):
                found.append(_parse_one(piece, domain))
    except BadAddress:
        # A quotation mark that is still open: the rest is one name that is being typed.
        return tuple(found)
    return tuple(found)


def unique_addresses(addresses: Iterable[Address]) -> tuple[str, ...]:
    """The addresses, each once whatever its case, in order."""
    found: dict[str, str] = {}
    for one in addresses:
        found.setdefault(one.address.casefold(), one.address)
    return tuple(found.values())


def format_addresses(addresses: Iterable[Address]) -> str:
    """Addresses as the text of a field; `parse_addresses` reads it back."""
    return ", ".join(str(one) for one in addresses)


def _pieces(text: str) -> Iterator[str]:
    """The text between separators that stand outside of quotes."""
    piece: list[str] = []
    quoted = escaped = False
    for char in text:
        if char in ",;\n\r" and not quoted:
            yield from _worth_reading(piece)
            piece = []
            continue
        piece.append(char)
        if char == '"' and not escaped:
            quoted = not quoted
        escaped = char == "\\" and quoted and not escaped
    if quoted:
        raise BadAddress("".join(piece).strip(), Said("a quotation mark is not closed"))
    yield from _worth_reading(piece)


def _worth_reading(piece: list[str]) -> Iterator[str]:
    stripped = "".join(piece).strip()
    if stripped:
        yield stripped


def _parse_one(piece: str, domain: str) -> Address:
    if "<" not in piece and ">" not in piece:
        return Address("", _checked(piece, piece, domain))
    found = _NAME_AND_ADDRESS.fullmatch(piece)
    if not found:
        raise BadAddress(piece, Said("it should look like Anna <anna@example.com>"))
    return Address(_unquoted(found["name"].strip()), _checked(found["address"].strip(), piece, domain))


def _unquoted(name: str) -> str:
    if len(name) >= 2 and name[0] == name[-1] == '"':
        name = _QUOTED_PAIR.sub(r"\1", name[1:-1])
    return " ".join(name.split())


def _checked(address: str, piece: str, domain: str) -> str:
    """The address, completed; raises `BadAddress` that names `piece`."""
    local, at, host = address.rpartition("@")
    if not at:
        local, host = address, domain
    why = _what_is_wrong(local, host, bool(at))
    if why:
        raise BadAddress(piece, why)
    return f"{local}@{host}"


def _what_is_wrong(local: str, host: str, has_at: bool) -> str:
    if not local:
        return Said("the part before the @ is missing") if has_at else Said("it is empty")
    if any(char.isspace() for char in local):
        alone = Said("a name alone is not enough; add the address, <like@this.example>")
        return Said("it has a space in it") if has_at else alone
    if not host:
        return Said("the part after the @ is missing")
    if "@" in local:
        return Said("it has more than one @")
    # RFC 5321 section 4.5.3.1: 64 octets for the local part, 254 for what fits a path.
    if len(local.encode("utf-8", "replace")) > 64 or len(f"{local}@{host}".encode("utf-8", "replace")) > 254:
        return Said("it is too long")
    if not _LOCAL_PART.fullmatch(local) or not local.isprintable():
        return Said("the part before the @ has a character or a dot where none may be")
    if not _DOMAIN.fullmatch(host) or not host.isprintable():
        return Said("the part after the @ is not the name of a domain")
    return ""
