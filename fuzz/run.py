"""Fuzz one entry point, or all in turn: `python fuzz/run.py --target text --seconds 600`.

Engines: `hypothesis` (its own search), `choices` (atheris, coverage-guided, over the choices that Hypothesis makes),
`files` (atheris over raw files, starting from the seeds).  A finding is written to `fuzz/findings` as the smallest file
that shows it; `--replay FILE` runs it again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from traceback import format_exception
from typing import Final

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402 -- the path comes first

from cleanarticle import Options  # noqa: E402
from fuzz.pages import OPTIONS  # noqa: E402
from fuzz.targets import CORPUS, TARGETS, seeds  # noqa: E402

FINDINGS: Final = Path(__file__).parent / "findings"
_ROUND: Final = 500
_PRESETS: Final = (Options(), Options(preset="body"))


class Session:
    """One target being fuzzed: counts executions, remembers the last input, keeps findings."""

    def __init__(self, name: str, folder: Path) -> None:
        """Fuzz the target called *name*; findings go to *folder*."""
        self.name = name
        self.folder = folder
        self.runs = 0
        self.found: Counter[str] = Counter()
        self.last = (b"", Options())

    def check(self, data: bytes, options: Options) -> None:
        """Run the target once."""
        self.runs += 1
        self.last = (data, options)
        TARGETS[self.name].run(data, options)

    def try_(self, data: bytes, options: Options) -> None:
        """Run the target once, and go on if it fails."""
        try:
            self.check(data, options)
        except Exception as error:
            self.keep(error)

    def keep(self, error: Exception) -> None:
        """Write the last input down, under a name that tells findings apart."""
        data, options = self.last
        told = f"{type(error).__name__}: {error}"
        self.found[told.splitlines()[0][:120]] += 1
        name = f"{self.name}-{blake2b(data + repr(options).encode(), digest_size=4).hexdigest()}"
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_bytes(data)
        (self.folder / f"{name}.txt").write_text(f"{''.join(format_exception(error))}\n{options!r}\n{data[:2000]!r}\n")
        print(f"FOUND {name}: {told[:300]}", flush=True)

    def test(self, number: int) -> Callable[[], None]:
        """The target as a test of Hypothesis."""
        # What broke before is found again and again; only the first of its kind is made small.
        phases = (Phase.generate, Phase.shrink) if sum(self.found.values()) < 40 else (Phase.generate,)
        return settings(
            max_examples=_ROUND,
            deadline=None,
            database=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )(seed(number)(given(TARGETS[self.name].data, OPTIONS)(self.check)))


def hypothesis(session: Session, seconds: float) -> None:
    """Rounds of Hypothesis, each with a seed of its own, for some seconds of CPU."""
    end = time.process_time() + seconds
    number = time.time_ns()
    while time.process_time() < end:
        number += 1
        try:
            session.test(number)()
        except Exception as error:
            session.keep(error)


def replay(session: Session, path: Path) -> None:
    """One file, by both presets."""
    for options in _PRESETS:
        session.try_(path.read_bytes(), options)


def choices(session: Session, seconds: float) -> None:
    """Coverage-guided, over what Hypothesis chooses: the input is plausible, the search follows the code."""
    one_input = getattr(session.test(0), "hypothesis").fuzz_one_input  # noqa: B009 -- set by the decorator

    def run(data: bytes) -> None:
        try:
            one_input(data)
        except Exception as error:
            session.keep(error)

    _atheris(run, seconds, [])


def files(session: Session, seconds: float) -> None:
    """Coverage-guided, over files, from the seeds on."""

    def run(data: bytes) -> None:
        for options in _PRESETS:
            session.try_(data, options)

    # New inputs go to the first folder; the seeds stay as they are.
    _atheris(run, seconds, [tempfile.mkdtemp(), str(CORPUS / session.name)])


def _atheris(run: Callable[[bytes], None], seconds: float, folders: list[str]) -> None:
    """Fuzz *run*; libFuzzer prints its own statistics and ends the process."""
    import atheris

    arguments = [f"-max_total_time={int(seconds)}", "-timeout=30", "-max_len=8192", "-print_final_stats=1"]
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *arguments, *folders], run)
    atheris.Fuzz()


ENGINES: Final = {"hypothesis": hypothesis, "choices": choices, "files": files}


def report(session: Session, started: float) -> None:
    """One line on what was done."""
    spent = time.process_time() - started
    print(f"{session.name}\t{session.runs} runs\t{spent:.0f} s CPU\t{dict(session.found)}", flush=True)


def main() -> int:
    """Run the command line; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=[*TARGETS, "all"], default="all")
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="of CPU, shared by the targets; for atheris, of the clock"
    )
    parser.add_argument("--engine", choices=list(ENGINES), default="hypothesis")
    parser.add_argument("--replay", type=Path, help="run this file, search for nothing")
    parser.add_argument("--findings", type=Path, default=FINDINGS, help="folder for what breaks a promise")
    chosen = parser.parse_args()
    names = list(TARGETS) if chosen.target == "all" else [chosen.target]
    found = 0
    for name in names:
        session, started = Session(name, chosen.findings), time.process_time()
        for path in [chosen.replay] if chosen.replay else seeds(name):
            replay(session, path)
        if not chosen.replay:
            with suppress(KeyboardInterrupt):  # what was done so far is told all the same
                ENGINES[chosen.engine](session, chosen.seconds / len(names))
        report(session, started)
        found += sum(session.found.values())
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
