"""The parts of a mail transaction (RFC 5321 section 3.3) that need no connection: parameters of MAIL,
paths, and the content as it goes over the wire. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from client.errors import BadAddress
from client.wording import Said

BLOCK = 1 << 16
# RFC 5321 section 4.1.1.4: the line that ends the content. https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.4
END_OF_DATA = b".\r\n"

_LONE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_UNFIT = re.compile(r"[\x00-\x20<>\x7f]")


def path(address: str) -> str:
    """`<address>`; raises `BadAddress` for what would end the path or the line."""
    if not address or _UNFIT.search(address):
        raise BadAddress(address, Said("it has a character that no address has"))
    return f"<{address}>"


def mail_parameters(content: bytes, addresses: Iterable[str], offered: Mapping[str, str]) -> list[str]:
    """What goes behind MAIL FROM:<…>, of what the server offers (lower-case EHLO keywords).

    RFC 1870 (SIZE), RFC 6152 (8BITMIME), RFC 6531 (SMTPUTF8). Raises `BadAddress` for an address that is not
    ASCII when the server does not take such.
    """
    parameters = []
    if "size" in offered:
        parameters.append(f"SIZE={len(content)}")
    if not content.isascii() and "8bitmime" in offered:
        parameters.append("BODY=8BITMIME")
    beyond = next((one for one in addresses if not one.isascii()), None)
    if beyond is not None:
        if "smtputf8" not in offered:
            raise BadAddress(beyond, Said("the server takes only addresses in plain Latin letters"))
        parameters.append("SMTPUTF8")
    return parameters


def size_limit(offered: Mapping[str, str]) -> int:
    """The server's SIZE in bytes, 0 when it names none."""
    digits = offered.get("size", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


def on_the_wire(content: bytes) -> bytes:
    """CRLF line ends and doubled dots (RFC 5321 section 4.5.2), without the line that ends it."""
    lines = _LONE_BREAK.sub(b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    stuffed = lines.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def blocks(data: bytes) -> Iterator[memoryview]:
    """The bytes in portions, so that each has the time-out for itself."""
    view = memoryview(data)
    for start in range(0, len(view), BLOCK):
        yield view[start : start + BLOCK]
