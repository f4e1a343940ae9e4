"""Probabilities to decisions over the whole document: what each paragraph is."""

from __future__ import annotations

from math import exp, log1p, log2
from typing import Final

from cleanarticle.decide.model import Costs
from cleanarticle.features.paragraph import SENTENCE, Facts
from cleanarticle.rules.schema import DECISIVE

ARTICLE: Final = 0
FURNITURE: Final = 1
BOILERPLATE: Final = 2

# What a decisive rule adds to its side, in log-odds: more than the votes can say against it.
_DECIDED: Final = 12.0
# The votes are fitted on texts of which the lexicon knows this share of the words, or more.
_AT_HOME: Final = 0.5
# A whole page has so many paragraphs of boilerplate, or more.
_WHOLE: Final = 80
# On a whole page, too, a line must be boilerplate more likely than not.
_LEAST: Final = 0.12
# Phrases speak for boilerplate where their log-odds are this, or more.
_SPEAKS: Final = 1.0
# Titles have so many words, or fewer.
TITLE: Final = 18
# More words cost no more.
_MOST: Final = 64
# In the text of an article this share of the words, or more, stands in prose.
_PROSE: Final = 0.9
# In a script without capitals a sentence of so many words is prose; their letters tell less of a menu.
_SENTENCE: Final = 10


def _softplus(value: float) -> float:
    """log(1 + exp(value))."""
    return value + log1p(exp(-value)) if value > 0 else log1p(exp(value))


def _strangeness(facts: list[Facts]) -> float:
    """How few of a text's words the lexicon knows: 0 where it is at home, 1 where it knows none."""
    asked = known = 0
    for f in facts:
        asked += f.asked
        known += f.known
    return max(0.0, 1 - known / (asked * _AT_HOME)) if asked else 0.0


def cleanness(boilerplate: list[float]) -> float:
    """How clean a text looks: 1 where nothing is likely boilerplate, little where as much is as on a whole page.

    An extractor's output, or an article already cleaned, has little to lose; a whole page has much.
    """
    total = 0.0
    for odds in boilerplate:
        total += 1 / (1 + exp(-odds))
    return max(_LEAST, 1 - total / _WHOLE)


def _is_prose(f: Facts) -> bool:
    return f.prose or (f.caseless and f.end == SENTENCE and f.words >= _SENTENCE)


def _listed(facts: list[Facts], boilerplate: list[float]) -> float:
    """How much of a text is lists: 0 where as much as usual stands in prose, 1 without prose."""
    words = prose = 0
    for i, f in enumerate(facts):
        if boilerplate[i] < 0:
            words += f.words
            if f.words >= _SENTENCE and (f.prose or f.end == SENTENCE):
                prose += f.words
    return max(0.0, 1 - prose / (words * _PROSE)) if words else 0.0


def sequence(facts: list[Facts], boilerplate: list[float], furniture: list[float], costs: Costs) -> list[int]:
    """For each paragraph whether it is article, furniture or boilerplate.

    The best sequence of the three states under a cost for every change (Viterbi 1967,
    https://doi.org/10.1109/TIT.1967.1054010).

    Args:
        facts: the paragraphs.
        boilerplate: log-odds of each of being boilerplate.
        furniture: log-odds of each of being furniture if it is no boilerplate.
        costs: what a wrong decision costs.
    """
    clean, strange = cleanness(boilerplate), _strangeness(facts)
    change, cost_trim, cost_prose = costs.change, clean * costs.furniture, max(clean, strange) * costs.prose
    cost_boiler = (
        clean * (costs.boilerplate + clean * _listed(facts, boilerplate) * costs.lists) + strange * costs.abroad
    )
    article = trim = boiler = 0.0
    back: list[tuple[int, int, int]] = []
    for i, f in enumerate(facts):
        top = max(article, trim, boiler)
        best = ARTICLE if article == top else FURNITURE if trim == top else BOILERPLATE
        back.append(
            (
                ARTICLE if article >= top - change else best,
                FURNITURE if trim >= top - change else best,
                BOILERPLATE if boiler >= top - change else best,
            )
        )
        # What is no boilerplate is furniture or article; the likelier of the two loses nothing by the question.
        kept, leaning = -_softplus(boilerplate[i]), furniture[i] - cost_trim
        prose = _is_prose(f)
        if prose:
            leaning -= cost_prose
        if i == 0 and f.words <= TITLE:  # texts often begin with a title: that the article follows is no surprise
            leaning += change
        article = max(article, top - change) + kept - max(0.0, leaning)
        trim = max(trim, top - change) + kept + min(0.0, leaning)
        boiler = max(boiler, top - change) - _softplus(-boilerplate[i])
        boiler -= cost_boiler + clean * costs.words * log2(max(1, min(f.words, _MOST)))
        if f.boiler < _SPEAKS:
            boiler -= clean * costs.place
        if f.evidence + f.against >= DECISIVE:
            if f.boiler_rule >= f.trim_rule:
                boiler += _DECIDED
            else:
                trim += _DECIDED
        elif prose:
            boiler -= cost_prose
    states = [ARTICLE] * len(facts)
    top = max(article, trim, boiler)
    state = ARTICLE if article == top else FURNITURE if trim == top else BOILERPLATE
    for i in range(len(facts) - 1, -1, -1):
        states[i] = state
        state = back[i][state]
    return states
