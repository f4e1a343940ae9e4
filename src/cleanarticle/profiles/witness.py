"""Group the pages of a site by story: pages with nearly the same paragraphs are one group, called a witness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final
from zlib import crc32

# Hashes kept for each page: the standard error of the similarity is at most 1/(2*sqrt(64)), 6 percentage points.
_KEPT: Final = 64
_RUN: Final = 4
# Minimum similarity of pages with the same story.  Two pages that share one paragraph of ten are below it.
_ALIKE: Final = 0.3


def sketch(paragraphs: Iterable[str]) -> frozenset[int]:
    """The smallest hashes of the word 4-grams in *paragraphs* (MinHash), used to compare pages."""
    hashes: set[int] = set()
    for paragraph in paragraphs:
        words = paragraph.split(" ")
        if len(words) < 2 * _RUN:  # scripts without spaces
            words = list(paragraph)
        for i in range(len(words) - _RUN + 1):
            hashes.add(crc32(" ".join(words[i : i + _RUN]).encode("utf-8", "surrogatepass")))
    return frozenset(sorted(hashes)[:_KEPT])


def alike(one: frozenset[int], other: frozenset[int]) -> float:
    """The Jaccard similarity of two pages, from 0 to 1, estimated from their sketches.

    >>> story = "The ferry to the island will sail all winter, the assembly decided."
    >>> alike(sketch([story]), sketch([story])), alike(sketch([story]), sketch(["Rain is due on the coast by Monday."]))
    (1.0, 0.0)
    """
    both = sorted(one | other)[:_KEPT]
    return sum(1 for value in both if value in one and value in other) / len(both) if both else 0.0


def witnesses(sketches: Sequence[frozenset[int]]) -> list[int]:
    """For each page the number of its witness; all pages without paragraphs are one witness."""
    group = list(range(len(sketches)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for a, b in _candidates(sketches):
        if alike(sketches[a], sketches[b]) >= _ALIKE:
            low, high = sorted((root(a), root(b)))
            group[high] = low
    empty = [i for i, kept in enumerate(sketches) if not kept]
    for i in empty:
        group[i] = empty[0]
    return [root(i) for i in range(len(sketches))]


def _candidates(sketches: Sequence[frozenset[int]]) -> list[tuple[int, int]]:
    """Pairs of pages that share enough hashes to be similar."""
    holders: dict[int, list[int]] = {}
    for i, kept in enumerate(sketches):
        for value in kept:
            holders.setdefault(value, []).append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for pages in holders.values():
        shared.update(combinations(pages, 2))
    return sorted(
        (a, b) for (a, b), n in shared.items() if n >= _ALIKE * min(_KEPT, len(sketches[a]), len(sketches[b]))
    )
