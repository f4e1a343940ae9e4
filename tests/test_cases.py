"""Small cases after real faults: what must go, and what must stay although it looks like it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from cleanarticle import Cleaner, Options

FOLDER = Path(__file__).parents[1] / "fixtures" / "cases"
CASES = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text(encoding="utf-8").splitlines()]
# Cases that do not hold yet, each with its reason.
KNOWN = tomllib.loads((FOLDER / "known.toml").read_text(encoding="utf-8"))
CLEANERS = {preset: Cleaner(Options(preset=preset)) for preset in ("news", "body")}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_case_holds(case: dict[str, str], request: pytest.FixtureRequest) -> None:
    if case["id"] in KNOWN:
        request.applymarker(pytest.mark.xfail(reason=KNOWN[case["id"]], strict=True))
    assert _lines(CLEANERS[case["preset"]].clean(case["text"])) == _lines(case["expected"])


def test_few_cases_do_not_hold() -> None:
    assert KNOWN.keys() <= {case["id"] for case in CASES}
    assert len(KNOWN) == 3
