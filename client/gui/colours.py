"""The colours of the two looks, light and dark, and the palettes made from them. Widgets take their colours
from the palette or, for what Qt has no role for (notice bars, muted text), from the look that the theme
names; none is written down anywhere else."""

from dataclasses import dataclass

from PyQt5.QtGui import QColor, QPalette


@dataclass(frozen=True)
class Tint:
    """A background, the text upon it, and the line around it."""

    background: str
    text: str
    border: str


@dataclass(frozen=True)
class Colours:
    """One look. Each text has a contrast of at least 4.5 to 1 upon its background (WCAG 2.1, 1.4.3)."""

    dark: bool
    window: str
    base: str
    alternate: str
    raised: str
    text: str
    muted: str
    border: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    on_selection: str
    hover: str
    link: str
    quote: str
    flag: str
    news: Tint
    warning: Tint
    fault: Tint


LIGHT = Colours(
    dark=False,
    window="#f3f5f8",
    base="#ffffff",
    alternate="#f8f9fb",
    raised="#ffffff",
    text="#1b2230",
    muted="#596475",
    border="#d6dae2",
    accent="#2b5fd0",
    accent_hover="#2350b4",
    on_accent="#ffffff",
    selection="#d9e5fd",
    on_selection="#12203d",
    hover="#e8ecf3",
    link="#2456c4",
    quote="#4b6584",
    flag="#c2410c",
    news=Tint("#e7effe", "#1c3d86", "#b9cdf6"),
    warning=Tint("#fff3d8", "#664400", "#eccb82"),
    fault=Tint("#fdeae8", "#8c1c13", "#efb1ab"),
)

DARK = Colours(
    dark=True,
    window="#1d2026",
    base="#16181d",
    alternate="#1a1d22",
    raised="#282c34",
    text="#e4e7ec",
    muted="#a0a9b7",
    border="#383e49",
    accent="#7ba6ff",
    accent_hover="#94b7ff",
    on_accent="#0c1526",
    selection="#2b4069",
    on_selection="#f3f6fb",
    hover="#2a2f38",
    link="#8db3ff",
    quote="#9cb6d3",
    flag="#ff9f66",
    news=Tint("#20325a", "#d6e3ff", "#36508a"),
    warning=Tint("#42371a", "#ffe7b3", "#6d5b2b"),
    fault=Tint("#4b2321", "#ffd9d5", "#7d3b37"),
)


def palette_of(colours: Colours) -> QPalette:
    """Return the palette of a look: active and inactive alike, disabled in muted text."""
    palette = QPalette()
    for role, value in _roles(colours):
        palette.setColor(role, QColor(value))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.HighlightedText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(faded(colours)))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Highlight, QColor(colours.hover))
    return palette


def _roles(colours: Colours) -> list[tuple[QPalette.ColorRole, str]]:
    return [
        (QPalette.ColorRole.Window, colours.window),
        (QPalette.ColorRole.WindowText, colours.text),
        (QPalette.ColorRole.Base, colours.base),
        (QPalette.ColorRole.AlternateBase, colours.alternate),
        (QPalette.ColorRole.Text, colours.text),
        (QPalette.ColorRole.PlaceholderText, colours.muted),
        (QPalette.ColorRole.Button, colours.raised),
        (QPalette.ColorRole.ButtonText, colours.text),
        (QPalette.ColorRole.BrightText, colours.fault.text),
        (QPalette.ColorRole.ToolTipBase, colours.raised),
        (QPalette.ColorRole.ToolTipText, colours.text),
        (QPalette.ColorRole.Highlight, colours.selection),
        (QPalette.ColorRole.HighlightedText, colours.on_selection),
        (QPalette.ColorRole.Link, colours.link),
        (QPalette.ColorRole.LinkVisited, colours.link),
        (QPalette.ColorRole.Light, colours.raised),
        (QPalette.ColorRole.Midlight, colours.hover),
        (QPalette.ColorRole.Mid, colours.border),
        (QPalette.ColorRole.Dark, colours.border),
        (QPalette.ColorRole.Shadow, "#000000"),
    ]


def faded(colours: Colours) -> str:
    """Return the colour of what cannot be used now: half way between text and background."""
    text, window = QColor(colours.text), QColor(colours.window)
    red, green, blue = text.red() + window.red(), text.green() + window.green(), text.blue() + window.blue()
    return QColor(red // 2, green // 2, blue // 2).name()
