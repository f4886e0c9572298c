"""The head of an answer: what an application may say, and that it can say no more than that."""

import json
from http import HTTPStatus

import pytest

from webserver.http_answer import BadAnswer, checked_head, encode_head, problem
from webserver.http_error import HttpError

NOW = 784111777.0


def test_answer_head_as_bytes() -> None:
    head = checked_head("200 OK", [("Content-Type", "text/plain"), ("X-Name", "J\xfcrgen")])
    assert encode_head(head, [("Content-Length", "3")], NOW) == (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Name: J\xfcrgen\r\n"
        b"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 3\r\n\r\n"
    )


def test_date_of_the_application_is_kept() -> None:
    head = checked_head("200 OK", [("date", "Mon, 07 Nov 1994 08:49:37 GMT")])
    assert encode_head(head, [], NOW).lower().count(b"date:") == 1


def test_length_and_close_become_values() -> None:
    head = checked_head("200 OK", [("Content-Length", "5"), ("Connection", "Close"), ("A", "b")])
    assert (head.length, head.closes, list(head.fields)) == (5, True, [("A", "b")])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X", "a\r\nSet-Cookie: b"),
        ("X", "a\nb"),
        ("X", "a\rb"),
        ("X", "a\0b"),
        ("X\r\nY", "a"),
        ("X: y\r\nZ", "a"),
        ("X Y", "a"),
        ("", "a"),
        ("X:", "a"),
        ("Transfer-Encoding", "chunked"),
        ("Upgrade", "websocket"),
        ("Content-Length", "-1"),
        ("Content-Length", "5, 5"),
    ],
)
def test_field_that_could_end_a_line_or_the_framing_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadAnswer):
        checked_head("200 OK", [(name, value)])


@pytest.mark.parametrize("status", ["200", "OK", "200 OK\r\nX: y", "99 Low", "100 Continue", "600 High", "200 a\0"])
def test_status_that_is_none_is_refused(status: str) -> None:
    with pytest.raises(BadAnswer):
        checked_head(status, [])


def test_length_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BadAnswer):
        checked_head("200 OK", [("Content-Length", "5"), ("Content-Length", "5")])


def test_characters_outside_latin_1_are_refused() -> None:
    with pytest.raises(BadAnswer):
        encode_head(checked_head("200 OK", [("X", "\u20ac")]), [], NOW)


def test_problem_is_as_the_api_page_shows_it() -> None:
    error = HttpError(HTTPStatus.SERVICE_UNAVAILABLE, "Try again soon.", 7)
    head, _, body = problem(error, keep_alive=False, with_body=True, now=NOW).partition(b"\r\n\r\n")
    assert json.loads(body) == {
        "type": "urn:postroom:error:busy",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "Try again soon.",
    }
    lines = head.decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 503 Service Unavailable"
    expected = {
        "Content-Type: application/problem+json",
        "Retry-After: 7",
        "Connection: close",
        f"Content-Length: {len(body)}",
    }
    assert expected <= set(lines)


def test_problem_for_a_person_is_a_page_in_which_nothing_can_run() -> None:
    error = HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "More than <b> here.")
    head, _, body = problem(error, keep_alive=False, with_body=True, now=NOW, as_page=True).partition(b"\r\n\r\n")
    assert b"\r\nContent-Type: text/html; charset=utf-8\r\n" in head
    assert b"\r\nContent-Security-Policy: default-src 'none'" in head
    assert f"Content-Length: {len(body)}".encode() in head
    assert b"<p>More than &lt;b&gt; here.</p>" in body


def test_problem_for_head_has_no_body() -> None:
    error = HttpError(HTTPStatus.BAD_REQUEST, "No.")
    assert problem(error, keep_alive=True, with_body=False, now=NOW).endswith(b"\r\n\r\n")
