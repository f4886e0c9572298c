"""Lists of messages put into the model of a table, as the session gives them: all lines, and rows by number."""

from array import array
from collections.abc import Sequence

from PyQt5.QtCore import QLocale

from client.cache_lists import Numbers
from client.gui.icons import Icons
from client.gui.message_cells import Column
from client.gui.message_list import MessageList
from client.list_difference import difference
from client.list_lines import Lines
from client.message import MessageRow
from tests.support.gui_desk import themed
from tests.support.gui_samples import NOW

BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)


def empty_list() -> MessageList:
    """The model of the table, in British English at the moment of the samples."""
    theme = themed()
    return MessageList(theme, Icons(theme), lambda: NOW, BRITISH)


def text(messages: MessageList, number: int, column: Column) -> str:
    """What stands in a cell."""
    return str(messages.index(number, column).data() or "")


def numbers(rows: Sequence[MessageRow]) -> Numbers:
    return array("q", (int(one.id[1:]) + 100 for one in rows))


def show(messages: MessageList, rows: Sequence[MessageRow], *, threads: dict[int, int] | None = None) -> None:
    """Show another list, whose rows are all in memory."""
    counts = {number + 100: count for number, count in (threads or {}).items()}
    lines = Lines(numbers(rows), counts=counts, total=len(rows))
    messages.replace_all(lines, dict(zip(lines.numbers, rows, strict=True)))


def refresh(messages: MessageList, rows: Sequence[MessageRow]) -> None:
    """Show the same list as it is now."""
    base, lines = messages.lines.numbers, Lines(numbers(rows), total=len(rows))
    messages.put_rows(dict(zip(lines.numbers, rows, strict=True)))
    messages.update(lines, difference(base, lines.numbers), base)


def known(messages: MessageList, line: int) -> MessageRow:
    row = messages.row(line)
    assert row is not None
    return row
