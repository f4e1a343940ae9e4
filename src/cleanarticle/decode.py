"""Evidence to decisions over the whole document: which paragraphs are the article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleanarticle.facts import Facts
from cleanarticle.guards import DECISIVE

# What it costs, in log-odds, to change between article and boilerplate from one paragraph to the next.
_SWITCH: Final = 0.75
# When unsure, keep: added to the evidence of every paragraph.
_BENEFIT: Final = 0.1
# The evidence is fitted on texts of which the lexicon knows this share of the words, or more.
_AT_HOME: Final = 0.55
# What is added where it knows none of them: another language's lines are judged by shape alone, and often wrongly.
_ABROAD: Final = 2.0
# Evidence beyond this is no better founded.
_CEILING: Final = 6.0
# A decisive rule outweighs two changes and the benefit of the doubt.
_DECIDED: Final = -2.0


def benefit(facts: Sequence[Facts]) -> float:
    """The benefit of the doubt, in log-odds, for a text; the fewer of its words the lexicon knows, the more."""
    asked = sum(f.asked for f in facts)
    known = sum(f.known for f in facts) / asked if asked else 1.0
    return _BENEFIT + _ABROAD * max(0.0, 1 - known / _AT_HOME)


def weigh(facts: Sequence[Facts], evidence: Sequence[float]) -> list[float]:
    """Log-odds of being article, within bounds, with the rules that decide alone."""
    result = []
    for f, value in zip(facts, evidence, strict=True):
        held = max(-_CEILING, min(_CEILING, value))
        decided = f.evidence + f.against >= DECISIVE
        result.append(min(held, _DECIDED - f.evidence + DECISIVE) if decided else held)
    return result


def decode(facts: Sequence[Facts], evidence: Sequence[float]) -> list[float | None]:
    """For each paragraph None if it stays, or else its log-odds of being article.

    The best sequence of two states, article and boilerplate, under a cost for every change (Viterbi 1967,
    https://doi.org/10.1109/TIT.1967.1054010).
    """
    odds = weigh(facts, evidence)
    keep = drop = 0.0
    back = []
    for value in odds:
        back.append((keep >= drop - _SWITCH, keep - _SWITCH > drop))
        keep, drop = max(keep, drop - _SWITCH) + value, max(drop, keep - _SWITCH)
    stays = keep >= drop
    result: list[float | None] = []
    for value, (kept_before, kept_before_drop) in zip(reversed(odds), reversed(back), strict=True):
        result.append(None if stays else value)
        stays = kept_before if stays else kept_before_drop
    return result[::-1]
