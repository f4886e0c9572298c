"""Changes single values in a settings file and leaves the rest, with its comments, as the admin wrote it."""

from __future__ import annotations

import re
import tomllib

from scripts.errors import StartError


def with_value(text: str, key: str, value: str | int) -> str:
    """Return the settings file `text` with `key` (`name` or `table.name`) set to `value`.

    Raises:
        StartError: the text is laid out in a way that only a person can change, like a table on one line.
    """
    changed = _with_line(text, key, value)
    if not _differs_only_in(text, changed, key, value):
        raise StartError(f"{key} in settings.toml is not on a line of its own.", f"Set it to {value} there by hand.")
    return changed


def _differs_only_in(text: str, changed: str, key: str, value: str | int) -> bool:
    table, _, name = key.rpartition(".")
    wanted = tomllib.loads(text)
    (wanted.setdefault(table, {}) if table else wanted)[name] = value
    try:
        return tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _with_line(text: str, key: str, value: str | int) -> str:
    table, _, name = key.rpartition(".")
    written = f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value}"
    lines = text.splitlines()
    start, end = _extent(lines, table)
    for number in range(start, end):
        if re.match(rf"\s*(['\"]?){re.escape(name)}\1\s*=", lines[number]):
            comment = re.search(r"\s+#[^\"']*$", lines[number])
            lines[number] = written + (comment[0] if comment else "")
            break
    else:
        while end > start and not lines[end - 1].strip():
            end -= 1
        lines.insert(end, written)
    return "\n".join(lines) + "\n"


def _extent(lines: list[str], table: str) -> tuple[int, int]:
    """Return where the entries of `table` ("": those before any table) begin and end; adds a missing table."""
    headers = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    if not table:
        return 0, headers[0] if headers else len(lines)
    for number in headers:
        if lines[number].split("#")[0].strip() == f"[{table}]":
            later = [other for other in headers if other > number]
            return number + 1, later[0] if later else len(lines)
    lines += ["", f"[{table}]"]
    return len(lines), len(lines)
