"""The command `postroom` in the process of the test, on the data folder of the test."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.command import main

Run = Callable[..., tuple[int, str]]


def command_on(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `postroom NAME --data FOLDER WORDS` for its words, the name first: the exit status and all that
    was told. The folder is `data`, unless `folder` names another one.
    """

    def run(*words: str, folder: Path = data) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["postroom", words[0], "--data", str(folder), *words[1:]])
        status = main()
        told = capsys.readouterr()
        return status, told.out + told.err

    return run
