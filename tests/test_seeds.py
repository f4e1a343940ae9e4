"""The five documents that the project began with."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import cleanarticle

SEEDS = sorted((Path(__file__).parent.parent / "fixtures" / "seeds").iterdir())


def _text(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.parametrize("case", SEEDS, ids=lambda p: p.name)
def test_seed_comes_out_as_expected(case: Path) -> None:
    assert cleanarticle.clean(_text(case / "input.txt")) == _text(case / "expected.txt")


@pytest.mark.parametrize("case", SEEDS, ids=lambda p: p.name)
def test_every_removed_line_of_a_seed_has_its_label(case: Path) -> None:
    wanted = tomllib.loads(_text(case / "case.toml")).get("removed", [])
    result = cleanarticle.analyze(_text(case / "input.txt"))
    found = [
        {"label": removal.label, "line": line.strip()}
        for removal in result.removed
        for line in removal.span.of(result.source).splitlines()
        if line.strip()
    ]
    assert found == wanted


def _renamed(text: str) -> str:
    """The headline list of seed 001 with every name, topic and hour changed."""
    body, mark, rows = text.partition("Hamas, Israel-Gaza War, IDF, Hostages")
    lines = (mark + rows).splitlines()
    topics = iter(f"Harbour, Ferry {k}, Timetable" for k in "ABCDEFGHIJKLMNOP")
    heads = iter(f"Council weighs a new pier for district {k}" for k in range(1, 20))
    stamps = iter(f"Oona Lindqvist | {h:02}:{m:02}" for h, m in zip(range(6, 22), range(3, 60, 3), strict=False))
    out = []
    for line in lines:
        if " | " in line:
            out.append(next(stamps))
        elif line.strip():
            out.append(next(topics) if not out or (not out[-1].strip() and len(out) % 5 == 0) else next(heads))
        else:
            out.append("")
    return body + "\n".join(out)


def test_headline_list_is_known_by_its_grammar_not_by_its_words() -> None:
    case = next(p for p in SEEDS if p.name.startswith("001"))
    assert cleanarticle.clean(_renamed(_text(case / "input.txt"))) == _text(case / "expected.txt")


def test_three_rows_under_a_heading_of_a_live_blog_stay() -> None:
    paragraph = (
        "Water reached the second step of the old customs house shortly before noon, and the crew moved the pumps."
    )
    rows = "\n".join(f"Bridge {k} closed to lorries\nOona Lindqvist | 1{k}:05" for k in range(3))
    blog = "\n\n".join([paragraph, "What happened so far", rows, paragraph.replace("noon", "one"), paragraph])
    assert cleanarticle.clean(blog) == blog
