"""The menu of how the list of this folder is shown: table or cards, how dense, conversations, and the order. It holds a
`ListLook` and tells when the person has chosen another one."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QAction, QActionGroup, QMenu, QToolButton, QWidget

from client.cache_lists import Order, Sort
from client.gui.icons import Icons
from client.gui.list_looks import Density, ListLook
from client.gui.present import present


class LookMenu(QToolButton):
    """Signals: chosen(ListLook)."""

    chosen = pyqtSignal(object)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = ListLook()
        self.setText(self.tr("List"))
        self.setToolTip(self.tr("How this folder is shown"))
        self.setAccessibleName(self.tr("How this folder is shown"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.tr("&How this folder is shown"), self)
        self._checks: list[tuple[QAction, Callable[[ListLook], bool]]] = []
        self._fill()
        self.setMenu(self._menu)
        icons.put(self, "list-look")
        self._menu.aboutToShow.connect(self._check)

    def show_look(self, look: ListLook) -> None:
        self.look = look
        self._check()

    def _fill(self) -> None:
        shapes = ((self.tr("&Table"), False), (self.tr("&Cards"), True))
        self._group(self._menu, [(text, partial(_with_cards, cards=cards)) for text, cards in shapes])
        self._menu.addSeparator()
        densities = (
            (self.tr("C&ompact"), Density.COMPACT),
            (self.tr("&Normal"), Density.NORMAL),
            (self.tr("&Roomy"), Density.ROOMY),
        )
        self._group(self._menu, [(text, partial(_with_density, density=density)) for text, density in densities])
        self._menu.addSeparator()
        threads = present(self._menu.addAction(self.tr("Con&versations")))
        threads.setCheckable(True)
        self._add(threads, lambda look: replace(look, threads=not look.threads), lambda look: look.threads)
        order = present(self._menu.addMenu(self.tr("&Sort by")))
        self._group(order, [(text, partial(_with_sort, sort=sort)) for text, sort in self._sorts()])
        order.addSeparator()
        up = present(order.addAction(self.tr("The &other way round")))
        up.setCheckable(True)
        self._add(up, _turned, lambda look: look.order.ascending)

    def _sorts(self) -> tuple[tuple[str, Sort], ...]:
        return (
            (self.tr("&Date"), Sort.DATE),
            (self.tr("&From"), Sort.FROM),
            (self.tr("&To"), Sort.TO),
            (self.tr("&Subject"), Sort.SUBJECT),
            (self.tr("Si&ze"), Sort.SIZE),
            (self.tr("F&lagged first"), Sort.FLAG),
            (self.tr("&Unread first"), Sort.UNREAD),
            (self.tr("With &attachment first"), Sort.ATTACHMENT),
        )

    def _group(self, menu: QMenu, choices: list[tuple[str, Callable[[ListLook], ListLook]]]) -> None:
        group = QActionGroup(self)
        for text, change in choices:
            action = present(menu.addAction(text))
            action.setCheckable(True)
            group.addAction(action)
            self._add(action, change, partial(_is_so, change))

    def _add(self, action: QAction, change: Callable[[ListLook], ListLook], is_so: Callable[[ListLook], bool]) -> None:
        self._checks.append((action, is_so))
        action.triggered.connect(lambda _checked=False: self._choose(change(self.look)))

    def _choose(self, look: ListLook) -> None:
        self.look = look
        self._check()
        self.chosen.emit(look)

    def _check(self) -> None:
        for action, is_so in self._checks:
            action.setChecked(is_so(self.look))


def _is_so(change: Callable[[ListLook], ListLook], look: ListLook) -> bool:
    return change(look) == look


def _with_cards(look: ListLook, cards: bool) -> ListLook:
    return replace(look, cards=cards)


def _with_density(look: ListLook, density: Density) -> ListLook:
    return replace(look, density=density)


def _with_sort(look: ListLook, sort: Sort) -> ListLook:
    return look if look.order.sort is sort else replace(look, order=Order(sort))


def _turned(look: ListLook) -> ListLook:
    return replace(look, order=Order(look.order.sort, not look.order.ascending))
