"""What every test gets: a home of its own, none of this machine's settings, no display, and a store for the asking."""

import gc
import itertools
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from db.database import Store
from tests.support.patient_bot import PatientBot
from tests.support.postroom import Postroom
from tests.support.started import Started
from tests.support.stores import People, fresh_store

# Before anything imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyqt5")
os.environ["QT_FONT_DPI"] = "96"
# A test must never reach the keyring of whoever runs it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

# Whoever starts the tests in the background of a shell has Ctrl-C ignored, and every program started from here would
# inherit that: tests that press it would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadline and no database: an example must not fail because the machine is busy, nor write into the checkout. Of a
# failure, the smallest example is worth its time; tracing every line to explain it is not. The same examples each time,
# so that what fails is what was changed; new ones come with `scripts/test --hypothesis-profile=exploring`.
hypothesis.settings.register_profile(
    "exploring",
    database=None,
    deadline=None,
    print_blob=True,
    phases=set(hypothesis.Phase) - {hypothesis.Phase.explain},
)
hypothesis.settings.register_profile("postroom", hypothesis.settings.get_profile("exploring"), derandomize=True)
hypothesis.settings.load_profile("postroom")

_FOLDERS = {
    "HOME": "",
    "XDG_DATA_HOME": ".local/share",
    "XDG_CONFIG_HOME": ".config",
    "XDG_CACHE_HOME": ".cache",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": "run",
}


def _isolate(environment: pytest.MonkeyPatch, home: Path) -> None:
    """Point the environment at `home`, and forget what this machine has set for Postroom."""
    for name in [name for name in os.environ if name.startswith(("POSTROOM_", "XDG_"))]:
        environment.delenv(name)
    # Qt warns unless the runtime folder is there, and for its owner only.
    (home / "run").mkdir(mode=0o700, parents=True)
    for name, folder in _FOLDERS.items():
        environment.setenv(name, str(home / folder))


@pytest.fixture(scope="session", autouse=True)
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[Path]]:
    """Folders that are not there yet, one after the other; the first is for what lives longer than one test."""
    base = tmp_path_factory.mktemp("homes")
    folders = (base / str(number) for number in itertools.count())
    with pytest.MonkeyPatch.context() as environment:
        _isolate(environment, next(folders))
        yield folders


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, homes: Iterator[Path]) -> Iterator[None]:
    home = next(homes)
    _isolate(monkeypatch, home)
    yield
    Started.end_all()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    """As pytest-qt makes it, but patient; nothing is left of the windows of the test before, whose timers still run."""
    gc.collect()
    return PatientBot(request)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of the present schema, without accounts; it does not wait for the disk."""
    opened = fresh_store(tmp_path / "postroom.sqlite3", durable=False)
    yield opened
    opened.close()


@pytest.fixture
def people(store: Store) -> People:
    """Anna, Ben and Clara with their mailboxes in `store`."""
    return People.make(store, "anna", "ben", "clara")


@pytest.fixture
def postroom(tmp_path: Path) -> Iterator[Postroom]:
    """A running Postroom with no accounts: all listeners on free ports, its own CA and store."""
    running = Postroom.in_folder(tmp_path / "postroom")
    running.start()
    yield running
    running.stop()
