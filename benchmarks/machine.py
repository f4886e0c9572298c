"""What the machine is, and what a process has used of it (Linux)."""

from __future__ import annotations

import os
import platform
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def description() -> str:
    """Return one line: processors, memory, kernel, Python."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = int(Path("/proc/meminfo").read_text().split()[1]) // 1024**2
    return f"{os.cpu_count()} × {model}, {memory} GiB, Linux {platform.release()}, Python {platform.python_version()}"


def _family(pid: int) -> list[int]:
    """Return a process and its children (the keeper is one)."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [pid, *(int(child) for task in tasks for child in (task / "children").read_text().split())]


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process and its children have used, user and system."""
    stats = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in _family(pid)]
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / _TICK


def peak_memory(pid: int) -> int:
    """Return the most memory that a process and its children have had resident, in bytes."""
    return sum(_peak(one) for one in _family(pid))


def _peak(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return 0


def memory(pid: int) -> int:
    """Return the memory that a process has resident now, in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
