"""The parser of requests: what it understands, what it refuses, and that pieces of any size do not matter."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webserver.http_codec import RequestHead, find_head, parse_head
from webserver.http_error import HttpError
from webserver.limits import Limits
from webserver.request_body import ByteBudget
from webserver.request_reader import RequestReader

LINE, HEAD = 8 * 1024, 64 * 1024


def _parse(text: str) -> RequestHead:
    return parse_head(text.encode("latin-1"))


def _get(*fields: str, line: str = "GET / HTTP/1.1") -> RequestHead:
    return _parse("\r\n".join([line, "Host: a", *fields, "", ""]))


def _status(data: bytes) -> int:
    """The status that `data` is refused with, 200 when it is a whole request, 0 when it is not whole."""
    reader = RequestReader(Limits(), ByteBudget(10**9))
    reader.add(data)
    try:
        return 200 if reader.advance() else 0
    except HttpError as error:
        return error.status.value


def test_request_with_all_its_parts() -> None:
    head = _parse(
        "POST /a%20b/%C3%BC?x=%20&y HTTP/1.1\r\nHost: project.com:1443\r\nContent-Length: 12\r\n"
        "ACCEPT:text/plain\r\naccept:\t */* \r\nCookie: a=1\r\nCookie: b=2\r\nExpect: 100-Continue\r\n\r\n"
    )
    assert (head.method, head.target.path, head.target.query) == ("POST", "/a b/\xc3\xbc", "x=%20&y")
    assert (head.host, head.length, head.chunked) == ("project.com:1443", 12, False)
    assert (head.keep_alive, head.expects_continue) == (True, True)
    assert head.fields["accept"] == "text/plain, */*"
    assert head.fields["cookie"] == "a=1; b=2"


@pytest.mark.parametrize(
    ("target", "path", "host"),
    [
        ("/", "/", "a"),
        ("//x//y", "//x//y", "a"),
        ("/?", "/", "a"),
        ("https://other.example:1443/p?q", "/p", "other.example:1443"),
        ("HTTPS://other.example", "/", "other.example"),
        ("https://[::1]:1443?q", "/", "[::1]:1443"),
        ("/http://x/", "/http://x/", "a"),
    ],
)
def test_request_target(target: str, path: str, host: str) -> None:
    head = _get(line=f"GET {target} HTTP/1.1")
    assert (head.target.path, head.host) == (path, host)


def test_asterisk_is_a_target_of_options_only() -> None:
    assert _get(line="OPTIONS * HTTP/1.1").target.path == "*"
    with pytest.raises(HttpError, match="400"):
        _get(line="GET * HTTP/1.1")


@pytest.mark.parametrize(
    ("line", "fields", "kept"),
    [
        ("GET / HTTP/1.1", [], True),
        ("GET / HTTP/1.1", ["Connection: close"], False),
        ("GET / HTTP/1.1", ["Connection: upgrade, CLOSE"], False),
        ("GET / HTTP/1.0", [], False),
        ("GET / HTTP/1.0", ["Connection: Keep-Alive"], True),
        ("GET / HTTP/1.2", [], True),
    ],
)
def test_whether_the_connection_is_kept(line: str, fields: list[str], kept: bool) -> None:
    assert _get(*fields, line=line).keep_alive is kept


def test_http_1_0_needs_no_host_and_its_expectation_is_ignored() -> None:
    head = _parse("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n")
    assert (head.host, head.expects_continue) == ("", False)


SMUGGLING = {
    "both lengths": ("Content-Length: 3", "Transfer-Encoding: chunked"),
    "both lengths, the other way round": ("Transfer-Encoding: chunked", "Content-Length: 3"),
    "two lengths that differ": ("Content-Length: 3", "Content-Length: 4"),
    "two lengths that are the same": ("Content-Length: 3", "Content-Length: 3"),
    "a list of lengths": ("Content-Length: 3, 3",),
    "a signed length": ("Content-Length: +3",),
    "a negative length": ("Content-Length: -3",),
    "a hexadecimal length": ("Content-Length: 0x3",),
    "an empty length": ("Content-Length:",),
    "a length with an underscore": ("Content-Length: 1_0",),
    "a length in other digits": ("Content-Length: \xb3",),
    "a length with a space inside": ("Content-Length: 1 0",),
    "a space before the colon": ("Content-Length : 3",),
    "a tab before the colon": ("Transfer-Encoding\t: chunked",),
    "a folded line": ("X: a", " b"),
    "a folded length": ("Content-Length:", " 3"),
    "a line that begins with a tab": ("X: a", "\tContent-Length: 3"),
    "a name with a space": ("X Y: z",),
    "an empty name": (": z",),
    "a line without a colon": ("Content-Length 3",),
    "a bare CR in a value": ("X: a\rContent-Length: 3",),
    "a bare CR before the end of the line": ("X: a\r",),
    "a NUL in a value": ("X: a\0b",),
    "a vertical tab before the coding": ("Transfer-Encoding: \x0bchunked",),
    "a name with 8 bits": ("Transf\xe9r: chunked",),
    "chunked twice": ("Transfer-Encoding: chunked, chunked",),
    "chunked in two fields": ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
    "an empty coding": ("Transfer-Encoding:",),
    "an empty coding before chunked": ("Transfer-Encoding: , chunked",),
    "two hosts": ("Host: b",),
}


@pytest.mark.parametrize("fields", SMUGGLING.values(), ids=SMUGGLING.keys())
def test_what_two_programs_could_read_in_two_ways_is_refused(fields: tuple[str, ...]) -> None:
    request = "\r\n".join(["POST / HTTP/1.1", "Host: a", *fields, "", ""]).encode("latin-1")
    assert _status(request + b"3\r\nabc\r\n0\r\n\r\n") == 400


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: user@a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        (b"GET https://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /% HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /\xc3\xbc HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
        (b" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET /\r\nHost: a\r\n\r\n", 400),
        (b"GET / http/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400),
        (b"G\xcbT / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: a\n\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
        (b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10485761\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nA00001\r\n", 413),
        (b"GET /" + b"a" * LINE, 414),
        (b"POST / HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n", 417),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * HEAD, 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked;q=1\r\n\r\n", 501),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        (b"GET / HTTP/0.9\r\n\r\n", 505),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        (b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX:\r\nY: \t\xe9\r\n\r\n", 200),
        (b"GET /" + b"a" * (LINE - 14) + b" HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n", 200),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 200),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab", 0),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", 0),
        (b"", 0),
    ],
)
def test_status_of_a_request(request_bytes: bytes, status: int) -> None:
    assert _status(request_bytes) == status


def test_no_byte_of_an_unfinished_head_is_searched_twice() -> None:
    buffer = bytearray(b"GET / HTTP/1.1\r\nHost: a\r\n")
    assert find_head(buffer, 0, LINE, HEAD) is None
    scanned = len(buffer)
    buffer += b"\r\n"
    span = find_head(buffer, scanned, LINE, HEAD)
    assert span is not None
    assert (span.start, span.end) == (0, len(buffer))


@dataclass(frozen=True)
class _Seen:
    """What a stream of bytes was understood as: requests with their bodies, then perhaps a refusal."""

    requests: tuple[tuple[RequestHead, bytes], ...]
    refused: int | None


SMALL = Limits(request_line=40, head=200, body=60, body_in_memory=20)


def _understand(pieces: list[bytes]) -> _Seen:
    reader = RequestReader(SMALL, ByteBudget(10**6))
    requests = []
    try:
        for piece in pieces:
            reader.add(piece)
            while reader.begun and reader.advance():
                assert reader.head is not None
                file, size = reader.body()
                requests.append((reader.head, file.read()))
                assert len(requests[-1][1]) == size
                reader.next()
    except HttpError as error:
        return _Seen(tuple(requests), error.status.value)
    finally:
        reader.drop_body()
    return _Seen(tuple(requests), None)


_LINES = st.sampled_from(
    [
        b"GET / HTTP/1.1",
        b"POST /a?b HTTP/1.1",
        b"GET / HTTP/1.0",
        b"GET /" + b"a" * 25 + b" HTTP/1.1",
        b"GET /" + b"a" * 26 + b" HTTP/1.1",
        b"GET /" + b"a" * 27 + b" HTTP/1.1",
        b"Host: a",
        b"Content-Length: 5",
        b"Content-Length: 50",
        b"Content-Length: 61",
        b"Transfer-Encoding: chunked",
        b"Connection: close",
        b"X: " + b"y" * 60,
        b"",
        b"",
        b"",
        b"0",
        b"5",
        b"2;x=y",
        b"3D",
        b"abcde",
        b"ab",
    ]
)
_ENDS = st.sampled_from([b"\r\n"] * 30 + [b"\n", b"\r", b"\r\r\n", b""])
_STREAMS = st.lists(st.tuples(_LINES, _ENDS), max_size=25).map(
    lambda parts: b"".join(line + end for line, end in parts)
)
_WHOLE = st.sampled_from(
    [
        b"GET /1 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\n" + b"x" * 30,
        b"\r\nPOST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5;a\r\nhello\r\n19\r\n" + b"y" * 25 + b"\r\n0\r\nT: u\r\n\r\n",
    ]
)


@given(st.lists(st.one_of(_WHOLE, _STREAMS), max_size=4).map(b"".join))
def test_bytes_fed_whole_and_one_by_one_are_understood_alike(stream: bytes) -> None:
    assert _understand([bytes([byte]) for byte in stream]) == _understand([stream])


@given(st.lists(st.one_of(_WHOLE, _STREAMS), max_size=4).map(b"".join), st.lists(st.integers(1, 40)))
def test_bytes_fed_in_any_pieces_are_understood_alike(stream: bytes, sizes: list[int]) -> None:
    pieces, rest = [], stream
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    assert _understand([*pieces, rest]) == _understand([stream])


@given(st.binary(max_size=300))
def test_any_bytes_are_understood_or_refused(stream: bytes) -> None:
    seen = _understand([stream])
    assert seen.refused is None or 400 <= seen.refused <= 505
