"""`python -m scripts.translations`: bring the files of the window's languages up to date. Every text of the client is
put into client/gui/translations/*.ts; finished translations are kept, those of texts that are gone are dropped, what is
missing is told, and the compiled .qm is made from it by Qt's lrelease (Debian: qttools5-dev-tools)."""

import shutil
import subprocess
import sys
from pathlib import Path

from scripts import ts_file
from scripts.translatable import Found, Text, find_texts
from scripts.ts_file import Translated

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "client" / "gui" / "translations"
LRELEASE = ("lrelease", "/usr/lib/qt5/bin/lrelease", "lrelease-qt5")
MISSING = Translated(())


def main() -> int:
    """Return 0 when every language is complete and compiled."""
    found = find_texts(ROOT)
    for line in found.unclear:
        print(f"not understood: {line}", file=sys.stderr)
    missing = 0
    for path in sorted(FOLDER.glob("postroom_*.ts")):
        language = path.stem.removeprefix("postroom_")
        texts = renewed(found, ts_file.read(path))
        ts_file.write(path, language, texts, found.texts)
        for text in sorted(text for text, translated in texts.items() if not translated.finished):
            missing += 1
            print(f"{language}: {text.context}: {text.source!r} is not translated")
        _compile(path)
        print(f"{language}: {len(texts)} texts")
    return 1 if missing or found.unclear else 0


def renewed(found: Found, known: dict[Text, Translated]) -> dict[Text, Translated]:
    """Return all texts of today, with the translations that are known."""
    return {text: known.get(text, MISSING) for text in found.texts}


def _compile(path: Path) -> None:
    tool = next((found for name in LRELEASE if (found := shutil.which(name))), None)
    if tool is None:
        raise SystemExit("lrelease is not installed (Debian: qttools5-dev-tools); the .qm files are not renewed.")
    command = [tool, "-silent", "-removeidentical", str(path), "-qm", str(path.with_suffix(".qm"))]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    sys.exit(main())
