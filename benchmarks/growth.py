r"""How time and memory grow with a text's length: for news, for whole pages, and for texts made to be slow.

    python -m benchmarks.growth                      # 64 kB to 16 MB in steps of four
    python -m benchmarks.growth --largest 1          # up to 1 MB
    python -m benchmarks.growth --case spaces --case "prefix en.share.page"
    python -m benchmarks.growth --all-rules          # what each rule is for, repeated; the worst at length

Each text is cleaned in a process of its own, which ends when its time is up.

    slope     of log CPU time over log bytes, by least squares; 1 is linear
    x clean   time for a byte at the largest size, compared with news of the same size
    memory    what cleaning adds to the process's memory at its peak, the text included, in sizes of the text
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf, isinf, isnan, log, nan
from pathlib import Path
from random import Random
from time import process_time
from typing import Final

from benchmarks.pages import pages

from cleanarticle import clean
from cleanarticle.rules.index import builtin_rules
from cleanarticle.rules.schema import Rule

STEP: Final = 4
SMALLEST: Final = 1 << 16
STEEPEST: Final = 1.10
COSTLIEST: Final = 5.0
LONGEST: Final = 30.0
FATTEST: Final = 10.0
# Short runs are repeated up to this many times, for the machine's sake; the best of them counts.
REPEATS: Final = 5
ENOUGH: Final = 0.5
CLEAN: Final = "news"
WHOLE: Final = "whole pages"
# Cases of a rule: how the lines that it is for begin, and such a line as a whole, again and again in one line.
PREFIX: Final = "prefix "
LINE: Final = "full "
# So many of the rules that cost the most at small sizes are tried at large ones.
WORST: Final = 8
# From how many characters on a line is numbered, to be unlike all others; menus repeat themselves in real pages too.
NUMBERED: Final = 80

# --- Texts -----------------------------------------------------------------------------------------------------------


def _fill(unit: str, size: int) -> str:
    """As many *unit* as have *size* bytes."""
    return unit * max(1, size // len(unit.encode()))


def _numbered(lines: Sequence[str], size: int, end: str = "\n") -> str:
    """*lines* again and again, long ones numbered, up to *size* bytes."""
    parts: list[str] = []
    left = size
    while left > 0:
        text = lines[len(parts) % len(lines)]
        parts.append(f"{text} It was the {len(parts)}th.{end}" if len(text) >= NUMBERED else text + end)
        left -= len(parts[-1])
    return "".join(parts)


def _news(size: int, end: str = "\n") -> str:
    return _numbered(
        [line for p in islice(pages(), 30) for line in p.extracted.split("\n") if len(line) > NUMBERED], size, end
    )


def _whole(size: int) -> str:
    return _numbered([line for page in islice(pages(), 30) for line in page.whole.split("\n")], size)


CASES: Final[dict[str, Callable[[int], str]]] = {
    CLEAN: _news,
    WHOLE: _whole,
    "one line": lambda size: _news(size, " "),
    "one word": lambda size: "a" * size,
    "spaces": lambda size: " " * size,
    "line ends": lambda size: "\n" * size,
    "spaces and line ends": lambda size: _fill(" \n\t\n", size),
    "combining marks": lambda size: "a" + _fill("\u0301", size),
    "bidi and zero-width": lambda size: _fill("\u202e\u200b\u2066\u200d\u202c\ufeff", size),
    "a...!": lambda size: "a" * (size - 1) + "!",
    "quotes": lambda size: _fill('"\u201c', size),
    "digits and separators": lambda size: _fill("1.2,3:4/5-", size),
    "short lines": lambda size: _fill("a\n", size),
    "the same line": lambda size: _fill("Share this article with a friend\n", size),
    "the same prose": lambda size: _fill(
        "The council approved the plan on Monday, although the costs had doubled.\n", size
    ),
}
# These with their sizes in bytes must do with so many seconds and so much memory, whatever the slope.
EXTREMES: Final[dict[str, tuple[str, int]]] = {
    "one line of 50 MB": ("one line", 50_000_000),
    "one word of 50 MB": ("one word", 50_000_000),
    "a million empty lines": ("line ends", 1_000_000),
    "the same line a million times": ("the same line", 33_000_000),
}


def text_of(case: str, size: int) -> str:
    """The text of *case*, about *size* bytes of UTF-8."""
    for kind, part in ((PREFIX, prefix), (LINE, line)):
        if case.startswith(kind):
            return _fill(part(_rule(case.removeprefix(kind))) + " ", size)
    return CASES[case](size)


def prefix(rule: Rule) -> str:
    """How a line begins that *rule* is for, cut before the rule is satisfied."""
    whole = line(rule)
    return whole[: max(1, len(whole) * 2 // 3)].rstrip()


def line(rule: Rule) -> str:
    """A line that *rule* is for."""
    return rule.removes[0].strip()


def _rule(name: str) -> Rule:
    return next(rule for rule in builtin_rules() if rule.id == name)


def sample(number: int, seed: int) -> list[str]:
    """Cases of some rules; another *seed*, other rules."""
    return Random(seed).sample(rule_cases(), number)  # noqa: S311 (no secrets here)


def rule_cases() -> list[str]:
    """Both cases of every rule."""
    return [kind + rule.id for rule in builtin_rules() for kind in (PREFIX, LINE)]


# --- In a process of its own -----------------------------------------------------------------------------------------


def _memory(name: str) -> int:
    """Bytes that the line *name* of this process's status gives; 0 where the system has none."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name + ":")), 0)


def run(case: str, size: int) -> tuple[float, float, float]:
    """Clean the text of *case*: what `Run` holds, in its order."""
    clean("Rain is due on Monday, forecasters said.\n\nLeave a comment")
    before = _memory("VmRSS")
    text = text_of(case, size)
    peak = Path("/proc/self/clear_refs")
    if peak.exists():
        # The peak that building the text left is of no interest.
        peak.write_text("5", encoding="ascii")
    start = process_time()
    clean(text)
    best = total = process_time() - start
    added = _memory("VmHWM") - before
    for _ in range(REPEATS - 1):
        if total > ENOUGH:
            break
        start = process_time()
        clean(text)
        best = min(best, process_time() - start)
        total += process_time() - start
    return len(text.encode()), best, added / sys.getsizeof(text)


def run_quickly(cases: Sequence[str]) -> None:
    """Print a line of JSON for each case: its name, and the seconds that a byte takes at two small sizes."""
    for case in cases:
        texts = [text_of(case, size) for size in (SMALLEST // STEP, SMALLEST)]
        clean(texts[0])
        print(json.dumps([case, *map(_quick, texts)]), flush=True)


def _quick(text: str) -> float:
    start = process_time()
    clean(text)
    return (process_time() - start) / len(text.encode())


# --- Runs ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """One text's figures; no number where the time was up.

    Attributes:
        size: bytes of the text.
        seconds: CPU time.
        memory: what cleaning added at the peak, in sizes of the text as Python holds it.
    """

    size: float
    seconds: float
    memory: float

    @property
    def cost(self) -> float:
        """Nanoseconds for a byte."""
        return self.seconds / self.size * 1e9


def _child(arguments: Sequence[str], limit: float) -> tuple[str, bool]:
    """What a process of its own prints, and whether it came to its end in time."""
    command = [sys.executable, "-m", "benchmarks.growth", *arguments]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(), False
    return done.stdout, True


def measure(case: str, size: int, limit: float) -> Run:
    """Clean the text of *case* in a process of its own."""
    printed, ended = _child(["--child", case, "--size", str(size)], limit)
    return Run(*json.loads(printed)) if ended else Run(size, nan, nan)


def measure_rules(limit: float) -> Iterator[tuple[str, float, float]]:
    """Both cases of every rule, and the seconds for a byte at two sizes; infinite where the time was up."""
    left = rule_cases()
    while left:
        printed, ended = _child(["--child-cases", ",".join(left[:200])], limit)
        rows = [json.loads(row) for row in printed.splitlines()]
        yield from (tuple(row) for row in rows)
        if not ended:
            yield left[len(rows)], inf, inf
        left = left[len(rows) + (not ended) :]


def slope(runs: Sequence[Run]) -> float:
    """The slope of log time over log size; no number for fewer than two runs, or when one's time was up."""
    if len(runs) < 2:
        return nan
    points = [(log(run.size), log(run.seconds)) for run in runs]
    x, y = (sum(point[n] for point in points) / len(points) for n in (0, 1))
    rise = sum((a - x) * (b - y) for a, b in points)
    return rise / sum((a - x) ** 2 for a, _ in points)


# --- Report ----------------------------------------------------------------------------------------------------------


def grow(case: str, sizes: Sequence[int], limit: float) -> list[Run]:
    """The runs of *case* from small to large, as far as the time reaches."""
    runs: list[Run] = []
    for size in sizes:
        runs.append(measure(case, size, limit))
        if isnan(runs[-1].seconds):
            break
    return runs


def judge(case: str, runs: Sequence[Run], clean_costs: Mapping[int, float]) -> tuple[str, bool]:
    """A line of the report, and whether the case is as it should be.

    Args:
        case: its name.
        runs: from small to large; the last may have run out of time.
        clean_costs: by number of the run, what a byte of news of the same size costs.
    """
    ended = [run for run in runs if not isnan(run.seconds)]
    if not ended:
        return f"{case[:40]:40} no end in time at {runs[0].size / 1e6:.2f} MB  NOT MET", False
    last, rise = ended[-1], slope(ended)
    times = last.cost / clean_costs.get(len(ended), nan)
    # A page's short lines cost more than prose, and that is no bait.  Not a number is never within a bound.
    met = rise <= STEEPEST and (times <= COSTLIEST or case == WHOLE) and len(ended) == len(runs)
    bad = "" if met else "  NOT MET"
    bad = bad if len(ended) == len(runs) else f"  no end in time at {runs[-1].size / 1e6:.2f} MB{bad}"
    figures = f"{last.size / 1e6:8.2f} MB {last.seconds:9.3f} s {last.cost:9.0f} ns/B"
    return f"{case[:40]:40} {figures}  slope {rise:5.2f}  x clean {times:6.2f}  memory {last.memory:6.1f}{bad}", met


def report_growth(cases: Sequence[str], sizes: Sequence[int], limit: float) -> bool:
    """Measure and print all *cases*; whether all are as they should be."""
    news = grow(CLEAN, sizes, limit)
    costs = {number: run.cost for number, run in enumerate(news, 1)}
    well = True
    for case in cases:
        runs = news if case == CLEAN else grow(case, sizes, limit)
        row, met = judge(case, runs, costs)
        print(row, flush=True)
        well = well and met
    return well


def report_extremes(limit: float) -> bool:
    """Measure and print the extremes; whether all are as they should be."""
    well = True
    for name, (case, size) in EXTREMES.items():
        run = measure(case, size, limit)
        met = run.seconds <= LONGEST and run.memory <= FATTEST
        bad = "" if met else "  NOT MET"
        print(f"{name:40} {run.size / 1e6:8.2f} MB {run.seconds:9.3f} s  memory {run.memory:6.1f}{bad}", flush=True)
        well = well and met
    return well


def report_rules(sizes: Sequence[int], limit: float) -> bool:
    """Measure every rule at small sizes, and print how the worst grow; whether these are as they should be."""
    rows = list(measure_rules(limit))
    rows.sort(key=_outlook, reverse=True)
    print(f"{len(rows)} texts of {SMALLEST // 1024} kB, two for each rule; the worst of them:")
    return report_growth([case for case, *_ in rows[:WORST]], sizes, limit)


def _outlook(row: tuple[str, float, float]) -> float:
    """The cost for a byte that two sizes let expect at a third, sixteen times as large."""
    _, small, large = row
    return large if isinf(large) else large * (large / small) ** 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--largest", type=float, default=16.0, metavar="MB", help="up to this size (default: %(default)s)")
    add("--limit", type=float, default=60.0, metavar="S", help="wall time for each text (default: %(default)s)")
    add(
        "--case",
        action="append",
        metavar="NAME",
        help=f"one of {', '.join(CASES)}; '{PREFIX}' or '{LINE}' and a rule's id",
    )
    add("--rules", type=int, default=6, metavar="N", help="this many cases of rules besides (default: %(default)s)")
    add("--seed", type=int, default=20, help="which rules these are (default: %(default)s)")
    add("--all-rules", action="store_true", help="both cases of every rule, and nothing else")
    add("--no-extremes", action="store_true", help="leave out the texts of 50 MB and a million lines")
    add("--gate", action="store_true", help="exit 1 when a demand is not met")
    for internal in ("--child", "--child-cases"):
        add(internal, help=argparse.SUPPRESS)
    add("--size", type=int, help=argparse.SUPPRESS)
    return parser


def report(args: argparse.Namespace) -> bool:
    """Measure and print what the command line asks for; whether all demands are met."""
    sizes = [size for n in range(9) if (size := SMALLEST * STEP**n) <= args.largest * (1 << 20)]
    if args.all_rules:
        return report_rules(sizes, args.limit)
    grown = report_growth(args.case or [*CASES, *sample(args.rules, args.seed)], sizes, args.limit)
    return (bool(args.case) or args.no_extremes or report_extremes(args.limit)) and grown


def main() -> int:
    """Run the benchmark; 0, or 1 when a demand is not met and --gate asks for it."""
    args = _parser().parse_args()
    if args.child:
        print(json.dumps(run(args.child, args.size)))
    elif args.child_cases:
        run_quickly(args.child_cases.split(","))
    else:
        return int(not report(args) and args.gate)
    return 0


if __name__ == "__main__":
    sys.exit(main())
