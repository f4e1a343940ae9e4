"""What a removed paragraph is: the label of its rule, or of the place where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleanarticle.blocks import Block
from cleanarticle.facts import OPEN, QUESTION, Facts

# A rule of this weight names a line, if it is gone for whatever reason.
_NAMES: Final = 0.5
# How far above the first paragraph of the article its title and byline stand.
_TOP: Final = 8
# How many paragraphs a heading speaks for, where it speaks for few.
_REACH: Final = {"author": 4, "byline": 2, "tags": 12, "share": 8, "copyright": 6}
_SPREADING: Final = frozenset({"related", "comments", "newsletter", "author", "tags", "consent", "paywall", "share"})


def _headline(facts: Facts) -> bool:
    return 3 <= facts.words <= 30 and facts.end in (OPEN, QUESTION) and facts.begin != 4


def _head(i: int, first: int, facts: Sequence[Facts]) -> tuple[str, str]:
    """What an unnamed paragraph above the article is."""
    f = facts[i]
    if first - i <= _TOP:
        if f.dated and f.words <= 12:
            return "byline", "structure.head"
        if f.name and f.words <= 4 and first - i <= 4:
            return "byline", "structure.head"
        if _headline(f) or f.words >= 8:
            return "title", "structure.head"
    return "navigation", "structure.head"


def _inside(i: int, facts: Sequence[Facts]) -> tuple[str, str]:
    """What an unnamed paragraph between paragraphs of the article is."""
    f = facts[i]
    if f.words >= 5 and f.end != OPEN:
        return "caption", "structure.insert"
    return ("related" if _headline(f) else "navigation"), "structure.insert"


def _tail(f: Facts) -> tuple[str, str]:
    return ("related" if _headline(f) or f.words > 12 else "navigation"), "structure.tail"


def attribute(
    blocks: Sequence[Block], facts: Sequence[Facts], removed: Sequence[float | None]
) -> list[tuple[str, str] | None]:
    """Label and reason of every removed paragraph; None for those that stay."""
    kept = [i for i, value in enumerate(removed) if value is None]
    first, last = (kept[0], kept[-1]) if kept else (len(facts), -1)
    result: list[tuple[str, str] | None] = []
    heading, since = "", 0
    for i, (block, f) in enumerate(zip(blocks, facts, strict=True)):
        if removed[i] is None:
            heading = ""
            result.append(None)
            continue
        since += 1
        if f.label and f.evidence >= _NAMES:
            rule = max((m for m in block.matches if m.whole), key=lambda m: m.weight)
            result.append((rule.label, rule.rule))
            if rule.label in _SPREADING and rule.weight >= 1.5:
                heading, since = rule.label, 0
        elif heading and i > first and since <= _REACH.get(heading, len(facts)):
            result.append((heading, "structure.block"))
        elif i < first and kept:
            result.append(_head(i, first, facts))
        else:
            result.append(_inside(i, facts) if i < last else _tail(f))
    return result
