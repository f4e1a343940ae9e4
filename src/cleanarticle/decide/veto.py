"""Paragraphs that are kept whatever their log-odds: quotations, and sentences with no evidence but their position."""

from __future__ import annotations

from typing import Final

from cleanarticle.decide.sequence import ARTICLE, BOILERPLATE
from cleanarticle.features.paragraph import SENTENCE, Facts
from cleanarticle.rules.schema import DECISIVE
from cleanarticle.text.paragraphs import Block

# Least words of a quotation; a shorter one may be a name or title.
_QUOTED: Final = 6
# Opening quotation marks and their closing marks; folded text has straight marks instead of curly ones.
_OPENING: Final = {'"': '"', "«": "»", "»": "«", "「": "」", "『": "』"}
# A paragraph of at least this many words is not removed by position alone: that is, if its phrases have lower log-odds
# of being boilerplate than `_SILENT`, or if the lexicon knows less than one in `_STRANGE` of its words.
_PARAGRAPH: Final = 14
_SILENT: Final = -2.0
_STRANGE: Final = 4
# From these log-odds of being boilerplate on, a paragraph is removed even if it is the only prose.
_HOPELESS: Final = 3.0


def veto(blocks: list[Block], facts: list[Facts], boilerplate: list[float], states: list[int]) -> list[int]:
    """Return *states*, with paragraphs that must be kept set to article.

    These are quotations, sentences removed by position alone, paragraphs of which a rule removes a part, and the only
    prose of a text.

    Args:
        blocks: the paragraphs.
        facts: the features of each paragraph.
        boilerplate: for each paragraph, log-odds of being boilerplate.
        states: the state of each paragraph, see `sequence`.
    """
    result = states.copy()
    prose = False
    for i, f in enumerate(facts):
        if states[i] == BOILERPLATE and f.evidence < DECISIVE:
            block = blocks[i]
            if _quotation(block.text, f) or _standing(f) or _has_part(block):
                result[i] = ARTICLE
        prose = prose or (result[i] != BOILERPLATE and _is_prose(f))
    if not prose:
        for i, f in enumerate(facts):
            if states[i] == BOILERPLATE and _is_prose(f) and f.evidence < DECISIVE and boilerplate[i] < _HOPELESS:
                result[i] = ARTICLE
    return result


def _has_part(block: Block) -> bool:
    """Return whether a rule removes a part of a paragraph; the next pass decides on the rest."""
    for match in block.matches:  # noqa: SIM110 -- a loop becomes C, a generator does not
        if not match.whole and match.weight >= DECISIVE:
            return True
    return False


def _quotation(text: str, f: Facts) -> bool:
    """Return whether a paragraph begins with a quotation."""
    return f.words >= _QUOTED and text[0] in _OPENING and text.find(_OPENING[text[0]], 1) > 0


def _standing(f: Facts) -> bool:
    """Return whether only the position of a sentence paragraph suggests boilerplate, not its words or rules."""
    if f.words < _PARAGRAPH or f.end != SENTENCE or f.evidence > 0:
        return False
    return f.boiler < _SILENT or f.known * _STRANGE < f.asked


def _is_prose(f: Facts) -> bool:
    return f.sentence or f.prose
