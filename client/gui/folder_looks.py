"""How each folder is shown, by its key (a role, or an id where it has none). It keeps what was chosen as long as the
program runs, and longer when it is given where."""

from collections.abc import Callable

from client.gui.list_looks import ListLook, read_look, write_look


class FolderLooks:
    """`load` and `save` take the key of a folder; what `load` gives for an unknown one is empty."""

    def __init__(self) -> None:
        self._looks: dict[str, str] = {}
        self._load: Callable[[str], str] = lambda _key: ""
        self._save: Callable[[str, str], None] = lambda _key, _written: None

    def remember(self, load: Callable[[str], str], save: Callable[[str, str], None]) -> None:
        self._load, self._save = load, save

    def of(self, key: str) -> ListLook:
        return read_look(self._looks.get(key) or self._load(key))

    def keep(self, key: str, look: ListLook) -> None:
        self._looks[key] = write_look(look)
        self._save(key, self._looks[key])
