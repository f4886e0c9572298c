"""The page of the settings where a person gives actions other keys: choose an action, press the new key, and add it or
put it in the place of the old ones. A key that something else has is told before it is taken away from it."""

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLabel, QPushButton, QVBoxLayout, QWidget

from client.gui.actions import SPECS, told_words
from client.gui.key_choices import KeyChoices, is_account_key, native
from client.gui.keys_view import KeysView


class KeyPage(QWidget):
    """Writes each change at once."""

    def __init__(self, keys: KeyChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self._specs = {spec.name: spec for spec in SPECS}
        self.setWindowTitle(self.tr("Keyboard"))
        self.view = KeysView(keys)
        self.now = QLabel()
        self.now.setTextFormat(Qt.TextFormat.PlainText)
        self.edit = QKeySequenceEdit()
        self.edit.setAccessibleName(self.tr("Press the new key"))
        self.told = QLabel()
        self.told.setProperty("kind", "wrong")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.replace_button = QPushButton(self.tr("&Use this key"))
        self.add_button = QPushButton(self.tr("&Add this key"))
        self.none_button = QPushButton(self.tr("&No key"))
        self.reset_button = QPushButton(self.tr("&Reset"))
        self.reset_all_button = QPushButton(self.tr("Reset a&ll"))
        self._build()
        self._connect()
        self._select(self.view.name())

    @property
    def name(self) -> str:
        """The action whose keys are shown."""
        return self.view.name()

    @property
    def key(self) -> str:
        """The key that was pressed, in the form of files."""
        return self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def use(self, *, also: bool) -> None:
        """Give the action the pressed key, in the place of its keys or `also`."""
        if not self.name or not self.key:
            return
        before = self._keys.keys(self.name) if also else ()
        self._keys.choose(self.name, (*before, self.key))
        self._select(self.name)

    def _select(self, _name: str) -> None:
        self.edit.clear()
        self._show()

    def _show(self) -> None:
        spec = self._specs.get(self.name)
        words = told_words(spec) if spec is not None else ""
        shown = self._keys.all_shown(self.name) if spec is not None else ""
        line = self.tr("{action}: {keys}") if shown else self.tr("{action}: no key")
        self.now.setText(line.format(action=words, keys=shown) if spec is not None else self.tr("Choose an action."))
        self.told.setText(self._conflict())
        usable = spec is not None and bool(self.key) and not is_account_key(self.key)
        self.replace_button.setEnabled(usable)
        self.add_button.setEnabled(usable and bool(shown))
        self.edit.setEnabled(spec is not None)
        self.none_button.setEnabled(bool(shown))
        self.reset_button.setEnabled(spec is not None and self._keys.is_own(self.name))
        self.reset_all_button.setEnabled(any(self._keys.is_own(name) for name in self._specs))

    def _conflict(self) -> str:
        if not self.name or not self.key:
            return ""
        key = native([self.key])
        if is_account_key(self.key):
            return self.tr("{key} shows another account, and cannot be used here.").format(key=key)
        others = self._keys.conflicts(self.name, self.key)
        if not others:
            return ""
        words = self.tr("{key} is the key of “{action}”, or the beginning of it. That action loses it.")
        if len(others) > 1:
            words = self.tr("{key} is the beginning of the keys of these: {action}. They lose them.")
        return words.format(key=key, action=", ".join(map(told_words, others)))

    def _connect(self) -> None:
        self.view.selected.connect(self._select)
        self.edit.keySequenceChanged.connect(lambda _: self._show())
        self.replace_button.clicked.connect(lambda: self.use(also=False))
        self.add_button.clicked.connect(lambda: self.use(also=True))
        self.none_button.clicked.connect(self._take_all)
        self.reset_button.clicked.connect(self._reset)
        self.reset_all_button.clicked.connect(self._reset_all)

    def _take_all(self) -> None:
        self._keys.choose(self.name, ())
        self._show()

    def _reset(self) -> None:
        self._keys.reset(self.name)
        self._show()

    def _reset_all(self) -> None:
        self._keys.reset_all()
        self._show()

    def _build(self) -> None:
        label = QLabel(self.tr("&Press the new key"))
        label.setBuddy(self.edit)
        pressed = QHBoxLayout()
        for widget in (label, self.edit, self.replace_button, self.add_button):
            pressed.addWidget(widget)
        others = QHBoxLayout()
        for button in (self.none_button, self.reset_button, self.reset_all_button):
            others.addWidget(button)
        others.addStretch()
        for button in (
            self.replace_button,
            self.add_button,
            self.none_button,
            self.reset_button,
            self.reset_all_button,
        ):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self.view, 1)
        column.addWidget(self.now)
        column.addLayout(pressed)
        column.addWidget(self.told)
        column.addLayout(others)
