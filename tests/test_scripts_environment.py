import fcntl
import os
import shutil
import sys
from pathlib import Path

import pytest

from scripts import environment
from scripts.environment import ROOT, Environment
from scripts.errors import StartError

DESCRIPTION = ("setup.cfg", "pyproject.toml", "constraints.txt", "scripts/debian_packages.py")


class Machine:
    """Plays python and pip: `venv` makes an interpreter, `fails` names what does not work."""

    def __init__(self, fails: str = "") -> None:
        self.ran: list[list[str]] = []
        self.fails = fails

    def __call__(self, command: list[str], folder: Path) -> bool:
        self.ran.append([*command[1:], str(folder)])
        if self.fails and self.fails in command:
            return False
        if "venv" in command:
            interpreter = Path(command[-1]) / "bin" / "python"
            interpreter.parent.mkdir(parents=True)
            interpreter.symlink_to(sys.executable)
        return Path(command[0]).exists()

    def count(self, word: str) -> int:
        return sum(word in command for command in self.ran)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "scripts").mkdir()
    for name in DESCRIPTION:
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def made(checkout: Path) -> Environment:
    target = Environment(checkout / ".venv", checkout)
    target.set_up({"desktop"}, Machine())
    return target


def test_environment_that_was_set_up_serves(made: Environment) -> None:
    assert made.serves({"desktop"})
    assert made.serves(set())
    assert not made.serves({"desktop", "test"})


def test_what_was_there_stays_when_more_is_added(made: Environment) -> None:
    machine = Machine()
    made.set_up({"test"}, machine)
    assert made.extras() == frozenset({"desktop", "test"})
    assert machine.count("venv") == 0
    assert machine.count(".[desktop,test]") == 1


@pytest.mark.parametrize("name", DESCRIPTION)
def test_changed_description_asks_for_another_set_up(made: Environment, name: str) -> None:
    with (made.root / name).open("a") as file:
        file.write("\n# changed\n")
    assert not made.serves(set())


def test_moved_checkout_asks_for_another_set_up(made: Environment, tmp_path: Path) -> None:
    moved = made.root.rename(tmp_path / "moved")
    assert not Environment(moved / ".venv", moved).serves(set())


def test_interpreter_that_is_gone_asks_for_another_set_up(made: Environment) -> None:
    made.python.unlink()
    made.python.symlink_to("/nowhere/python3.10")
    assert not made.serves(set())


def test_interpreter_that_cannot_be_looked_at_asks_for_another_set_up(made: Environment) -> None:
    """One in a folder of root's alone ended the start of everybody else with a traceback."""
    made.python.unlink()
    made.python.symlink_to("x" * 300)
    assert not made.serves(set())


def test_set_up_that_was_cut_short_is_made_anew(checkout: Path) -> None:
    target = Environment(checkout / ".venv", checkout)
    with pytest.raises(StartError, match="packages could not be installed"):
        target.set_up(set(), Machine(fails="install"))
    assert not target.serves(set())
    (target.folder / "half").touch()
    machine = Machine()
    target.set_up(set(), machine)
    assert target.serves(set())
    assert not (target.folder / "half").exists()
    assert machine.count("venv") == 1


def test_environment_that_cannot_be_made_is_told(checkout: Path) -> None:
    with pytest.raises(StartError, match="virtual environment could not be made"):
        Environment(checkout / ".venv", checkout).set_up(set(), Machine(fails="venv"))


def test_environment_made_by_hand_is_kept(checkout: Path) -> None:
    target = Environment(checkout / ".venv", checkout)
    machine = Machine()
    machine(["python", "venv", str(target.folder)], checkout)
    (target.folder / "mine").touch()
    target.set_up(set(), machine)
    assert (target.folder / "mine").exists()
    assert machine.count("venv") == 1


def test_packages_come_from_the_checkout_with_its_constraints(made: Environment) -> None:
    machine = Machine()
    made.set_up(set(), machine)
    assert machine.ran[-1][-3:] == ["--constraint", str(made.root / "constraints.txt"), str(made.root)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_checkout_that_is_read_only_is_installed_through_links(checkout: Path, tmp_path: Path) -> None:
    target = Environment(tmp_path / "data" / "environment", checkout)
    checkout.chmod(0o555)
    machine = Machine()
    target.set_up(set(), machine)
    source = Path(machine.ran[-1][-1])
    assert source.parent == target.folder
    assert (source / "db").readlink() == checkout / "db"
    assert target.serves(set())
    checkout.chmod(0o755)


def test_two_set_ups_take_turns(checkout: Path) -> None:
    target = Environment(checkout / ".venv", checkout)
    with environment.alone(target):
        handle = os.open(checkout, os.O_RDONLY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(handle)
