"""Messages that nobody should have written, and the pieces they are made of: each has hurt some mail program."""

from collections.abc import Callable, Mapping

# Codecs of Python that are no character sets of mail: they raise, warn, import modules or grow what they are given.
# fmt: off
NO_CHARSETS = [
    "base64", "base64_codec", "bz2", "hex", "quopri", "quoted-printable", "rot13", "rot_13", "uu", "zlib", "zip",
    "idna", "punycode", "undefined", "unicode_escape", "unicode-escape", "raw_unicode_escape", "mbcs", "dbcs",
    "oem", "../../etc/passwd", "aliases", "__init__", "os", "utf-9", "x-unknown",
]
# fmt: on

_MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


def multipart(boundary: str, *parts: bytes, subtype: str = "mixed", end: bytes = b"\r\n") -> bytes:
    """Return a multipart with these parts (each a header, an empty line and a body), itself a part or a message."""
    inner = b"".join(b"--" + boundary.encode() + b"\r\n" + one + b"\r\n" for one in parts)
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
    return head.encode() + inner + b"--" + boundary.encode() + b"--" + end


def nested(depth: int) -> bytes:
    """Return a text in as many multiparts."""
    heads = [f'Content-Type: multipart/mixed; boundary="b{level}x"\r\n\r\n--b{level}x\r\n' for level in range(depth)]
    ends = [f"\r\n--b{level}x--" for level in reversed(range(depth))]
    return ("".join(heads) + "\r\nin the middle" + "".join(ends) + "\r\n").encode()


# Some megabytes each: whoever takes time by the square of one of them is noticed.
LARGE: Mapping[str, Callable[[], bytes]] = {
    "boundary inside one long line": lambda: _MIXED + b"x--b" * 1_000_000,
    "boundary that goes on": lambda: _MIXED + b"--bx" * 1_000_000,
    "lines that begin like the last boundary": lambda: _MIXED + b"\r\n--b--x" * 500_000,
    "nothing but boundaries": lambda: _MIXED + b"--b\r\n" * 1_000_000,
    "nothing but line feeds": lambda: _MIXED + b"\n" * 4_000_000,
    "part that is all header": lambda: _MIXED + b"--b" + b"\r\na:" * 1_000_000,
    "parts that are all header": lambda: _MIXED + (b"--b\r\n" + b"a\r\n" * 20_000) * 100,
    "multiparts with one boundary": lambda: (_MIXED + b"--b\r\n") * 40_000,
    "parameters": lambda: b"Content-Type: multipart/mixed" + b"; a=b" * 800_000,
    "quotes in parameters": lambda: b"Content-Type: multipart/mixed" + b'; a="' * 800_000,
    "blanks in parameters": lambda: b"Content-Type: multipart/mixed; a" + b" " * 4_000_000,
    "pieces of a parameter": lambda: b"Content-Type: text/plain; name*0*=utf-8''a" + b"; name*1*=%20" * 200_000,
    "broken base64": lambda: b"Content-Transfer-Encoding: base64\r\n\r\n" + b"A=*" * 1_000_000,
    "broken quoted-printable": lambda: b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=" * 4_000_000,
    "escapes of a charset": lambda: b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + b"\x1b$B\xff" * 500_000,
    "fields": lambda: b"a:\r\n" * 1_000_000 + b"\r\nx",
    "fields whose names begin like others": lambda: (
        b"Date-x:\r\nfromx:\r\nbccx:\r\nmessage-idx:\r\n" * 100_000 + b"\r\nx"
    ),
    "froms": lambda: b"From: anna@project.com\r\n" * 150_000 + b"\r\nx",
    "lines that are no field": lambda: b"a\r\n" * 1_000_000 + b"\r\nx",
    "one folded field": lambda: b"Subject: a" + b"\r\n b" * 1_000_000 + b"\r\n\r\nx",
    "one long line": lambda: b"Subject:" + b"x" * 4_000_000,
    "carriage returns": lambda: b"\r" * 4_000_000,
    "ends of a header that are none": lambda: b"A: b" + b"\r\n \r\n " * 600_000,
    "copies for nobody to see": lambda: b"Bcc: a@b.c\r\n " * 300_000 + b"\r\n\r\nx",
    "encoded words without end": lambda: b"Subject: " + b"=?a?q?x" * 500_000 + b"\r\n\r\nx",
    "replies of replies": lambda: b"Subject: " + b"Re:" * 600 + b" " * 1_300 + b"x\r\n\r\nx",
    "blanks in an address": lambda: b"From: a" + b" " * 65_000 + b"b\r\n\r\nx",
    "ten thousand addresses": lambda: b"To: " + b", ".join([b"A Person <person@project.com>"] * 10_000) + b"\r\n\r\nx",
    "tags": lambda: b"Content-Type: text/html\r\n\r\n" + b"<" * 4_000_000,
    "styles": lambda: b"Content-Type: text/html\r\n\r\n" + b"<style" * 600_000,
    "styles that do not end": lambda: b"Content-Type: text/html\r\n\r\n<style>" + b"</style " * 500_000,
    "comments": lambda: b"Content-Type: text/html\r\n\r\n" + b"<!--" * 1_000_000,
    "entities": lambda: b"Content-Type: text/html\r\n\r\n" + b"&" * 4_000_000,
    "number of an entity": lambda: b"Content-Type: text/html\r\n\r\n&#" + b"9" * 4_000_000 + b";",
    "deep nesting": lambda: nested(3_000),
    "many parts": lambda: multipart("b", *[b"\r\nx"] * 20_000),
}

# fmt: off
PIECES = [
    b"Content-Type:", b"multipart/mixed", b"multipart/alternative", b"text/html", b";boundary=b", b';boundary="',
    b";charset=", b"utf-7", b"=?utf-8?q?b?=", b"=?", b"?=", b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"--b", b"--", b" ",
    b"a: b", b"Content-Transfer-Encoding:", b"base64", b"quoted-printable", b"QUJD", b"+2AA-", b"=D8", b"=", b"\t",
    b"Content-Disposition:attachment;filename", b"*=", b"*0*=", b"*1=", b"utf-8''%", b"%ff", b'"', b"\\", b"\0",
    b"\xff", b"'", b"\xc3", b"Subject:", b"From:", b"To:", b"Bcc:", b"Date:", b"References:", b"<a@b>", b"<", b">",
    b"<style>", b"</style>", b"<!--", b"&#", b"&#xd800;", b"9" * 5000, b"Re:", b"(fwd)", b"[x]", b"1 Jan 2026 10:00",
]
# fmt: on
"""Pieces that the grammars of mail are made of, so that random messages reach more than the first branch."""
