"""What is said of each thing that is done to a folder: while it is done and taken back, and afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from PyQt5.QtCore import QCoreApplication

from client.folder_steps import Outcome
from client.gui.spoken import counted


@dataclass(frozen=True)
class FolderWords:
    """`name` stands behind Undo in the menu, `doing` and `undoing` in the list of tasks; the others are sentences."""

    name: str
    doing: str
    undoing: str
    done: Callable[[Outcome], str]
    undone: Callable[[Outcome], str]


def making(name: str) -> FolderWords:
    return _plain(
        _words("New folder {name}").format(name=name),
        _words("Make the folder {name}").format(name=name),
        _words("Remove the folder {name} again").format(name=name),
        _words("Folder {name} made.").format(name=name),
        _words("Folder {name} removed again.").format(name=name),
    )


def renaming(before: str, name: str) -> FolderWords:
    return _plain(
        _words("Rename {name}").format(name=before),
        _words("Rename {name}").format(name=before),
        _words("Name {name} as before").format(name=before),
        _words("Folder {before} is called {name} now.").format(before=before, name=name),
        _words("Folder {name} is called as before.").format(name=before),
    )


def placing(name: str) -> FolderWords:
    return _plain(
        _words("Move {name}").format(name=name),
        _words("Move {name}").format(name=name),
        _words("Move {name} back").format(name=name),
        _words("Folder {name} moved.").format(name=name),
        _words("Folder {name} moved back.").format(name=name),
    )


def removing(name: str) -> FolderWords:
    return FolderWords(
        _words("Remove {name}").format(name=name),
        _words("Remove {name}").format(name=name),
        _words("Bring back {name}").format(name=name),
        lambda outcome: _removed(outcome.name, outcome.messages),
        lambda outcome: _brought_back(outcome.name, outcome.left),
    )


def _removed(name: str, messages: int) -> str:
    if not messages:
        return _words("Folder {name} removed.").format(name=name)
    one = "Folder {name} removed, its message moved to Trash."
    words = counted("FolderWords", one, "Folder {name} removed, its %Ln messages moved to Trash.", messages)
    return words.format(name=name)


def _brought_back(name: str, left: int) -> str:
    if not left:
        return _words("Folder {name} is back with everything in it.").format(name=name)
    one = "Folder {name} is back, without 1 message that was moved or deleted meanwhile."
    words = counted(
        "FolderWords", one, "Folder {name} is back, without %Ln messages that were moved or deleted meanwhile.", left
    )
    return words.format(name=name)


def _plain(name: str, doing: str, undoing: str, done: str, undone: str) -> FolderWords:
    return FolderWords(name, doing, undoing, lambda _: done, lambda _: undone)


def _words(words: str) -> str:
    return QCoreApplication.translate("FolderWords", words)
