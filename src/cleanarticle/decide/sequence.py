"""Decode log-odds to the state of each paragraph: article, furniture or boilerplate."""

from __future__ import annotations

from math import exp, log1p, log2
from typing import TYPE_CHECKING, Final

from cleanarticle.features.paragraph import Facts
from cleanarticle.rules.schema import DECISIVE

if TYPE_CHECKING:  # the model knows the columns of `extent`, which knows the states
    from cleanarticle.decide.model import Costs

ARTICLE: Final = 0
FURNITURE: Final = 1
BOILERPLATE: Final = 2

# Log-odds that a decisive rule adds to its state: more than the trees can subtract.
_DECIDED: Final = 12.0
# The trees are fitted on texts of which the lexicon knows at least this share of the words.
_AT_HOME: Final = 0.5
# Least number of boilerplate paragraphs on a whole page.
_WHOLE: Final = 80
# Lowest cleanness, so that even on a whole page removal has a cost.
_LEAST: Final = 0.12
# From these log-odds on, the phrases suggest boilerplate.
_SPEAKS: Final = 1.0
# Longest title, in words.
TITLE: Final = 18
# The cost by words stops to grow at this number of words.
_MOST: Final = 64
# Least share of an article's words that are in prose.
_PROSE: Final = 0.9


def _softplus(value: float) -> float:
    """Return log(1 + exp(value))."""
    return value + log1p(exp(-value)) if value > 0 else log1p(exp(value))


def _strangeness(facts: list[Facts]) -> float:
    """Return how few of a text's words the lexicon knows: 0 if it knows at least half, 1 if it knows none."""
    asked = known = 0
    for f in facts:
        asked += f.asked
        known += f.known
    return max(0.0, 1 - known / (asked * _AT_HOME)) if asked else 0.0


def cleanness(boilerplate: list[float]) -> float:
    """Return how clean a text looks: 1 without likely boilerplate, `_LEAST` with as much as on a whole page.

    The output of an extractor, or an article already cleaned, has little boilerplate; a whole page has much.
    """
    total = 0.0
    for odds in boilerplate:
        total += 1 / (1 + exp(-odds))
    return max(_LEAST, 1 - total / _WHOLE)


def _listed(facts: list[Facts], boilerplate: list[float]) -> float:
    """Return how far a text consists of lists: 0 with the usual share of prose, 1 without prose."""
    words = prose = 0
    for i, f in enumerate(facts):
        if boilerplate[i] < 0:
            words += f.words
            if f.sentence or f.prose:
                prose += f.words
    return max(0.0, 1 - prose / (words * _PROSE)) if words else 0.0


def sequence(facts: list[Facts], boilerplate: list[float], furniture: list[float], costs: Costs) -> list[int]:
    """Return the state of each paragraph: `ARTICLE`, `FURNITURE` or `BOILERPLATE`.

    This is the best sequence of states with a cost for each change of state (Viterbi 1967,
    https://doi.org/10.1109/TIT.1967.1054010).

    Args:
        facts: the features of each paragraph.
        boilerplate: for each paragraph, log-odds of being boilerplate.
        furniture: for each paragraph, log-odds of being furniture if it is not boilerplate.
        costs: the costs of each state.
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
        # A paragraph that is not boilerplate is furniture or article; only the less likely of the two is penalized.
        kept, leaning = -_softplus(boilerplate[i]), furniture[i] - cost_trim
        prose = f.prose or (f.caseless and f.sentence)  # in a script without capitals, letters tell less of a menu
        if prose:
            leaning -= cost_prose
        if i == 0 and f.words <= TITLE:  # texts often begin with a title, so a change after it is free
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
