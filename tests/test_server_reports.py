"""The report of alerts as a document: read back with another program, for any counts, within bounds."""

from __future__ import annotations

import io
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from db import alert_counts
from db.alert_counts import Counted
from db.database import Store
from server.notices.compose import Words
from server.reports.covering_letter import covering_letter, file_name
from server.reports.facts import LONGEST_NAME, Facts, Line, lines, share, shown
from server.reports.making import ReportFailed, make
from server.reports.wording import summary
from tests.support.alerts import note
from tests.support.drawing import document, figures

SINCE, UNTIL = 1_770_000_000, 1_772_592_000
NOTHING = Counted(())
HOSTS = Counted((("203.0.113.9", 1834), ("2001:db8::1", 912), ("mail.пример.example", 1)), 23, 77)
RULES = Counted((("sign-in-limit", 2100), ("relay-refused", 724)))
FACTS = Facts("project.com", SINCE, UNTIL, HOSTS, RULES)


def read(made: bytes) -> list[pypdf.PageObject]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return list(pypdf.PdfReader(io.BytesIO(made), strict=True).pages)


def test_report_has_a_cover_and_a_page_with_a_picture_for_each_chart() -> None:
    made = document(FACTS)
    cover, hosts, rules = read(made)
    assert all(words in cover.extract_text() for words in ("Alerts", "project.com", "2 February 2026 to 4 March 2026"))
    assert "2,824 alerts from 26 hosts under 2 rules." in cover.extract_text()
    assert not cover.images
    assert "Alerts by host" in hosts.extract_text()
    for words in ("203.0.113.9", "1,834", "65 %", "mail.пример.example", "under 1 %", "23 others"):
        assert words in hosts.extract_text()
    assert "Alerts by rule" in rules.extract_text()
    for page, least in ((hosts, 300), (rules, 500)):
        (picture,) = page.images
        image = Image.open(io.BytesIO(picture.data))
        assert image.width > 1300
        assert image.height > least
        assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 20
    assert pypdf.PdfReader(io.BytesIO(made)).metadata.title == "Alerts at project.com"  # type: ignore[union-attr]
    assert document(FACTS) == made


def test_cover_has_the_logo_drawn_as_lines() -> None:
    content = read(document(FACTS))[0].get_contents()
    assert content is not None
    operators = [operator for _, operator in pypdf.generic.ContentStream(content, None).operations]
    # A plane with round corners, a letter, its flap: curves and lines, no picture.
    assert operators.count(b"c") >= 8
    assert b"Do" not in operators


def test_report_of_nothing_is_one_page_that_says_so() -> None:
    (cover,) = read(document(Facts("project.com", SINCE, UNTIL, NOTHING, NOTHING)))
    assert "Nothing needs your attention." in cover.extract_text()
    assert "1 of 1" in cover.extract_text()


names = st.text(min_size=0, max_size=300)
counts = st.lists(st.tuples(names, st.integers(1, 10**12)), min_size=1, max_size=15, unique_by=lambda one: one[0])


@given(counts, counts, st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_any_names_make_a_report_within_bounds(
    hosts: list[tuple[str, int]], rules: list[tuple[str, int]], more: int
) -> None:
    facts = Facts("project.com", SINCE, UNTIL, Counted(tuple(hosts), more, more), Counted(tuple(rules)))
    made = document(facts)
    assert len(read(made)) == 3
    assert len(made) < 3_000_000


@pytest.mark.parametrize("name", ["$x$", "$\\frac{$", "主机", "‮evil", "\x00\n", "", "\ud800", "%s", "a" * 300, "עברית"])
def test_odd_name_is_drawn(name: str) -> None:
    both = Counted(((name, 5),))
    assert len(read(document(Facts("project.com", SINCE, UNTIL, both, both)))) == 3


@pytest.mark.parametrize(
    ("name", "font"),
    [("邮件.example", "STSong-Light"), ("例え.example", "HeiseiKakuGo-W5"), ("메일.example", "HYGothic-Medium")],
)
def test_eastern_names_are_written_in_the_cover_the_tables_and_the_charts(name: str, font: str) -> None:
    both = Counted(((name, 5), ("plain.example", 2)))
    for page in read(document(Facts(name, SINCE, UNTIL, both, both))):
        text = page.extract_text().replace("\n", "")
        assert "\ufffd" not in text
        # In the foot, and twice more: domain and most of all on the cover; table and chart on the others.
        assert text.count(name) >= 3
        used = {one.get_object()["/BaseFont"] for one in page["/Resources"]["/Font"].values()}  # type: ignore[index]
        assert f"/{font}" in used


def test_chart_leaves_out_of_its_picture_only_what_it_cannot_draw() -> None:
    told = [Line("plain.example", 2), Line("邮件.example", 5), Line("пример.example", 1)]
    for chart in (figures.bars(told), figures.pie(told)):
        (gap,) = chart.gaps
        assert gap.words.endswith("邮件.example")
        assert 0 < gap.x < 1
        assert 0 < gap.y < 1
    assert figures.bars(told[:1]).gaps == ()


@given(names)
def test_name_that_is_shown_is_one_short_line(name: str) -> None:
    found = shown(name, frozenset(range(32, 127)))
    assert 0 < len(found) <= LONGEST_NAME
    assert found.isprintable()


def test_lines_are_bounded_and_the_rest_is_counted_together() -> None:
    counted = Counted(tuple((f"host{number}", 100 - number) for number in range(15)), 5, 7)
    found = lines(counted, 8)
    assert [one.name for one in found[:2]] == ["host0", "host1"]
    assert (found[-1].name, found[-1].count, len(found)) == ("12 others", sum(range(86, 93)) + 7, 9)
    assert sum(one.count for one in found) == counted.total
    assert lines(Counted((("a", 1), ("b", 1))), 1)[-1].name == "1 other"


@pytest.mark.parametrize(
    ("count", "total", "words"),
    [(1, 4, "25 %"), (1, 1000, "under 1 %"), (999, 1000, "over 99 %"), (5, 5, "100 %"), (0, 0, "0 %"), (0, 9, "0 %")],
)
def test_share_in_words(count: int, total: int, words: str) -> None:
    assert share(count, total) == words


def test_summary_counts_in_words() -> None:
    one = Counted((("a", 1),))
    assert summary(Facts("d", 0, 1, one, one)) == "1 alert from 1 host under 1 rule."


def test_covering_letter_escapes_what_strangers_wrote() -> None:
    both = Counted((("<b>&host", 5),))
    words: Words = covering_letter(Facts("project.com", SINCE, UNTIL, both, both))
    assert "&lt;b&gt;&amp;host" in words.html
    assert "<b>&host: 5" in words.text
    assert words.subject == "Alerts at project.com: 5"
    assert file_name(FACTS) == "alerts-2026-03-04.pdf"


@given(counts, st.integers(0, 9), st.integers(0, 9))
def test_facts_travel_as_json(hosts: list[tuple[str, int]], other: int, more: int) -> None:
    facts = Facts("d", 1, 2, Counted(tuple(hosts), other, more), NOTHING)
    assert Facts.from_json(facts.to_json()) == facts


def test_alerts_are_counted_by_host_and_rule_within_the_period(store: Store) -> None:
    for host, rule, at, count in (
        ("a", "x", SINCE - 1, 50), ("a", "x", SINCE, 2), ("b", "x", SINCE + 1, 5), ("a", "y", UNTIL - 1, 4),
        ("c", "y", UNTIL - 1, 1), ("c", "y", UNTIL, 70),
    ):  # fmt: skip
        note(store, at, host, rule, count)
    assert alert_counts.by_host(store, SINCE, UNTIL) == Counted((("a", 6), ("b", 5), ("c", 1)))
    assert alert_counts.by_rule(store, SINCE, UNTIL) == Counted((("x", 7), ("y", 5)))
    assert alert_counts.by_host(store, SINCE, UNTIL, most=1) == Counted((("a", 6),), 2, 6)
    assert alert_counts.by_host(store, 0, 1) == NOTHING


def test_report_is_made_by_a_process_that_writes_into_its_folder_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, folder, here = tmp_path / "home", tmp_path / "reports", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    (here / "matplotlibrc").write_text("font.family: Nonsense\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(here)
    assert make(FACTS, folder) == document(FACTS)
    assert list(home.iterdir()) == []
    assert [one.name for one in folder.iterdir()] == ["matplotlib"]


def test_making_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(ReportFailed, match="too long"):
        make(FACTS, tmp_path, seconds=0.05)
    assert time.monotonic() - began < 20


def test_process_that_fails_is_told_apart_from_one_that_made_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(code: str) -> Callable[..., subprocess.CompletedProcess[bytes]]:
        real = subprocess.run
        return lambda _, **more: real([sys.executable, "-c", code], **more)

    monkeypatch.setattr(subprocess, "run", run("raise SystemExit('no room')"))
    with pytest.raises(ReportFailed, match=r"exit status 1") as failed:
        make(FACTS, tmp_path)
    assert failed.value.said.strip() == "no room"
    monkeypatch.setattr(subprocess, "run", run("print('hello')"))
    with pytest.raises(ReportFailed):
        make(FACTS, tmp_path)


def test_process_that_gets_no_facts_ends_with_a_fault() -> None:
    command = [sys.executable, "-m", "server.reports"]
    done = subprocess.run(command, input=b"{}", capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stdout == b""


def test_courier_does_not_import_what_draws() -> None:
    code = "import sys, server.courier.__main__; print({'matplotlib', 'reportlab', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "set()"
