"""Evidence to decisions over the whole document: which paragraphs are the article."""

from __future__ import annotations

from typing import Final

from cleanarticle.facts import Facts
from cleanarticle.rules import DECISIVE

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


def benefit(facts: list[Facts]) -> float:
    """The benefit of the doubt, in log-odds, for a text; the fewer of its words the lexicon knows, the more."""
    asked = known = 0
    for f in facts:
        asked += f.asked
        known += f.known
    share = known / asked if asked else 1.0
    return _BENEFIT + _ABROAD * max(0.0, 1 - share / _AT_HOME)


def _weigh(f: Facts, value: float) -> float:
    """The log-odds of being article, within bounds, and with the rules that decide alone."""
    held = max(-_CEILING, min(_CEILING, value))
    return min(held, _DECIDED - f.evidence + DECISIVE) if f.evidence + f.against >= DECISIVE else held


def decode(facts: list[Facts], evidence: list[float], doubt: float) -> list[float | None]:
    """For each paragraph None if it stays, or else its log-odds of being article.

    The best sequence of two states, article and boilerplate, under a cost for every change (Viterbi 1967,
    https://doi.org/10.1109/TIT.1967.1054010).

    Args:
        facts: the paragraphs.
        evidence: log-odds of being article for each of them.
        doubt: what speaks for each of them besides, see `benefit`.
    """
    odds: list[float | None] = []
    # For each paragraph whether the best sequence to it comes from a kept one, if it stays and if it goes.
    if_kept, if_dropped = [], []
    keep = drop = 0.0
    for i, f in enumerate(facts):
        value = _weigh(f, evidence[i] + doubt)
        odds.append(value)
        if_kept.append(keep >= drop - _SWITCH)
        if_dropped.append(keep - _SWITCH > drop)
        keep, drop = max(keep, drop - _SWITCH) + value, max(drop, keep - _SWITCH)
    stays = keep >= drop
    for i in range(len(odds) - 1, -1, -1):
        if stays:
            odds[i] = None
        stays = if_kept[i] if stays else if_dropped[i]
    return odds
