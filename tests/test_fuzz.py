"""Every way in, under the seeds and a short search; `make fuzz` searches for longer."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fuzz.pages import OPTIONS
from fuzz.targets import TARGETS, PromiseError, account, seeds
from hypothesis import HealthCheck, given, settings

import cleanarticle
from cleanarticle import Options, Result, Segment
from cleanarticle.text.document import Span

ROOT = Path(__file__).parents[1]
SEEDS = [pytest.param(name, path, id=f"{name}/{path.name}") for name in TARGETS for path in seeds(name)]


@pytest.mark.parametrize(("name", "path"), SEEDS)
@pytest.mark.parametrize("preset", ["news", "body"])
def test_seed_breaks_no_promise(name: str, path: Path, preset: str) -> None:
    TARGETS[name].run(path.read_bytes(), Options(preset=preset))


def _search(name: str, examples: int, *, same: bool) -> None:
    quiet = settings(
        max_examples=examples, deadline=None, derandomize=same, suppress_health_check=list(HealthCheck), database=None
    )
    quiet(given(TARGETS[name].data, OPTIONS)(TARGETS[name].run))()


@pytest.mark.parametrize("name", TARGETS)
def test_short_search_over_the_same_inputs_finds_nothing(name: str) -> None:
    _search(name, 40, same=True)


@pytest.mark.nightly
@pytest.mark.parametrize("name", TARGETS)
def test_long_search_finds_nothing(name: str) -> None:
    _search(name, 10_000, same=False)


# --- the checks themselves: each must notice what it is there for ---

RESULT = cleanarticle.analyze("Rain is due on Monday, forecasters said.\n\nLeave a comment\n")
KEPT, GONE, *REST = RESULT.segments


def _moved(segment: Segment, start: int, end: int) -> Segment:
    span = Span(segment.span.start + start, segment.span.end + end)
    return Segment(span, segment.removal and replace(segment.removal, span=span))


def _relabelled(**changes: object) -> Segment:
    assert GONE.removal is not None
    return Segment(GONE.span, replace(GONE.removal, **changes))  # type: ignore[arg-type]


BROKEN = {
    "a gap": replace(RESULT, segments=(KEPT, _moved(GONE, 1, 0), *REST)),
    "an overlap": replace(RESULT, segments=(KEPT, _moved(GONE, -1, 0), *REST)),
    "a missing end": replace(RESULT, segments=RESULT.segments[:-1]),
    "an invented word": replace(RESULT, text=RESULT.text + "x"),
    "a lost word": replace(RESULT, text=RESULT.text[1:]),
    "an empty piece": replace(RESULT, segments=(Segment(Span(0, 0)), *RESULT.segments)),
    "a label that stays": replace(RESULT, segments=(KEPT, _relabelled(label="title"), *REST)),
    "no reason": replace(RESULT, segments=(KEPT, _relabelled(reason=""), *REST)),
    "a score beyond 1": replace(RESULT, segments=(KEPT, _relabelled(score=1.5), *REST)),
    "a removal elsewhere": replace(RESULT, segments=(KEPT, _relabelled(span=Span(0, 3)), *REST)),
    "an unknown verdict": replace(RESULT, verdict="maybe"),  # type: ignore[arg-type]
    "a text that is empty": replace(RESULT, verdict="empty"),
}


def test_true_account_is_accepted() -> None:
    account(RESULT, Options())


@pytest.mark.parametrize("broken", BROKEN.values(), ids=list(BROKEN))
def test_false_account_is_noticed(broken: Result) -> None:
    with pytest.raises(PromiseError):
        account(broken, Options())


def test_runner_says_how_much_it_ran(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "fuzz" / "run.py"), "--target", "config", "--findings", str(tmp_path)]
    done = subprocess.run([*command, "--seconds", "0"], capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, list(tmp_path.iterdir())) == (0, [])
    assert done.stdout.startswith("config\t")
