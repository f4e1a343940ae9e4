"""What importing the package and the first call cost, in fresh processes and in forked workers."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter
from typing import Final

ROUNDS: Final = 11
# What only HTML needs, and what nothing needs.
HEAVY: Final = ("trafilatura", "lxml", "charset_normalizer", "numpy", "click")
_TEXT: Final = "Rain is due on Monday, forecasters said.\\n\\nLeave a comment"
_IMPORTED: Final = "import cleanarticle"
_FIRST: Final = (
    "import time, json, sys; import cleanarticle; start = time.perf_counter();"
    f"cleanarticle.clean('{_TEXT}'); first = time.perf_counter(); cleanarticle.clean('{_TEXT}');"
    "print(json.dumps([first - start, time.perf_counter() - first, sorted(sys.modules)]))"
)
# A child of a warm process must find everything made: it sends its time and the memory that it has for itself alone.
_FORKED: Final = f"""
import json, os, sys, time
import cleanarticle
cleanarticle.clean('{_TEXT}')
def private():
    with open('/proc/self/smaps_rollup') as rollup:
        return sum(int(line.split()[1]) for line in rollup if line.startswith('Private_'))
sys.stdout.flush()
if os.fork() == 0:
    before = private()
    start = time.perf_counter()
    cleanarticle.clean('{_TEXT}')
    print(json.dumps([time.perf_counter() - start, private() - before]), flush=True)
    os._exit(0)
os.wait()
"""


@dataclass(frozen=True, slots=True)
class Startup:
    """What starting costs.

    Attributes:
        cpu: ms of CPU time for `import cleanarticle`, above what a bare Python takes to start.
        wall: the same in wall time, which is what a user waits for and what other processes lengthen.
        first: ms of the first call of `clean`, which loads the packs.
        second: ms of the next.
        early: heavy modules that text alone brings in.
        forked: ms of the first call in a worker forked from a process that has cleaned before; None without fork.
        private: kB that this call adds to the worker's own memory; None without fork.
    """

    cpu: float
    wall: float
    first: float
    second: float
    early: tuple[str, ...]
    forked: float | None = None
    private: float | None = None

    def __str__(self) -> str:
        """The lines of the report."""
        lines = [
            f"  import {self.wall:.0f} ms of wall time above bare Python, {self.cpu:.0f} ms of CPU time",
            f"  first clean() {self.first:.0f} ms, next {self.second:.2f} ms",
            f"  modules that only HTML needs: {', '.join(self.early) or 'none'}",
        ]
        if self.forked is not None:
            lines.append(f"  first clean() in a forked worker {self.forked:.2f} ms, {self.private:.0f} kB of its own")
        return "\n".join(lines)


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def _start(code: str) -> tuple[float, float]:
    """CPU and wall time of a process that runs *code*, in ms."""
    before, start = getrusage(RUSAGE_CHILDREN), perf_counter()
    _run(code)
    wall, after = perf_counter() - start, getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu * 1000, wall * 1000


def _imports(rounds: int) -> tuple[float, float]:
    """CPU and wall time that the import adds, in ms; bare Python and ours in turns."""
    pairs = [(_start(_IMPORTED), _start("pass")) for _ in range(rounds)]
    cpu, wall = (statistics.median(ours[n] - bare[n] for ours, bare in pairs) for n in (0, 1))
    return cpu, wall


def measure_startup(rounds: int = ROUNDS) -> Startup:
    """Medians over *rounds* fresh processes."""
    _run(_FIRST)
    calls = [json.loads(_run(_FIRST)) for _ in range(rounds)]
    first, second = (statistics.median(call[n] for call in calls) * 1000 for n in (0, 1))
    start = Startup(*_imports(rounds), first, second, tuple(name for name in HEAVY if name in calls[0][2]))
    if not Path("/proc/self/smaps_rollup").exists():
        return start
    workers = [json.loads(_run(_FORKED)) for _ in range(rounds)]
    forked, private = (statistics.median(worker[n] for worker in workers) for n in (0, 1))
    return replace(start, forked=forked * 1000, private=private)
