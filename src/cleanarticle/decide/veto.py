"""What may never go, whatever the probabilities say: quotations, sentences that only their place speaks against."""

from __future__ import annotations

from typing import Final

from cleanarticle.decide.sequence import ARTICLE, BOILERPLATE
from cleanarticle.features.paragraph import QUESTION, SENTENCE, Facts
from cleanarticle.rules.schema import DECISIVE
from cleanarticle.text.paragraphs import Block

# A quotation of fewer words may be the name of something.
_QUOTED: Final = 6
# Quotation marks and what closes them; the curly ones are plain in a folded text.
_OPENING: Final = {'"': '"', "«": "»", "»": "«", "「": "」", "『": "』"}
# Shorter paragraphs are no prose that a page could consist of.
_SENTENCE: Final = 10
# A sentence of so many words does not go for its place alone: where its phrases say no more than this for boilerplate,
# in log-odds, or where the lexicon knows less than one in so many of its words.
_PARAGRAPH: Final = 14
_SILENT: Final = -2.0
_STRANGE: Final = 4
# What is this surely boilerplate, in log-odds, is not an article's only paragraph either.
_HOPELESS: Final = 3.0


def veto(blocks: list[Block], facts: list[Facts], boilerplate: list[float], states: list[int]) -> list[int]:
    """The decisions, less what must stay: a quotation, a sentence in its place, the rest of a line, the last prose.

    Args:
        blocks: the paragraphs.
        facts: what is known of each.
        boilerplate: log-odds of each of being boilerplate.
        states: what each is, see `sequence`.
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
    """Whether a rule takes a part of a paragraph: what is left is judged without it, in the next reading."""
    for match in block.matches:  # noqa: SIM110 -- a loop becomes C, a generator does not
        if not match.whole and match.weight >= DECISIVE:
            return True
    return False


def _quotation(text: str, f: Facts) -> bool:
    """Whether a paragraph begins with somebody's words in quotation marks."""
    return f.words >= _QUOTED and text[0] in _OPENING and text.find(_OPENING[text[0]], 1) > 0


def _standing(f: Facts) -> bool:
    """Whether nothing but its place speaks against a paragraph of sentences."""
    if f.words < _PARAGRAPH or f.end != SENTENCE or f.evidence > 0:
        return False
    return f.boiler < _SILENT or f.known * _STRANGE < f.asked


def _is_prose(f: Facts) -> bool:
    return f.words >= _SENTENCE and f.end in (SENTENCE, QUESTION)
