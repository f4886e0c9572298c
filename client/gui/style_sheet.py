"""The one style sheet of the program, made from a look's colours. What the Fusion style draws well from the
palette is left to it; this page only calms frames, tables, buttons and bars. Widgets ask for a variant by a
dynamic property (`kind`), never by a style sheet of their own."""

from pathlib import Path
from string import Template

from client.gui.colours import Colours, Tint, faded

MARKS = Path(__file__).with_name("marks")

_SHEET = Template("""
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 6px; }

QPushButton { background: $raised; color: $text; border: 1px solid $border; border-radius: 6px; padding: 5px
14px; min-height: 20px; } QPushButton:hover { background: $hover; } QPushButton:focus { border-color: $accent;
} QPushButton:pressed { background: $selection; } QPushButton:disabled { color: $disabled; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight:
bold; } QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:focus { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: 4px 13px; }
QPushButton[kind="primary"]:disabled { background: $hover; color: $muted; border-color: $border; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $link; padding: 4px
6px; } QPushButton[kind="link"]:hover { text-decoration: underline; } QPushButton[kind="link"]:focus {
border-color: $accent; }

QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 5px 8px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border-color: $accent; }
QToolButton:pressed, QToolButton:checked { background: $selection; color: $on_selection; }

QCheckBox::indicator, QRadioButton::indicator { width: 12px; height: 12px; }
QCheckBox::indicator, QRadioButton::indicator { border: 1px solid $muted; background: $base; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 7px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { border-color: $accent; background: $accent; image: url("$tick"); }
QRadioButton::indicator:checked { border: 4px solid $accent; width: 6px; height: 6px; }
QCheckBox::indicator:checked:focus, QRadioButton::indicator:checked:focus { border-color: $text; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $border; }
QCheckBox::indicator:checked:disabled { background: $muted; }

QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser {
    background: $base; color: $text; border: 1px solid $border; border-radius: 6px; padding: 4px 6px;
    selection-background-color: $selection; selection-color: $on_selection;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: $accent; }
QLineEdit[kind="wrong"], QLineEdit[kind="wrong"]:focus { border: 1px solid $flag; }
QTextBrowser[kind="plain"], QTextEdit[kind="plain"], QPlainTextEdit[kind="plain"] {
    border: none; border-radius: 0; padding: 0;
}

QTextBrowser[kind="paper"] {
    border: none; border-radius: 0; padding: 0; background: #ffffff; color: #1b2230;
}

QMenuBar { background: $window; color: $text; border-bottom: 1px solid $border; padding: 2px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 10px; border-radius: 4px; }
QMenu::item:selected { background: $selection; color: $on_selection; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: 4px 6px; }
QMenu::icon { padding-left: 8px; }

QToolBar { background: $window; border: none; border-bottom: 1px solid $border; spacing: 2px; padding: 4px 6px; }
QToolButton#qt_toolbar_ext_button { padding: 0; margin: 0; border: none; }
QToolBar::separator { background: $border; width: 1px; margin: 5px 6px; } QToolBar[kind="composer"] { background: $base;
border: none; } QStatusBar { background: $window; color: $muted; border-top: 1px solid $border; } QStatusBar::item {
border: none; } QSplitter::handle { background: $border; }

QTableView, QTreeView, QListView {
    background: $base; color: $text; alternate-background-color: $alternate; border: none; outline: none;
    selection-background-color: $selection; selection-color: $on_selection;
}
QTreeView::item { padding: 3px 2px; }
QHeaderView { background: $base; border: none; }
QTableView[kind="rows"]::item { border: none; padding: 0 5px; }
QHeaderView::section {
    background: $base; color: $muted; border: none; border-bottom: 1px solid $border; padding: 6px 8px;
}
QTableCornerButton::section { background: $base; border: none; }
QListView[kind="sidebar"] { background: $window; padding: 6px; }
QListView[kind="sidebar"]::item { border-radius: 6px; padding: 6px 8px; margin: 1px 0; }
QListView[kind="sidebar"]::item:hover { background: $hover; }
QListView[kind="sidebar"]::item:selected { background: $selection; color: $on_selection; }

QLabel[kind="muted"] { color: $muted; }
QLabel[kind="wrong"] { color: $flag; }
QLabel[kind="title"] { font-size: 15pt; font-weight: bold; }
QLabel[kind="subject"] { font-size: 13pt; font-weight: bold; }
QLabel[kind="code"] {
    background: $base; border: 1px solid $border; border-radius: 6px; padding: 10px;
    font-family: "DejaVu Sans Mono", "Menlo", "Consolas", monospace;
}
QFrame[kind="card"] { background: $base; border: 1px solid $border; border-radius: 10px; }
QFrame[kind="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QWidget[kind="chip"] { background: $window; border: 1px solid $border; border-radius: 6px; }
QWidget[kind="chip"] QToolButton { padding: 3px; }
QWidget[kind="chip"][state="wrong"], QWidget[kind="chip"][state="unknown"] { border-color: $flag; }
QWidget[kind="chip"][state="unknown"] { border-style: dashed; }
QFrame[kind="chip"]:focus { border-color: $accent; background: $selection; }
QFrame[kind="chip"]:focus QLabel, QFrame[kind="chip"]:focus QToolButton { color: $on_selection; }
QScrollArea[kind="recipients"] { background: $base; border: 1px solid $border; border-radius: 6px; }
QScrollArea[kind="recipients"][on="true"] { border-color: $accent; }
QScrollArea[kind="recipients"][state="wrong"] { border-color: $flag; }
QWidget[kind="bare"] { background: $base; }
QLineEdit[kind="bare"], QLineEdit[kind="bare"]:focus { border: none; border-radius: 0; padding: 2px 3px; }
QToolButton[kind="attachment"] { background: $window; border: 1px solid $border; }
QToolButton[kind="attachment"]:hover { background: $hover; }
QToolButton[kind="attachment"]:focus { border-color: $accent; }
QToolButton[kind="account"] { margin: 8px 8px 2px 8px; padding: 5px 20px; }
QToolButton[kind="account"]::menu-indicator {
    subcontrol-origin: padding; subcontrol-position: right center; right: 5px;
}
QWidget[kind="page"] { background: $base; }

QFrame[kind="toast"] { background: $text; border: none; border-radius: 10px; }
QFrame[kind="toast"] QLabel { background: transparent; color: $base; }
QFrame[kind="toast"] QPushButton {
    background: transparent; color: $base; border: 1px solid $muted; padding: 3px 12px; font-weight: bold;
}
QFrame[kind="toast"] QPushButton:hover, QFrame[kind="toast"] QPushButton:focus { border: 1px solid $base; }
QFrame[kind="toast"] QToolButton:hover, QFrame[kind="toast"] QToolButton:focus { background: $muted; }

QWidget[kind="veil"] { background: rgba(0, 0, 0, 90); }

$notices
PicturesBar[kind="news"] { margin: 0 10px 4px 10px; }
QToolButton[kind="attachment"]::menu-button { border: none; width: 18px; }
NoticeBar[place="window"] { margin: 8px 10px 4px 10px; }
UndoSendBar { margin: 8px 10px 4px 10px; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; } QScrollBar:horizontal { background:
transparent; height: 12px; margin: 0; } QScrollBar::handle { background: $border; border-radius: 4px; margin:
2px; min-height: 28px; min-width: 28px; } QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; } QScrollBar::add-page, QScrollBar::sub-page
{ background: transparent; }

QProgressBar { border: none; border-radius: 3px; background: $hover; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
""")

_NOTICE = Template(""" QFrame[kind="$kind"] { background: $background; border: 1px solid $border;
border-radius: 8px; } QFrame[kind="$kind"] QLabel { color: $text; background: transparent; border: none; }
QFrame[kind="$kind"] QPushButton { background: transparent; color: $text; border: 1px solid $text; padding:
3px 10px; } QFrame[kind="$kind"] QPushButton:hover, QFrame[kind="$kind"] QPushButton:focus { background:
$border; } QFrame[kind="$kind"] QToolButton { color: $text; } QFrame[kind="$kind"] QToolButton:hover,
QFrame[kind="$kind"] QToolButton:focus { background: $border; } """)


def style_sheet(colours: Colours) -> str:
    """Return the style sheet of a look."""
    notices = "".join(
        _NOTICE.substitute(kind=kind, background=tint.background, text=tint.text, border=tint.border)
        for kind, tint in _notice_kinds(colours)
    )
    values = {name: value for name, value in vars(colours).items() if isinstance(value, str)}
    # A box that is not drawn by the Fusion style, whose own has no frame in the dark, must bring its own tick.
    tick = MARKS / f"tick-{'dark' if colours.dark else 'light'}.svg"
    return _SHEET.substitute(values, notices=notices, disabled=faded(colours), tick=tick.as_posix())


def _notice_kinds(colours: Colours) -> list[tuple[str, Tint]]:
    return [("news", colours.news), ("warning", colours.warning), ("fault", colours.fault)]
