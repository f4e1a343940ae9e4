"""The fitted numbers: the lexicon of words and signs, and the votes; two text files that `tools/fit.py` writes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from cleanarticle.facts import Words
from cleanarticle.score import Votes


@dataclass(frozen=True, slots=True)
class Model:
    """What the decisions weigh with: the words that count, and the votes."""

    words: Words
    votes: Votes


def _content(text: str) -> list[str]:
    """The lines of a file of coefficients; `#` begins a comment line."""
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def parse_lexicon(text: str) -> dict[str, float]:
    """Log-odds of being article by word and by sign of shape; a weight and a name on each line.

    >>> parse_lexicon("-1.50 subscribe")
    {'subscribe': -1.5}
    """
    rows = (line.split(" ", 1) for line in _content(text))
    return {word: float(weight) for weight, word in rows}


def parse_votes(text: str) -> Votes:
    """Votes from their file: where their sum starts on the first line, then a vote on each.

    A vote is `feature limit below above`: where the feature is at most the limit, *below* counts, else *above*; each
    of the two is a number of log-odds or another vote.
    """
    base, *votes = _content(text)
    return Votes(float(base), votes)


def load_model(folder: Traversable) -> Model:
    """The model in a folder with `lexicon.txt` and `votes.txt`."""
    lexicon = folder.joinpath("lexicon.txt").read_text(encoding="utf-8")
    votes = folder.joinpath("votes.txt").read_text(encoding="utf-8")
    return Model(Words(parse_lexicon(lexicon)), parse_votes(votes))


@cache
def builtin_model() -> Model:
    """The model that ships."""
    return load_model(resources.files("cleanarticle.model"))
