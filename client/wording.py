"""Small pieces of the sentences that people read: places, sizes, times; and the sentence that can be said in another
language. Pure: the window knows the languages (client/gui/spoken.py).
"""


class Said(str):
    """A sentence in English that is also what a translator needs: `words` with {places}, and what stands in them
    (which may be Said too). With `number` the words hold %n, and `one` is the English sentence where that is 1.
    """

    words: str
    values: dict[str, object]
    number: int | None
    one: str

    def __new__(cls, words: str, /, *, one: str = "", number: int | None = None, **values: object) -> "Said":
        """Raises KeyError where a place has no value."""
        english = words if number is None else one if one and number == 1 else words.replace("%n", str(number))
        made = super().__new__(cls, english.format(**values) if values else english)
        made.words = words
        made.values = values
        made.number = number
        made.one = one
        return made


def place(host: str, port: int) -> str:
    """Host and port as people write them; IPv6 addresses in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def ended(words: str) -> str:
    """The words as a sentence: starting with a capital, ending with a full stop."""
    if isinstance(words, Said) and words[-1:] in {".", "!", "?"}:
        return words  # a sentence already, which would be no longer one to translate
    words = words.strip()
    if not words:
        return ""
    words = words[0].upper() + words[1:]
    return words if words[-1] in ".!?" else words + "."


def it_says(words: str) -> str:
    """What a server says, to stand behind a sentence; nothing where it said nothing."""
    return Said(" It says: {words}", words=ended(words)) if words else ""


def spoken_bytes(size: int) -> str:
    """A size in bytes for people: `52 MB`, `1.5 MB`, `800 kB`, `12 bytes` (powers of ten)."""
    if size >= 10**9:
        return Said("{size} GB", size=_rounded(size / 10**9))
    if size >= 10**6:
        return Said("{size} MB", size=_rounded(size / 10**6))
    if size >= 10**3:
        return Said("{size} kB", size=_rounded(size / 10**3))
    return Said("%n bytes", one="1 byte", number=size)


def _rounded(size: float) -> float | int:
    number = round(size, 1)
    return int(number) if number == int(number) else number


def spoken_seconds(seconds: int) -> str:
    """A time to wait for people: seconds, or minutes rounded up."""
    if seconds < 120:
        return Said("%n seconds", one="1 second", number=max(seconds, 1))
    return Said("%n minutes", number=-(-seconds // 60))
