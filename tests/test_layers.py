"""Who may import whom, as a test: the arrows between the packages, no cycle between modules, and small rules of names.

Reads the source with `ast`; an import inside a function counts like any other.
"""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("benchmarks", "certs", "client", "db", "scripts", "server", "tests", "webserver")
ALLOWED: dict[str, set[str]] = {
    "certs": set(),
    "db": set(),
    "server": {"certs", "db"},
    "webserver": {"certs", "db"},
    "client": {"certs.contexts"},
}
ANYTHING = {"benchmarks", "scripts", "tests"}
QT = {"PyQt5", "qtawesome", "qtpy"}
QT_ROOMS = ("client.gui", "tests", "benchmarks", "scripts.screenshots", "scripts.album", "scripts.kept_pictures")


def source_files() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in source_files()}


def imported(source: str) -> Iterator[str]:
    """Yield the modules that `source` imports by name; of `from package import x`, also `package.x`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level or node.module is None:
                raise ValueError(f"line {node.lineno}: a relative import")
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(names: Iterator[str]) -> set[str]:
    """Return which of `names` are modules of ours; a package alone does not count when one of its modules is meant."""
    found = {name for name in names if name in MODULES}
    return {name for name in found if not any(other.startswith(f"{name}.") for other in found)}


def faults(module: str, source: str) -> list[str]:
    """Return the sentences about what `module` may not import."""
    package = module.partition(".")[0]
    names = set(imported(source))
    found = []
    if QT & {name.partition(".")[0] for name in names} and not module.startswith(QT_ROOMS):
        found.append(f"{module} imports Qt: only client/gui may")
    if package in ANYTHING:
        return found
    for name in ours(iter(names)):
        other = name.partition(".")[0]
        if other != package and other not in ALLOWED[package] and name not in ALLOWED[package]:
            found.append(f"{module} imports {name}")
    return found


@pytest.mark.parametrize("module", sorted(MODULES))
def test_module_imports_only_what_its_layer_allows(module: str) -> None:
    assert faults(module, MODULES[module].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("db.accounts", "import server.replies"),
        ("certs.files", "from db import models"),
        ("server.handler", "def late():\n    from webserver import http_codec"),
        ("webserver.errors", "from client.errors import Fault"),
        ("client.trust", "from certs.authority import fingerprint"),
        ("client.trust", "import certs.files, certs.contexts"),
        ("client.cache", "from PyQt5.QtCore import QObject"),
        ("db.settings", "import scripts"),
        ("webserver.app", "from tests import conftest"),
    ],
)
def test_forbidden_import_is_found(module: str, source: str) -> None:
    # Some of these modules may not be there; the rule is about names.
    assert faults(module, source)


def test_no_module_imports_itself_through_others() -> None:
    graph = {name: ours(imported(path.read_text(encoding="utf-8"))) - {name} for name, path in MODULES.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as problem:
        pytest.fail(f"a cycle: {' imports '.join(reversed(problem.args[1]))}")


def test_init_files_are_empty() -> None:
    assert [str(path) for path in source_files() if path.name == "__init__.py" and path.read_bytes()] == []


def test_nobody_imports_what_is_only_run() -> None:
    importing = {
        name: ours(imported(path.read_text(encoding="utf-8")))
        for name, path in MODULES.items()
        if name.partition(".")[0] not in ANYTHING
    }
    assert [name for name, names in importing.items() if {other.partition(".")[0] for other in names} & ANYTHING] == []


def test_no_script_is_named_like_a_module_of_the_standard_library() -> None:
    # A script that is run by its path has its folder first on the path: it would hide that module.
    names = {path.stem for path in (ROOT / "scripts").iterdir() if path.suffix == ".py"}
    assert names & sys.stdlib_module_names == set()
    assert set(PACKAGES) & sys.stdlib_module_names == set()


def test_client_outside_the_window_needs_nothing_of_the_servers() -> None:
    modules = [name for name in MODULES if name.startswith("client") and ".gui" not in name and "__main__" not in name]
    refused = ("peewee", "aiosmtpd", "PyQt5", "db", "server", "webserver", "scripts", "certs.authority")
    program = f"""
import importlib, sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.startswith(tuple(f"{{one}}." for one in {refused!r})) or name in {refused!r}:
            raise ImportError(f"{{name}} is not there")
sys.meta_path.insert(0, Refuse())
for name in {modules!r}:
    importlib.import_module(name)
print(len({modules!r}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout.strip(), done.stderr) == (str(len(modules)), "")
    assert modules
