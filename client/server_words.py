"""What a server says, made fit to stand in a window: one line, no control characters, not too long."""

import unicodedata

LONGEST = 300


def server_words(said: str, longest: int = LONGEST) -> str:
    """The text in one line of at most `longest` characters. Control and direction characters go: a server must not
    redraw the sentence around it.
    """
    visible = "".join(" " if unicodedata.category(char).startswith("C") else char for char in said[: 4 * longest])
    line = " ".join(visible.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
