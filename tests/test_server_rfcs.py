"""`server/RFCS.md` and the references in the code say the same."""

from __future__ import annotations

import re
from pathlib import Path

SERVER = Path(__file__).resolve().parent.parent / "server"
RULES = ("content_checks.py", "paths.py", "sending.py", "trace_headers.py")
"""The part of what the server follows that other doors follow, too: modules of `db`."""
Reference = tuple[str, str, str]
"""RFC, section ("whole" when none is named), file."""

_IN_CODE = re.compile(r"RFC (\d+)(?: section (\d+(?:\.\d+)*))?|rfc(\d+)#section-(\d+(?:\.\d+)*)")
_ROW = re.compile(r"\| (?:\[(\d+)\]\([^)]*\)|(\d+)) \| (\S+) \| [^|]+ \| [^|]+ \| ([^|]+) \|")


def in_code(source: str, file: str) -> set[Reference]:
    """Return what `source` refers to; a reference may run over the end of a line."""
    text = re.sub(r"\s+(?:# )?", " ", source)
    return {(match[1] or match[3], match[2] or match[4] or "whole", file) for match in _IN_CODE.finditer(text)}


def table() -> set[Reference]:
    rows = [line for line in (SERVER / "RFCS.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    found = set()
    for row in rows:
        match = _ROW.fullmatch(row)
        assert match, f"not a row of the table: {row}"
        found |= {(match[1] or match[2], match[3], file.strip(" `")) for file in match[4].split(",")}
    return found


def test_every_reference_in_the_code_stands_in_the_table_and_the_other_way_round() -> None:
    code: set[Reference] = set()
    for path in sorted(SERVER.rglob("*.py")):
        code |= in_code(path.read_text(encoding="utf-8"), path.relative_to(SERVER).as_posix())
    for name in RULES:
        code |= in_code((SERVER.parent / "db" / name).read_text(encoding="utf-8"), f"db/{name}")
    assert sorted(code - table()) == [], "in the code, not in RFCS.md"
    assert sorted(table() - code) == [], "in RFCS.md, not in the code"


def test_each_rfc_is_linked_where_it_is_first_named() -> None:
    text = (SERVER / "RFCS.md").read_text(encoding="utf-8")
    linked = re.findall(r"^\| \[(\d+)\]\(https://www\.rfc-editor\.org/rfc/rfc(\d+)\)", text, re.MULTILINE)
    assert [one for one, _ in linked] == [other for _, other in linked]
    assert len(linked) == len(set(linked)) == len({rfc for rfc, _, _ in table()})


def test_references_are_found_in_every_form() -> None:
    source = (
        '"""See RFC 5321 section 4.1.1.\n    And RFC 3463, RFC 1\n    # section 2."""\n# https://x/rfc9#section-8.7: x'
    )
    assert in_code(source, "x.py") == {
        ("5321", "4.1.1", "x.py"),
        ("3463", "whole", "x.py"),
        ("1", "2", "x.py"),
        ("9", "8.7", "x.py"),
    }
