"""What a removed paragraph is: the label of its rule, or of the place where it stands."""

from __future__ import annotations

from typing import Final

from cleanarticle.blocks import Block
from cleanarticle.facts import OPEN, QUESTION, Facts
from cleanarticle.result import Match

# Label, reason and log-odds of being article.
Decision = tuple[str, str, float]

# A rule of this weight names a line, if it is gone for whatever reason.
_NAMES: Final = 0.5
# How a line that a bullet opens begins; see `facts`.
_BULLET: Final = 4
# How far above the first paragraph of the article its title and byline stand.
_TOP: Final = 8
# How many paragraphs a heading speaks for, where it speaks for few.
_REACH: Final = {"author": 4, "byline": 2, "tags": 12, "share": 8, "copyright": 6}
# A rule of this weight for such a label makes its line a heading.
_HEADS: Final = 1.5
_SPREADING: Final = frozenset({"related", "comments", "newsletter", "author", "tags", "consent", "paywall", "share"})


def _headline(f: Facts) -> bool:
    return 3 <= f.words <= 30 and f.end in (OPEN, QUESTION) and f.begin != _BULLET


def _head(f: Facts, above: int) -> str:
    """What an unnamed paragraph is that stands so many paragraphs *above* the first of the article."""
    if above <= _TOP:
        if f.dated and f.words <= 12:
            return "byline"
        if f.name and f.words <= 4 and above <= 4:
            return "byline"
        if _headline(f) or f.words >= 8:
            return "title"
    return "navigation"


def _inside(f: Facts) -> str:
    """What an unnamed paragraph between paragraphs of the article is."""
    if f.words >= 5 and f.end != OPEN:
        return "caption"
    return "related" if _headline(f) else "navigation"


def _tail(f: Facts) -> str:
    """What an unnamed paragraph below the article is."""
    return "related" if _headline(f) or f.words > 12 else "navigation"


def _strongest(matches: tuple[Match, ...]) -> Match | None:
    """The first of the rules that speak the loudest of the whole paragraph."""
    best = None
    for match in matches:
        if match.whole and (best is None or match.weight > best.weight):
            best = match
    return best


def attribute(blocks: list[Block], facts: list[Facts], odds: list[float | None]) -> list[Decision | None]:
    """What every removed paragraph is; None for those that stay.

    Args:
        blocks: the paragraphs.
        facts: what is known of each.
        odds: for each None if it stays, or else its log-odds of being article.
    """
    first, last = _ends(odds)
    result: list[Decision | None] = []
    heading, since = "", 0
    for i, f in enumerate(facts):
        value = odds[i]
        if value is None:
            heading = ""
            result.append(None)
            continue
        since += 1
        block = blocks[i]
        rule = _strongest(block.matches) if f.label and f.evidence >= _NAMES else None
        if rule is not None:
            result.append((rule.label, rule.rule, value))
            if rule.weight >= _HEADS and rule.label in _SPREADING:
                heading, since = rule.label, 0
        elif heading and i > first and since <= _REACH.get(heading, len(facts)):
            result.append((heading, "structure.block", value))
        elif i < first <= last:
            result.append((_head(f, first - i), "structure.head", value))
        elif i < last:
            result.append((_inside(f), "structure.insert", value))
        else:
            result.append((_tail(f), "structure.tail", value))
    return result


def _ends(odds: list[float | None]) -> tuple[int, int]:
    """The first and the last paragraph that stays; one behind the end and -1 where none does."""
    first, last = len(odds), -1
    for i, value in enumerate(odds):
        if value is None:
            first, last = min(first, i), i
    return first, last
