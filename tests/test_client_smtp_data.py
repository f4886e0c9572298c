"""Content as it goes over the wire: whatever is sent, the server reads the same lines and nothing ends it too early."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.errors import BadAddress
from client.smtp_data import BLOCK, END_OF_DATA, blocks, mail_parameters, on_the_wire, path, size_limit

CONTENT = st.binary(max_size=200) | st.lists(st.sampled_from([b".", b"\r", b"\n", b"\r\n", b"a"])).map(b"".join)


@given(CONTENT)
def test_only_the_last_line_ends_the_content(content: bytes) -> None:
    data = on_the_wire(content) + END_OF_DATA
    assert (b"\r\n" + data).count(b"\r\n.\r\n") == 1
    assert data.endswith(b"\r\n.\r\n")


@given(CONTENT)
def test_every_line_ends_in_crlf(content: bytes) -> None:
    data = on_the_wire(content)
    assert data.count(b"\r") == data.count(b"\n") == data.count(b"\r\n")


@given(st.lists(st.binary(max_size=20).filter(lambda line: not set(line) & set(b"\r\n")), min_size=1))
def test_lines_come_back_as_they_were(lines: list[bytes]) -> None:
    content = b"".join(line + b"\r\n" for line in lines)
    assert (
        b"".join(
            line.removeprefix(b".") + b"\r\n" for line in on_the_wire(content).removesuffix(b"\r\n").split(b"\r\n")
        )
        == content
    )


@given(st.integers(0, 3 * BLOCK + 1))
def test_blocks_are_the_whole(size: int) -> None:
    data = bytes(size)
    parts = list(blocks(data))
    assert b"".join(parts) == data
    assert all(0 < len(one) <= BLOCK for one in parts)


@pytest.mark.parametrize("address", ["", "a b@c", "a@b>", "<a@b", "a@b\r\nRCPT TO:<c@d>", "a\0@b", "a\x7f@b"])
def test_address_that_would_break_the_line_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        path(address)


def test_parameters_are_those_that_the_server_offers() -> None:
    plain = ["a@b"]
    beyond = ["a@b", "ü@b"]
    everything = {"size": "100", "8bitmime": "", "smtputf8": ""}
    assert mail_parameters(b"abc", plain, {}) == []
    assert mail_parameters(b"abc", plain, everything) == ["SIZE=3"]
    assert mail_parameters(b"\xff", plain, everything) == ["SIZE=1", "BODY=8BITMIME"]
    assert mail_parameters(b"abc", beyond, everything) == ["SIZE=3", "SMTPUTF8"]
    with pytest.raises(BadAddress) as caught:
        mail_parameters(b"abc", beyond, {"size": "100"})
    assert caught.value.piece == "ü@b"


@pytest.mark.parametrize(
    ("offered", "limit"),
    [({}, 0), ({"size": ""}, 0), ({"size": "52428800"}, 52428800), ({"size": "many"}, 0), ({"size": "9" * 30}, 0)],
)
def test_size_limit(offered: dict[str, str], limit: int) -> None:
    assert size_limit(offered) == limit
