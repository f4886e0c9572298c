"""Small pieces of the sentences that people read: places, sizes, times. Pure."""


def place(host: str, port: int) -> str:
    """Host and port as people write them; IPv6 addresses in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def ended(words: str) -> str:
    """The words as a sentence: starting with a capital, ending with a full stop."""
    words = words.strip()
    if not words:
        return ""
    words = words[0].upper() + words[1:]
    return words if words[-1] in ".!?" else words + "."


def spoken_bytes(size: int) -> str:
    """A size in bytes for people: `52 MB`, `1.5 MB`, `800 kB`, `12 bytes` (powers of ten)."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            number = f"{size / unit:.1f}".removesuffix(".0")
            return f"{number} {name}"
    return f"{size} bytes"


def spoken_seconds(seconds: int) -> str:
    """A time to wait for people: seconds, or minutes rounded up."""
    if seconds < 120:
        return "1 second" if seconds <= 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
