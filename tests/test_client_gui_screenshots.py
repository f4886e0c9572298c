"""The script that draws the pictures of the README shows every window in both looks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PyQt5.QtGui import QImage

ROOT = Path(__file__).resolve().parent.parent
NAMES = {
    *("sign-in", "sign-in-wrong-password", "register", "first-contact", "changed-authority", "main", "main-formatted"),
    *("main-empty", "message", "composer", "outbox", "offline", "help"),
    *("forgotten-password", "password", "devices", "link-and-code", "accounts-menu"),
}


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("album")
    command = [sys.executable, "-m", "scripts.screenshots", "--all", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_window_is_shown(album: Path, look: str) -> None:
    shown = {path.stem.removesuffix(f"-{look}") for path in album.glob(f"*-{look}.png")}
    assert shown == NAMES


def test_dark_pictures_are_dark_and_light_ones_light(album: Path) -> None:
    for name in ("main", "composer", "outbox", "sign-in"):
        light, dark = (QImage(str(album / f"{name}-{look}.png")) for look in ("light", "dark"))
        corner = 3
        assert light.pixelColor(corner, corner).lightness() > 200
        assert dark.pixelColor(corner, corner).lightness() < 60


def test_folder_is_needed() -> None:
    done = subprocess.run([sys.executable, "-m", "scripts.screenshots"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Usage" in done.stderr


def test_kept_pictures_are_those_in_the_repository(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.screenshots", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    taken = {path.name for path in tmp_path.iterdir()}
    kept = [path for path in (ROOT / "docs" / "screenshots").glob("*.png") if not path.name.startswith("web-")]
    assert {path.name for path in kept} == taken
    assert sum(path.stat().st_size for path in kept) < 3_000_000
    normal, twice = (QImage(str(tmp_path / f"main-{name}.png")) for name in ("light", "2x"))
    assert (twice.width(), twice.height()) == (2 * normal.width(), 2 * normal.height())
