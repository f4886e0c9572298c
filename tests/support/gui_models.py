"""Qt's own tester for item models."""

from PyQt5.QtCore import QAbstractItemModel
from pytestqt.modeltest import ModelTester


def check_model(tester: ModelTester, model: QAbstractItemModel) -> None:
    """Let the tester watch over a model from now on."""
    tester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types for it
