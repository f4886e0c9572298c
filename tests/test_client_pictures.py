"""What is told of a picture before anybody asks for it: where it is, and whether it only tells on the reader."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.pictures import LARGEST_SHOWN_PX, Place, marks_of, read_picture

ANNA = "anna@project.com"
MARKS = marks_of([ANNA])


@pytest.mark.parametrize(
    ("source", "place", "found"),
    [
        ("https://a.example/x.png", Place.REMOTE, "https://a.example/x.png"),
        ("HTTP://a.example/x.png", Place.REMOTE, "HTTP://a.example/x.png"),
        (" https://a.example/\nx.png", Place.REMOTE, "https://a.example/x.png"),
        ("cid:logo%40project.com", Place.OWN, "logo@project.com"),
        ("CID:<logo>", Place.OWN, "logo"),
        ("data:image/png;base64,AAAA", Place.INLINE, "data:image/png;base64,AAAA"),
    ],
)
def test_source_says_where_a_picture_is(source: str, place: Place, found: str) -> None:
    picture = read_picture(3, {"src": source}, MARKS)
    assert picture is not None
    assert (picture.number, picture.place, picture.source) == (3, place, found)


@pytest.mark.parametrize("source", ["", "x.png", "/x.png", "//a.example/x", "file:///etc/passwd", "https://[::1/x"])
def test_other_sources_are_no_pictures(source: str) -> None:
    assert read_picture(0, {"src": source}, MARKS) is None


@pytest.mark.parametrize(
    "attributes",
    [
        {"src": "https://a.example/x", "width": "1", "height": "1"},
        {"src": "https://a.example/x", "width": "1px"},
        {"src": "https://a.example/x", "style": "width:1px;height:1px"},
        {"src": "https://a.example/pixel.gif?id=4711"},
        {"src": "https://a.example/wf/open?upn=abc"},
        {"src": "https://a.example/track/abc"},
        {"src": "https://a.example/beacon.php"},
    ],
)
def test_beacon_is_known_by_its_shape(attributes: dict[str, str]) -> None:
    picture = read_picture(0, attributes, MARKS)
    assert picture is not None
    assert picture.invisible


@pytest.mark.parametrize(
    "attributes",
    [
        {"src": "https://a.example/banner.png", "width": "600", "height": "200"},
        {"src": "https://a.example/open-day.png", "width": "600"},
        {"src": "https://a.example/logo.png"},
        {"src": "https://a.example/soundtrack.png"},
    ],
)
def test_picture_that_is_shown_is_no_beacon(attributes: dict[str, str]) -> None:
    picture = read_picture(0, attributes, MARKS)
    assert picture is not None
    assert not picture.invisible
    assert not picture.names_reader


@pytest.mark.parametrize(
    "written",
    [ANNA, "Anna%40Project.com", *(hashlib.new(name, ANNA.encode()).hexdigest() for name in ("md5", "sha1", "sha256"))],
)
def test_address_of_the_reader_is_found_however_it_is_written(written: str) -> None:
    picture = read_picture(0, {"src": f"https://a.example/logo.png?u={written}"}, MARKS)
    assert picture is not None
    assert picture.names_reader


@given(st.dictionaries(st.sampled_from(["src", "width", "height", "style", "alt"]), st.text()))
def test_no_attributes_are_too_odd(attributes: dict[str, str]) -> None:
    picture = read_picture(0, attributes, MARKS)
    assert picture is None or max(picture.width, picture.height) <= LARGEST_SHOWN_PX


@given(st.text())
def test_no_web_address_is_too_odd(rest: str) -> None:
    picture = read_picture(0, {"src": f"https://{rest}"}, MARKS)
    assert picture is None or picture.place is Place.REMOTE
