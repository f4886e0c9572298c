"""Everything that a person can command, in one table: name, words, icon, keys. Windows ask for the actions
they offer and connect them; menus, tool bars and the page of keys in the help read the same table."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QWidget

from client.gui.icons import Icons

CONTEXT = "Actions"
# Actions that only the window for writing has.
COMPOSER = "composer"


@dataclass(frozen=True)
class ActionSpec:
    """`keys` are portable key names, the first is shown in the menu; a person may choose others. `checkable` actions
    have an on and an off. `group` says where the action stands in the list of keys, `window` which windows have it:
    keys must differ only among actions that a window can have together.
    """

    name: str
    text: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    tip: str = ""
    checkable: bool = False
    group: str = ""
    window: str = ""


def _text(words: str) -> str:
    return str(QT_TRANSLATE_NOOP(CONTEXT, words))


def _group(words: str, *specs: ActionSpec) -> tuple[ActionSpec, ...]:
    return tuple(replace(spec, group=words) for spec in specs)


SPECS = (
    *_group(
        _text("Messages"),
        ActionSpec("open", _text("&Open in a window"), "read", ("Ctrl+O",)),
        ActionSpec("reply", _text("&Reply"), "reply", ("R", "Ctrl+Shift+R")),
        ActionSpec("reply-all", _text("Reply &all"), "reply-all", ("A",)),
        ActionSpec("forward", _text("&Forward"), "forward", ("F",)),
        ActionSpec("forward-attached", _text("Forward as attach&ment"), "forward"),
        ActionSpec("edit-as-new", _text("Edit as ne&w"), "write", tip=_text("Write a new message from this one")),
        ActionSpec("read", _text("Mark as rea&d"), "read", ("I",)),
        ActionSpec("unread", _text("Mark as &unread"), "unread", ("U",)),
        ActionSpec("flag", _text("F&lag"), "flag", ("S",), _text("Set or remove the flag")),
        ActionSpec("archive", _text("Ar&chive"), "archive", ("E",), _text("Move to Archive")),
        ActionSpec("delete", _text("&Delete"), "delete", ("Delete", "#"), _text("Move to Trash")),
        ActionSpec("junk", _text("&Junk"), "junk", ("!",), _text("Move to Junk, or back to the Inbox")),
        ActionSpec("move", _text("&Move to a folder…"), "folder", ("V",)),
        ActionSpec("undo", _text("U&ndo"), "undo", ("Ctrl+Z", "Z")),
        ActionSpec("redo", _text("R&edo"), "redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
        ActionSpec("save-all", _text("Save &all attachments"), "save-all"),
        ActionSpec(
            "message-source", _text("Show the sour&ce…"), "code", ("Ctrl+Shift+U",), _text("Headers and source")
        ),
        ActionSpec("print", _text("&Print…"), "print", ("Ctrl+P",)),
        ActionSpec("pdf", _text("Save as P&DF…"), "pdf"),
        ActionSpec("export", _text("E&xport…"), "export", tip=_text("Save the selected messages as a file")),
        ActionSpec(
            "export-folder", _text("E&xport the folder…"), "export", tip=_text("Save all messages as an mbox file")
        ),
        ActionSpec(
            "import", _text("&Import messages…"), "import", tip=_text("Put messages from files into this folder")
        ),
    ),
    *_group(
        _text("List"),
        ActionSpec("next", _text("&Next message"), "", ("J",)),
        ActionSpec("previous", _text("&Previous message"), "", ("K",)),
        ActionSpec("next-unread", _text("Next unrea&d message"), "", ("N",)),
        ActionSpec("previous-unread", _text("Previous unread messa&ge"), "", ("P",)),
        ActionSpec("search", _text("Searc&h"), "search", ("/", "Ctrl+F"), _text("Search all mail")),
        ActionSpec("select-all", _text("&Select all"), "", ("Ctrl+A",)),
        ActionSpec("refresh", _text("Re&fresh"), "refresh", ("F5", "Ctrl+R"), _text("Look for new messages")),
    ),
    *_group(
        _text("Folders"),
        ActionSpec("inbox", _text("&Inbox"), "inbox", ("Ctrl+1", "G, I")),
        ActionSpec("outbox", _text("&Outbox"), "outbox", ("Ctrl+2", "G, O")),
        ActionSpec("sent", _text("&Sent"), "sent-box", ("Ctrl+3", "G, T")),
        ActionSpec("go-drafts", _text("&Drafts"), "drafts", ("G, D",)),
        ActionSpec("go-archive", _text("&Archive"), "archive", ("G, A",)),
        ActionSpec("go-junk", _text("&Junk"), "junk", ("G, J",)),
        ActionSpec("go-trash", _text("&Trash"), "delete", ("G, X",)),
        ActionSpec("go-folder", _text("&Go to a folder…"), "folder", ("G, G",)),
        ActionSpec("new-folder", _text("&New folder…"), "new-folder", ("Ctrl+Shift+N",)),
        ActionSpec("rename-folder", _text("&Rename the folder…"), "write", ("F2",)),
        ActionSpec("move-folder", _text("&Move the folder…"), "folder"),
        ActionSpec("remove-folder", _text("Remo&ve the folder…"), "delete"),
        ActionSpec("empty-trash", _text("&Empty Trash…"), "delete"),
        ActionSpec("empty-junk", _text("Empty &Junk…"), "junk"),
    ),
    *_group(
        _text("Writing"),
        ActionSpec("write", _text("&Write"), "write", ("Ctrl+N", "C"), _text("Write a new message")),
        ActionSpec("writing", _text("&Writing and signature…"), "rich"),
        ActionSpec("send", _text("&Send"), "send", ("Ctrl+Return", "Ctrl+Enter"), window=COMPOSER),
        ActionSpec("attach", _text("&Attach files"), "attachment", ("Ctrl+Shift+A",), window=COMPOSER),
        ActionSpec("versions", _text("&Earlier versions"), "versions", window=COMPOSER),
        ActionSpec("rich", _text("&Rich text"), "rich", ("Ctrl+Shift+R",), checkable=True, window=COMPOSER),
        ActionSpec("bold", _text("&Bold"), "bold", ("Ctrl+B",), checkable=True, window=COMPOSER),
        ActionSpec("italic", _text("&Italic"), "italic", ("Ctrl+I",), checkable=True, window=COMPOSER),
        ActionSpec("underline", _text("&Underline"), "underline", ("Ctrl+U",), checkable=True, window=COMPOSER),
        ActionSpec("bullets", _text("&List"), "bullets", ("Ctrl+Shift+8",), checkable=True, window=COMPOSER),
        ActionSpec("numbers", _text("&Numbered list"), "numbers", ("Ctrl+Shift+7",), checkable=True, window=COMPOSER),
        ActionSpec("quote", _text("&Quote"), "quote", ("Ctrl+Shift+9",), checkable=True, window=COMPOSER),
        ActionSpec("link", _text("Lin&k…"), "web-link", ("Ctrl+K",), window=COMPOSER),
    ),
    *_group(
        _text("View"),
        ActionSpec("look-system", _text("As the &desktop"), checkable=True),
        ActionSpec("look-light", _text("&Light"), checkable=True),
        ActionSpec("look-dark", _text("&Dark"), checkable=True),
        ActionSpec("preview", _text("Show pre&views"), checkable=True),
        ActionSpec("reading-pane", _text("Show &reading pane"), "", ("F8",), checkable=True),
        ActionSpec(
            "picture-senders", _text("Senders of p&ictures…"), "pictures", tip=_text("Whose pictures are loaded")
        ),
        ActionSpec("tasks", _text("&Tasks…"), "waiting", ("Ctrl+J",), _text("What is running, waiting or has failed")),
    ),
    *_group(
        _text("Accounts"),
        ActionSpec("next-account", _text("&Next account"), "", ("Ctrl+Tab",)),
        ActionSpec("add-account", _text("&Add an account…"), "account"),
        ActionSpec("remove-account", _text("&Remove this account…"), "delete"),
        ActionSpec(
            "export-account",
            _text("&Save everything…"),
            "file-archive",
            tip=_text("All mail of this account into one file"),
        ),
        ActionSpec("delete-account", _text("De&lete this account for good…"), "delete"),
        ActionSpec("change-password", _text("Change the &password…"), "password"),
        ActionSpec(
            "recovery-address",
            _text("R&ecovery address…"),
            "recovery",
            tip=_text("Where a link goes when you forget your password"),
        ),
        ActionSpec("devices", _text("&Devices signed in…"), "devices"),
        ActionSpec(
            "server-link", _text("In&vite somebody or add a device…"), "link", tip=_text("A link and its QR code")
        ),
        ActionSpec(
            "administration", _text("&Open the web area"), "source", tip=_text("Administer the server in the browser")
        ),
        ActionSpec("invite", _text("&Invite somebody…"), "account", tip=_text("Make an invitation for a new account")),
        ActionSpec("check-system", _text("&Check the system…"), "check", tip=_text("What is wrong, and what to do")),
        ActionSpec(
            "sign-out", _text("Sign &out"), "sign-out", tip=_text("End the session of this account on this computer")
        ),
    ),
    *_group(
        _text("Program"),
        ActionSpec("keys", _text("&Keys…"), "keyboard", ("?",), _text("All keys and what they do")),
        ActionSpec("settings", _text("Se&ttings…"), "settings", ("Ctrl+,",)),
        ActionSpec("help", _text("&Help"), "help", ("F1",)),
        ActionSpec(
            "check-connection", _text("&Check the connection…"), "check", tip=_text("From here to the server and back")
        ),
        ActionSpec("source", _text("Project &source"), "source", tip=_text("Open the project's page in the browser")),
        ActionSpec("about", _text("&About Postroom"), "about"),
        ActionSpec("close", _text("&Close"), "close", ("Ctrl+W",)),
        ActionSpec("quit", _text("&Quit"), "quit", ("Ctrl+Q",)),
    ),
)


class Keys(Protocol):
    """Which keys actions have; told when they change."""

    changed: Any

    def keys(self, name: str) -> tuple[str, ...]: ...


class Actions(QObject):
    """The actions of one window, by name. They act while that window or one of its children has the focus. Without
    `keys` they have those of the table.
    """

    def __init__(self, names: Iterable[str], icons: Icons, window: QWidget, keys: Keys | None = None) -> None:
        super().__init__(window)
        self._specs = {spec.name: spec for spec in SPECS}
        self._keys = keys
        self._made = {name: _make(self._specs[name], icons, window) for name in names}
        for name in self._made:
            self._give_keys(name)
        if keys is not None:
            # A bound method, so that Qt forgets it with this window.
            keys.changed.connect(self._give_keys)

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._made

    def connect(self, slots: Mapping[str, Callable[[], object]]) -> None:
        """Connect actions to what they do; the checked state that Qt sends along is not passed on."""
        for name, slot in slots.items():
            self._made[name].triggered.connect(lambda _checked=False, slot=slot: slot())

    def enable(self, names: Iterable[str], enabled: bool) -> None:
        for name in names:
            self._made[name].setEnabled(enabled)

    def _give_keys(self, name: str) -> None:
        if name not in self._made:
            return
        spec, action = self._specs[name], self._made[name]
        sequences = [QKeySequence(key) for key in (self._keys.keys(name) if self._keys is not None else spec.keys)]
        action.setShortcuts(sequences)
        tip = action.statusTip()
        shown = sequences[0].toString(QKeySequence.SequenceFormat.NativeText) if sequences else ""
        action.setToolTip(f"{tip} ({shown})" if shown else tip)


def plain_words(spec: ActionSpec) -> str:
    """Return the words of an action without the mark of its letter in the menu."""
    return QCoreApplication.translate(CONTEXT, spec.text).replace("&", "")


def told_words(spec: ActionSpec) -> str:
    """Return what it does, in the words of its tip where it has one."""
    return QCoreApplication.translate(CONTEXT, spec.tip) if spec.tip else plain_words(spec)


def group_words(spec: ActionSpec) -> str:
    return QCoreApplication.translate(CONTEXT, spec.group or "Program")


def _make(spec: ActionSpec, icons: Icons, window: QWidget) -> QAction:
    action = QAction(QCoreApplication.translate(CONTEXT, spec.text), window)
    action.setObjectName(spec.name)
    action.setCheckable(spec.checkable)
    action.setStatusTip(told_words(spec))
    if spec.icon:
        icons.put(action, spec.icon)
    window.addAction(action)
    return action
