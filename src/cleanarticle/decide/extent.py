"""The end of the article: the boilerplate below which nothing is article.

On a whole page, related stories, readers' comments and adverts follow the article.  Many of their lines look like
article, one by one: teasers, comments.  But most of the text below the end is boilerplate.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

from cleanarticle.decide.sequence import ARTICLE, BOILERPLATE, cleanness
from cleanarticle.features.paragraph import Facts
from cleanarticle.features.surroundings import Table
from cleanarticle.rules.schema import DECISIVE

if TYPE_CHECKING:  # the model knows the columns
    from cleanarticle.decide.model import Model

# What the votes ask of a paragraph that may be the end; `below` includes the paragraph.  "Kept" is what is not
# boilerplate so far.
COLUMNS: Final = (
    "below",  # paragraphs below
    "removed",  # share of them that is boilerplate
    "removed_words",  # share of their words
    "odds",  # mean log-odds of being boilerplate below
    "odds_words",  # the same, weighted by the square root of the words
    "odds_next",  # over six paragraphs
    "odds_next12",  # over thirteen
    "odds_here",  # of the paragraph itself
    "rule_here",  # the strongest rule that matches it
    "kept_run",  # most words kept in a row below
    "kept_longest",  # words of the longest paragraph kept below
    "kept_long",  # paragraphs of 25 words or more kept below
    "kept_below",  # share of all kept words
    "kept_above",  # words kept above
    "removed_here",  # paragraphs of boilerplate in a row from here on
    "kept_then",  # words kept in a row after them
    "sure_below",  # share of the words that are surely article
    "length_below",  # mean words of the paragraphs kept below
    "length_above",  # of those kept above
    "overlap_below",  # mean share of meaningful words that prose above has, for prose kept below; -1 for none
    "overlap_above",  # for prose kept above
    "since_related",  # as in `surroundings.FEATURES`
    "since_comments",
    "since_foot",
    "since_call",
    "since_author",
)
_SINCE: Final = COLUMNS[-5:]
# Limit of log-odds: a larger value is no more reliable.
_CLAMP: Final = 6.0
# Fewest words of a paragraph of prose, and of a long one.
_PROSE: Final = 12
_LONG: Final = 25
# Below these log-odds of being boilerplate, a paragraph is surely article.
_SURE: Final = -3.0
# Fewest paragraphs of article below: a single one may be the article's last, below an insert.
_FEWEST: Final = 2
_NEXT: Final = 6
_NEXT_MORE: Final = 13


class _Kept:
    """Sums over the paragraphs that are kept: not boilerplate so far.

    Attributes:
        words: their words.
        lines: their number.
        article: those that are article, not furniture.
        long: those of `_LONG` words or more.
        longest: the words of the longest.
        sure: the words of those that are surely article.
        prose: how many are prose with meaningful words.
        shared: the sum of the shares of these words that prose above has.
    """

    def __init__(self) -> None:
        self.words = self.lines = self.article = self.long = self.longest = self.sure = self.prose = 0
        self.shared = 0.0

    def add(self, f: Facts, state: int, odds: float, shared: float) -> None:
        """Add a paragraph with its state, its log-odds of being boilerplate, and the share of its words."""
        self.words += f.words
        self.lines += 1
        self.article += state == ARTICLE
        self.long += f.words >= _LONG
        self.longest = max(self.longest, f.words)
        if odds < _SURE:
            self.sure += f.words
        if f.words >= _PROSE and shared >= 0:
            self.prose += 1
            self.shared += shared


def boundaries(
    facts: list[Facts], boilerplate: list[float], states: list[int], table: Table
) -> list[tuple[int, list[float]]]:
    """Return each paragraph that may be the first below the article, with the values of `COLUMNS`, lowest first.

    It is boilerplate, prose is kept above it, and at least two paragraphs below it are article so far.

    Args:
        facts: the features of each paragraph.
        boilerplate: for each paragraph, log-odds of being boilerplate.
        states: the state of each paragraph, see `sequence`.
        table: the features of the surroundings.
    """
    count = len(facts)
    every, below = _Kept(), _Kept()
    first = count
    shares = table.column("overlap_above")
    for i in range(count - 1, -1, -1):
        if states[i] != BOILERPLATE:
            every.add(facts[i], states[i], boilerplate[i], shares[i])
            if facts[i].words >= _PROSE:
                first = i
    found: list[tuple[int, list[float]]] = []
    run = most_run = here = then = total = gone = 0
    odds = odds_words = roots = 0.0
    for k in range(count - 1, first, -1):
        f = facts[k]
        value, root = max(-_CLAMP, min(_CLAMP, boilerplate[k])), sqrt(f.words)
        odds += value
        odds_words += value * root
        roots += root
        total += f.words
        if states[k] != BOILERPLATE:
            below.add(f, states[k], boilerplate[k], shares[k])
            run += f.words
            most_run = max(most_run, run)
            here, then = 0, run
            continue
        run = 0
        here += 1
        gone += f.words
        if below.article < _FEWEST or (states[k - 1] == BOILERPLATE and f.boiler_rule < DECISIVE):
            continue
        size = count - k
        values = [size, (size - below.lines) / size, gone / max(total, 1), odds / size, odds_words / max(roots, 1.0)]
        values += [_mean(boilerplate, k, _NEXT), _mean(boilerplate, k, _NEXT_MORE), value, f.boiler_rule, most_run]
        found.append((k, values + _compared(every, below, here, then)))
    if found:
        since = [table.column(name) for name in _SINCE]
        for k, values in found:
            values += [column[k] for column in since]
    return found


def _compared(every: _Kept, below: _Kept, here: int, then: int) -> list[float]:
    """Return the columns from `kept_longest` to `overlap_above`."""
    above = every.words - below.words
    return [
        below.longest,
        below.long,
        below.words / max(every.words, 1),
        above,
        here,
        then,
        below.sure / max(every.sure, 1),
        below.words / max(below.lines, 1),
        above / max(every.lines - below.lines, 1),
        below.shared / below.prose if below.prose else -1.0,
        (every.shared - below.shared) / max(every.prose - below.prose, 1),
    ]


def end(facts: list[Facts], boilerplate: list[float], states: list[int], table: Table, model: Model) -> int:
    """Return the index of the first paragraph below the article; the number of paragraphs if there is none.

    Args:
        facts: the features of each paragraph.
        boilerplate: for each paragraph, log-odds of being boilerplate.
        states: the state of each paragraph, see `sequence`.
        table: the features of the surroundings.
        model: its votes for the end, and their cost.
    """
    found = boundaries(facts, boilerplate, states, table)
    result = len(facts)
    if found:
        least = model.costs.end * cleanness(boilerplate)
        for (k, _), odds in zip(found, model.end.scores([values for _, values in found]), strict=True):
            if odds > least:
                result = k
    return result


def _mean(boilerplate: list[float], start: int, count: int) -> float:
    """Return the mean log-odds of *count* paragraphs from *start* on."""
    stop = min(start + count, len(boilerplate))
    total = 0.0
    for i in range(start, stop):
        total += max(-_CLAMP, min(_CLAMP, boilerplate[i]))
    return total / (stop - start)
