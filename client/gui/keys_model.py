"""All actions with their keys as a tree by group, and what is left of it when somebody looks for a word or a key."""

from PyQt5.QtCore import QObject, QSortFilterProxyModel, Qt
from PyQt5.QtGui import QStandardItem, QStandardItemModel

from client.gui.actions import SPECS, group_words, told_words
from client.gui.key_choices import KeyChoices

NAME_ROLE = int(Qt.ItemDataRole.UserRole)
# What is searched: the words of the action and its keys, in one text.
SEARCH_ROLE = NAME_ROLE + 1


class KeysModel(QStandardItemModel):
    """Two columns: what, and its keys. Follows the choices."""

    def __init__(self, keys: KeyChoices, parent: QObject | None = None) -> None:
        super().__init__(0, 2, parent)
        self._keys = keys
        self._lines: dict[str, tuple[QStandardItem, QStandardItem]] = {}
        self.setHorizontalHeaderLabels([self.tr("Action"), self.tr("Keys")])
        groups: dict[str, QStandardItem] = {}
        for spec in SPECS:
            title = group_words(spec)
            if title not in groups:
                groups[title] = _fixed(QStandardItem(title), bold=True)
                self.appendRow([groups[title], _fixed(QStandardItem())])
            line = (_fixed(QStandardItem(told_words(spec))), _fixed(QStandardItem()))
            for item in line:
                item.setData(spec.name, NAME_ROLE)
            groups[title].appendRow(list(line))
            self._lines[spec.name] = line
            self._show(spec.name)
        keys.changed.connect(self._show)

    def _show(self, name: str) -> None:
        what, keys = self._lines[name]
        shown = self._keys.all_shown(name)
        keys.setText(shown)
        spoken = self.tr("{action}: {keys}") if shown else self.tr("{action}: no key")
        what.setData(spoken.format(action=what.text(), keys=shown), int(Qt.ItemDataRole.AccessibleTextRole))
        what.setData(f"{what.text()} {shown}", SEARCH_ROLE)
        font = keys.font()
        font.setBold(self._keys.is_own(name))
        keys.setFont(font)


class KeysFilter(QSortFilterProxyModel):
    """Keeps the lines that hold what was typed, and their groups."""

    def __init__(self, keys: KeyChoices, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSourceModel(KeysModel(keys, self))
        self.setRecursiveFilteringEnabled(True)
        self.setFilterRole(SEARCH_ROLE)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)


def _fixed(item: QStandardItem, *, bold: bool = False) -> QStandardItem:
    item.setEditable(False)
    if bold:
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        item.setSelectable(False)
    return item
