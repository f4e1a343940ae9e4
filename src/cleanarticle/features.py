"""What a paragraph is and where it stands, as numbers: one small function per feature, one number per paragraph.

A feature is a column: a function from `View`, the whole document, to one number for each paragraph.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final

from cleanarticle.blocks import Block
from cleanarticle.facts import OPEN, Facts

Column = list[float]
# Stands for "there is none": farther than any distance that matters.
FAR: Final = 99.0
# A rule of this weight marks its line whatever stands around it.
STRONG: Final = 2.9


class View:
    """A document as features see it; sums over any stretch cost one subtraction.

    Attributes:
        blocks: the paragraphs.
        facts: what is known of each by itself.
        own: their own log-odds of being article (`lexicon.own`).
        size: how many there are.
        prose: which are prose beyond doubt.
        prose_at: the indices of these.
        strong_at: the indices of those that a strong rule marks.
        spread: in how many paragraphs of prose each word stands.
        overlap: share of its meaningful words that other paragraphs of prose have; -1 where it has none.
        words: running sums of words.
        me: first-person words of each.
        chat: informal words and signs of each.
    """

    def __init__(self, blocks: Sequence[Block], facts: Sequence[Facts], own: Sequence[float]) -> None:
        """Take the paragraphs, their facts, and their own log-odds."""
        self.blocks = blocks
        self.facts = facts
        self.own = own
        self.size = len(facts)
        self.prose = [f.prose for f in facts]
        self.prose_at = [i for i, p in enumerate(self.prose) if p]
        self.strong_at = [i for i, f in enumerate(facts) if f.evidence >= STRONG]
        self.spread: Counter[str] = Counter()
        for i in self.prose_at:
            self.spread.update(facts[i].vocabulary)
        self.overlap = [self._overlap(f, p) for f, p in zip(facts, self.prose, strict=True)]
        self.words = self.sums([f.words for f in facts])
        self.me: list[float] = [f.me for f in facts]
        self.chat: list[float] = [f.informal for f in facts]

    def _overlap(self, facts: Facts, prose: bool) -> float:
        words = facts.vocabulary
        known = sum(1 for w in words if self.spread[w] > prose)
        return known / len(words) if words else -1.0

    def sums(self, values: Sequence[float]) -> list[float]:
        """Running sums with a zero in front."""
        return [0.0, *accumulate(values)]

    def mean(self, values: Sequence[float], low: int, high: int) -> Column:
        """Mean of *values* from *low* to before *high*, counted from each paragraph; 0 where there is none."""
        total, n = self.sums(values), self.size
        result = []
        for i in range(n):
            a, b = max(0, i + low), min(n, i + high)
            result.append((total[b] - total[a]) / (b - a) if b > a else 0.0)
        return result

    def rate(self, values: Sequence[float], low: int, high: int) -> Column:
        """*values* per word over the paragraphs from *low* to before *high*, counted from each."""
        total, words, n = self.sums(values), self.words, self.size
        result = []
        for i in range(n):
            a, b = max(0, i + low), min(n, i + high)
            result.append((total[b] - total[a]) / max(1.0, words[b] - words[a]) if b > a else 0.0)
        return result


def _of(read: Callable[[Facts], float]) -> Callable[[View], Column]:
    return lambda view: [float(read(f)) for f in view.facts]


def _beside(read: Callable[[Facts], float], step: int, default: float) -> Callable[[View], Column]:
    """A fact of the paragraph *step* places away."""

    def column(view: View) -> Column:
        n = view.size
        return [float(read(view.facts[i + step])) if 0 <= i + step < n else default for i in range(n)]

    return column


def _since(labels: frozenset[str]) -> Callable[[View], Column]:
    """How many paragraphs ago a rule for one of *labels* fired, itself included."""

    def column(view: View) -> Column:
        last, result = -FAR, []
        for i, f in enumerate(view.facts):
            if f.label in labels and f.evidence >= 1.9:
                last = float(i)
            result.append(min(FAR, i - last))
        return result

    return column


def prose_before(view: View) -> Column:
    """Paragraphs of prose above."""
    return [float(bisect_left(view.prose_at, i)) for i in range(view.size)]


def prose_after(view: View) -> Column:
    """Paragraphs of prose below."""
    return [float(len(view.prose_at) - bisect_right(view.prose_at, i)) for i in range(view.size)]


def _gap_to(places: Sequence[int], size: int, *, after: bool) -> Column:
    result = []
    for i in range(size):
        k = bisect_left(places, i) if after else bisect_right(places, i) - 1
        result.append(min(FAR, abs(places[k] - i)) if 0 <= k < len(places) else FAR)
    return result


def prose_above(view: View) -> Column:
    """Distance to the nearest paragraph of prose above, itself included."""
    return _gap_to(view.prose_at, view.size, after=False)


def prose_below(view: View) -> Column:
    """Distance to the nearest paragraph of prose below, itself included."""
    return _gap_to(view.prose_at, view.size, after=True)


def strong_above(view: View) -> Column:
    """Distance to the nearest strong rule above, itself included."""
    return _gap_to(view.strong_at, view.size, after=False)


def strong_below(view: View) -> Column:
    """Distance to the nearest strong rule below, itself included."""
    return _gap_to(view.strong_at, view.size, after=True)


def strong_before(view: View) -> Column:
    """Strong rules above."""
    return [float(bisect_left(view.strong_at, i)) for i in range(view.size)]


def strong_after(view: View) -> Column:
    """Strong rules below."""
    return [float(len(view.strong_at) - bisect_right(view.strong_at, i)) for i in range(view.size)]


def prose_passed(view: View) -> Column:
    """Share of the words of prose that stand above."""
    words = view.sums([f.words if p else 0.0 for f, p in zip(view.facts, view.prose, strict=True)])
    return [words[i] / words[-1] if words[-1] else 0.0 for i in range(view.size)]


def prose_share(view: View) -> Column:
    """Share of the document's words that are prose; one number for all."""
    prose = sum(view.facts[i].words for i in view.prose_at)
    return [prose / max(1.0, view.words[-1])] * view.size


def gap_above(view: View) -> Column:
    """Blank lines above."""
    return [float(min(4, b.gap)) for b in view.blocks]


def gap_below(view: View) -> Column:
    """Blank lines below; 4 at the end."""
    return [float(min(4, b.gap)) for b in view.blocks[1:]] + [4.0] * bool(view.size)


def dates_near(view: View) -> Column:
    """Share of dated paragraphs within four."""
    return view.mean([float(f.dated) for f in view.facts], -4, 5)


def shorts_near(view: View) -> Column:
    """Share of paragraphs below twelve words within four."""
    return view.mean([float(f.words < 12) for f in view.facts], -4, 5)


def names_near(view: View) -> Column:
    """Share of paragraphs within four that may be names."""
    return view.mean([float(f.name) for f in view.facts], -4, 5)


def rhythm(view: View) -> Column:
    """Paragraphs within four that have its length and its ending."""
    shapes = [(min(f.words // 4, 12), f.end) for f in view.facts]
    n = view.size
    return [float(sum(shapes[j] == shapes[i] for j in range(max(0, i - 4), min(n, i + 5))) - 1) for i in range(n)]


def repeated(view: View) -> Column:
    """How often else the same text stands in the document."""
    counts = Counter(b.text for b in view.blocks)
    return [float(min(5, counts[b.text] - 1)) for b in view.blocks]


def open_run(view: View) -> Column:
    """Length of the run of paragraphs without a sentence's end that it stands in."""
    result = [0.0] * view.size
    start = 0
    for i in range(view.size + 1):
        if i == view.size or view.facts[i].end != OPEN:
            for j in range(start, i):
                result[j] = float(min(40, i - start))
            start = i + 1
    return result


FEATURES: Final[dict[str, Callable[[View], Column]]] = {
    "words": _of(lambda f: min(300, f.words)),
    "end": _of(lambda f: f.end),
    "begin": _of(lambda f: f.begin),
    "stops": _of(lambda f: f.stops),
    "capitals": _of(lambda f: f.capitals),
    "caseless": _of(lambda f: f.caseless),
    "digits": _of(lambda f: f.digits / max(1, f.words)),
    "dated": _of(lambda f: f.dated),
    "you": _of(lambda f: f.you / max(8, f.words)),
    "me": _of(lambda f: f.me / max(8, f.words)),
    "linkish": _of(lambda f: f.linkish / max(8, f.words)),
    "commas": _of(lambda f: f.commas / max(8, f.words)),
    "sentences": _of(lambda f: f.sentences),
    "quotes": _of(lambda f: f.quotes),
    "upper": _of(lambda f: f.upper),
    "name": _of(lambda f: f.name),
    "evidence": _of(lambda f: f.evidence),
    "against": _of(lambda f: f.against),
    "furniture": _of(lambda f: f.evidence * (f.label in ("byline", "caption", "credit", "author", "title"))),
    "opener": _of(lambda f: f.evidence * (f.label in ("related", "comments"))),
    "own": lambda view: list(view.own),
    "own_near": lambda view: view.mean(view.own, -2, 3),
    "own_above": lambda view: view.mean(view.own, -1, 0),
    "own_below": lambda view: view.mean(view.own, 1, 2),
    "own_above5": lambda view: view.mean(view.own, -5, 0),
    "own_below5": lambda view: view.mean(view.own, 1, 6),
    "own_above15": lambda view: view.mean(view.own, -15, 0),
    "own_below15": lambda view: view.mean(view.own, 1, 16),
    "own_head": lambda view: view.mean(view.own, -view.size, 0),
    "own_rest": lambda view: view.mean(view.own, 1, view.size),
    "words_above": _beside(lambda f: min(100, f.words), -1, -1.0),
    "words_below": _beside(lambda f: min(100, f.words), 1, -1.0),
    "end_above": _beside(lambda f: f.end, -1, -1.0),
    "end_below": _beside(lambda f: f.end, 1, -1.0),
    "evidence_above": _beside(lambda f: f.evidence, -1, 0.0),
    "evidence_below": _beside(lambda f: f.evidence, 1, 0.0),
    "density_above": lambda view: view.mean([min(100, f.words) for f in view.facts], -6, 0),
    "density_below": lambda view: view.mean([min(100, f.words) for f in view.facts], 1, 7),
    "density_rest": lambda view: view.mean([min(100, f.words) for f in view.facts], 1, view.size),
    "overlap": lambda view: list(view.overlap),
    "overlap_near": lambda view: view.mean(view.overlap, -3, 4),
    "prose_before": prose_before,
    "prose_after": prose_after,
    "prose_above": prose_above,
    "prose_below": prose_below,
    "prose_passed": prose_passed,
    "prose_share": prose_share,
    "gap_above": gap_above,
    "gap_below": gap_below,
    "dates_near": dates_near,
    "shorts_near": shorts_near,
    "names_near": names_near,
    "rhythm": rhythm,
    "repeated": repeated,
    "open_run": open_run,
    "since_related": _since(frozenset({"related"})),
    "since_comments": _since(frozenset({"comments"})),
    "since_call": _since(frozenset({"newsletter", "share", "paywall"})),
    "since_author": _since(frozenset({"author", "byline"})),
    "since_foot": _since(frozenset({"copyright", "tags", "consent", "navigation"})),
    "strong_above": strong_above,
    "strong_below": strong_below,
    "strong_before": strong_before,
    "strong_after": strong_after,
    "me_below": lambda view: view.rate(view.me, 0, 12),
    "me_above": lambda view: view.rate(view.me, -view.size, 0),
    "chat_below": lambda view: view.rate(view.chat, 0, 12),
    "chat_above": lambda view: view.rate(view.chat, -view.size, 0),
    "chat_near": lambda view: view.rate(view.chat, -3, 4),
    "from_top": lambda view: [float(min(200, i)) for i in range(view.size)],
    "from_end": lambda view: [float(min(200, view.size - 1 - i)) for i in range(view.size)],
    "place": lambda view: [i / view.size for i in range(view.size)],
    "paragraphs": lambda view: [float(min(400, view.size))] * view.size,
}


def columns(view: View) -> dict[str, Column]:
    """Every feature of a document by name."""
    return {name: feature(view) for name, feature in FEATURES.items()}
