import os
import subprocess
import sys

import pytest

from scripts.command import main
from scripts.environment import ROOT


@pytest.mark.parametrize(
    ("arguments", "status", "stream"), [([], 2, "err"), (["stop"], 2, "err"), (["--help"], 0, "out")]
)
def test_usage_is_told_where_it_belongs(
    arguments: list[str], status: int, stream: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["postroom", *arguments])
    assert main() == status
    assert "usage: postroom start" in getattr(capsys.readouterr(), stream)


@pytest.mark.parametrize("name", ["start", "serve"])
def test_options_go_to_the_part_that_is_named(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["postroom", name, "--nonsense"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert f"scripts/{name}: error: unrecognized arguments: --nonsense" in capsys.readouterr().err


def test_reader_that_has_seen_enough_is_no_fault() -> None:
    program = "from scripts.command import main; raise SystemExit(main())"
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", program, "--help"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=write, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")
