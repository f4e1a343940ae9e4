"""Features to evidence: how sure it is that a paragraph is part of the article.

The evidence is a sum of votes.  A vote asks up to three questions of the features and adds its answer; all of them
stand in `model/votes.txt`, one on a line, fitted by `tools/fit.py` (gradient boosting of shallow trees, Friedman
2001, https://doi.org/10.1214/aos/1013203451).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from cleanarticle.features import FEATURES, Column


@dataclass(frozen=True, slots=True)
class Vote:
    """A question and what follows from its answer: another vote, or log-odds."""

    feature: int
    limit: float
    below: Vote | float
    above: Vote | float

    def cast(self, row: Sequence[float]) -> float:
        """The log-odds that this vote adds for a paragraph's features."""
        answer: Vote | float = self
        while isinstance(answer, Vote):
            answer = answer.below if row[answer.feature] <= answer.limit else answer.above
        return answer


@dataclass(frozen=True, slots=True)
class Votes:
    """The sum of all votes and where it starts."""

    base: float
    votes: tuple[Vote, ...]

    def evidence(self, columns: Mapping[str, Column]) -> list[float]:
        """Log-odds of being article for each paragraph."""
        rows = zip(*(columns[name] for name in FEATURES), strict=True)
        return [self.base + sum([vote.cast(row) for vote in self.votes]) for row in rows]


_NUMBER = {name: i for i, name in enumerate(FEATURES)}


def _vote(words: list[str]) -> Vote | float:
    """The next vote of a line in prefix order: `feature limit below above`, or a number."""
    word = words.pop()
    if word not in _NUMBER:
        return float(word)
    limit = float(words.pop())
    below = _vote(words)
    return Vote(_NUMBER[word], limit, below, _vote(words))


def parse_votes(text: str) -> Votes:
    """Votes from their file: the base on the first line, then a vote on each; `#` begins a comment.

    A vote is `feature limit below above`: where the feature is at most the limit, *below* counts, else *above*; each
    of the two is a number of log-odds or another vote.
    """
    base, *rest = [line for line in text.splitlines() if line and not line.startswith("#")]
    votes = [_vote(line.split()[::-1]) for line in rest]
    return Votes(float(base), tuple(v for v in votes if isinstance(v, Vote)))


@cache
def builtin_votes() -> Votes:
    """The votes that ship."""
    return parse_votes(resources.files("cleanarticle.model").joinpath("votes.txt").read_text(encoding="utf-8"))
