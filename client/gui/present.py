"""PyQt5's type stubs call many results optional that Qt promises to be there (a layout's style, a table's
header, the application's clipboard). One function says so where it is relied on, and fails loudly where the
promise is broken."""

from typing import TypeVar

T = TypeVar("T")


def present(thing: T | None) -> T:
    """Return `thing`, which Qt documents to exist; raises LookupError when it does not."""
    if thing is None:
        raise LookupError("Qt did not provide an object that it documents to exist")
    return thing
