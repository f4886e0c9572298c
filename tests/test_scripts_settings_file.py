import tomllib
from pathlib import Path

import pytest

from db.settings import Settings
from db.settings_file import load, render
from scripts.errors import StartError
from scripts.settings_file import with_value

WRITTEN = """\
# ours
domain = "a.org"
host = "127.0.0.1"  # this machine only
[limits]
message_size = 1000
[ports]
# the office has 443 taken
https = 1443
smtp_tls=1465
"""


def test_value_is_changed_and_everything_else_stays() -> None:
    assert with_value(WRITTEN, "ports.https", 2443) == WRITTEN.replace("https = 1443", "https = 2443")


def test_comment_behind_the_value_stays() -> None:
    assert 'host = "::1"  # this machine only\n' in with_value(WRITTEN, "host", "::1")


def test_value_without_spaces_is_found() -> None:
    assert tomllib.loads(with_value(WRITTEN, "ports.smtp_tls", 5))["ports"] == {"https": 1443, "smtp_tls": 5}


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("", "host", "::1"),
        ("", "ports.https", 5),
        ("[ports]\nhttps = 1\n", "host", "::1"),
        ("[ports]\n", "ports.https", 5),
        ('domain = "a"\n\n[limits]\nhttps = 9\n', "ports.https", 5),
        ("[limits]\nx = 1\n", "ports.https", 5),
    ],
)
def test_missing_value_is_added_where_it_belongs(text: str, key: str, value: str | int) -> None:
    before, after = tomllib.loads(text), tomllib.loads(with_value(text, key, value))
    table, _, name = key.rpartition(".")
    place = after[table] if table else after
    assert place.pop(name) == value
    assert {one: what for one, what in after.items() if what != {}} == {
        one: what for one, what in before.items() if what not in ({}, {name: 1})
    }


@pytest.mark.parametrize("written", ['"host" = "127.0.0.1"', "'host'='127.0.0.1'"])
def test_quoted_key_is_found(written: str) -> None:
    """It was written a second time, and the file could not be read any more."""
    assert with_value(written + "\n", "host", "::1") == 'host = "::1"\n'


@pytest.mark.parametrize(
    "text",
    ["ports = { https = 1 }\n", "ports.https = 1\n", '["ports"]\nhttps = 1\n', 'x = """\n[ports]\nhttps = 1\n"""\n'],
)
def test_layout_that_cannot_be_changed_line_by_line_is_told(text: str) -> None:
    with pytest.raises(StartError, match=r"ports\.https in settings\.toml is not on a line of its own") as told:
        with_value(text, "ports.https", 5)
    assert told.value.remedy == "Set it to 5 there by hand."


def test_written_settings_stay_readable_after_changes(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.file.write_text(with_value(with_value(render(settings), "ports.https", 9), "host", "0.0.0.0"))
    changed = load(tmp_path, {})
    assert (changed.ports.https, changed.host, changed.limits) == (9, "0.0.0.0", settings.limits)
