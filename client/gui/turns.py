"""How long one thread may keep the interpreter while another one wants it. Painting a list enters Python some hundred
times a frame, and each time it may have to wait that long for a worker thread: with Python's own 5 ms a window stands
still for a tenth of a second while mail is read."""

import sys

SECONDS = 0.0005


class Turns:
    """Short turns as long as it lives, or until `put_back`."""

    def __init__(self) -> None:
        self._before = sys.getswitchinterval()
        sys.setswitchinterval(SECONDS)

    def put_back(self) -> None:
        sys.setswitchinterval(self._before)
