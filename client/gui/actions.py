"""Everything that a person can command, in one table: name, words, icon, keys. Windows ask for the actions
they offer and connect them; menus, tool bars and the page of keys in the help read the same table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QWidget

from client.gui.icons import Icons

CONTEXT = "Actions"


@dataclass(frozen=True)
class ActionSpec:
    """`keys` are portable key names, the first is shown in the menu. `checkable` actions have an on and an
    off."""

    name: str
    text: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    tip: str = ""
    checkable: bool = False


def _text(words: str) -> str:
    return str(QT_TRANSLATE_NOOP(CONTEXT, words))


SPECS = (
    ActionSpec("inbox", _text("&Inbox"), "inbox", ("Ctrl+1",)),
    ActionSpec("write", _text("&Write"), "write", ("Ctrl+N", "C"), _text("Write a new message")),
    ActionSpec("outbox", _text("&Outbox"), "outbox", ("Ctrl+2",)),
    ActionSpec("sent", _text("&Sent"), "sent-box", ("Ctrl+3",)),
    ActionSpec("refresh", _text("Re&fresh"), "refresh", ("F5", "Ctrl+R"), _text("Look for new messages")),
    ActionSpec("sign-out", _text("Sign &out"), "sign-out"),
    ActionSpec("quit", _text("&Quit"), "quit", ("Ctrl+Q",)),
    ActionSpec("open", _text("&Open in a window"), "read", ("Ctrl+O",)),
    ActionSpec("reply", _text("&Reply"), "reply", ("R", "Ctrl+Shift+R")),
    ActionSpec("reply-all", _text("Reply &all"), "reply-all", ("A",)),
    ActionSpec("forward", _text("&Forward"), "forward", ("F",)),
    ActionSpec("unread", _text("Mark as &unread"), "unread", ("U",)),
    ActionSpec("flag", _text("F&lag"), "flag", ("S",), _text("Set or remove the flag")),
    ActionSpec("archive", _text("Ar&chive"), "archive", ("E",), _text("Move to Archive")),
    ActionSpec("delete", _text("&Delete"), "delete", ("Delete",), _text("Move to Trash")),
    ActionSpec("next", _text("&Next message"), "", ("J",)),
    ActionSpec("previous", _text("&Previous message"), "", ("K",)),
    ActionSpec("look-system", _text("As the &desktop"), checkable=True),
    ActionSpec("look-light", _text("&Light"), checkable=True),
    ActionSpec("look-dark", _text("&Dark"), checkable=True),
    ActionSpec("preview", _text("Show pre&views"), checkable=True),
    ActionSpec("reading-pane", _text("Show &reading pane"), "", ("F8",), checkable=True),
    ActionSpec("help", _text("&Help"), "help", ("F1",)),
    ActionSpec("source", _text("Project &source"), "source", tip=_text("Open the project's page in the browser")),
    ActionSpec("about", _text("&About Postroom"), "about"),
    ActionSpec("close", _text("&Close"), "close", ("Ctrl+W",)),
    ActionSpec("send", _text("&Send"), "send", ("Ctrl+Return", "Ctrl+Enter")),
    ActionSpec("attach", _text("&Attach files"), "attachment", ("Ctrl+Shift+A",)),
    ActionSpec("save-all", _text("Save &all attachments"), "save-all"),
)


class Actions(QObject):
    """The actions of one window, by name. They act while that window or one of its children has the focus."""

    def __init__(self, names: Iterable[str], icons: Icons, window: QWidget) -> None:
        super().__init__(window)
        specs = {spec.name: spec for spec in SPECS}
        self._made = {name: _make(specs[name], icons, window) for name in names}

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def connect(self, slots: Mapping[str, Callable[[], object]]) -> None:
        """Connect actions to what they do; the checked state that Qt sends along is not passed on."""
        for name, slot in slots.items():
            self._made[name].triggered.connect(lambda _checked=False, slot=slot: slot())

    def enable(self, names: Iterable[str], enabled: bool) -> None:
        for name in names:
            self._made[name].setEnabled(enabled)


def _make(spec: ActionSpec, icons: Icons, window: QWidget) -> QAction:
    words = QCoreApplication.translate(CONTEXT, spec.text)
    action = QAction(words, window)
    action.setObjectName(spec.name)
    action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
    action.setCheckable(spec.checkable)
    plain = words.replace("&", "")
    tip = QCoreApplication.translate(CONTEXT, spec.tip) if spec.tip else plain
    action.setStatusTip(tip)
    action.setToolTip(f"{tip} ({shown_keys(spec)})" if spec.keys else tip)
    if spec.icon:
        icons.put(action, spec.icon)
    window.addAction(action)
    return action


def shown_keys(spec: ActionSpec) -> str:
    """Return the first key of an action as this desktop writes it."""
    return QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else ""
