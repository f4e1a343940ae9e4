"""Articles that look like boilerplate and are not: each must come out as it went in."""

from __future__ import annotations

from pathlib import Path

import pytest

import cleanarticle

UNTOUCHED = sorted((Path(__file__).parent.parent / "fixtures" / "untouched").rglob("*.txt"))


@pytest.mark.parametrize("path", UNTOUCHED, ids=lambda p: p.stem)
def test_article_stays_whole(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    result = cleanarticle.analyze(text)
    assert [(r.reason, r.span.of(text)) for r in result.removed] == []
    assert result.text == text
    assert result.verdict == "article"


def test_there_are_enough_traps() -> None:
    assert len(UNTOUCHED) >= 40
