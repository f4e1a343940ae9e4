"""Which lines of a scraped text belong to the human gold: a monotone alignment, word by word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ANCHOR = 4
# Pairs of words that the quadratic matcher between two anchors may compare.
_LARGEST_GAP = 400_000


def tokens(text: str) -> list[str]:
    """Lower-cased words; scripts written without spaces fall apart into characters."""
    words: list[str] = []
    for word in _WORD.findall(text.lower()):
        words.extend(word) if _UNSPACED.search(word) else words.append(word)
    return words


def _anchors(page: Sequence[str], gold: Sequence[str]) -> list[tuple[int, int]]:
    """Places of four words in a row that the gold has once, in the longest chain that rises in both texts."""
    places: dict[tuple[str, ...], int] = {}
    twice = set()
    for i in range(len(gold) - _ANCHOR + 1):
        key = tuple(gold[i : i + _ANCHOR])
        if key in places:
            twice.add(key)
        places[key] = i
    pairs = []
    for i in range(len(page) - _ANCHOR + 1):
        key = tuple(page[i : i + _ANCHOR])
        if key in places and key not in twice:
            pairs.append((i, places[key]))
    return _rising(pairs)


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second members rise (patience sorting)."""
    tops: list[int] = []
    top_pairs: list[int] = []
    back: list[int] = []
    for j, (_, place) in enumerate(pairs):
        k = bisect_left(tops, place)
        back.append(top_pairs[k - 1] if k else -1)
        tops[k : k + 1] = [place]
        top_pairs[k : k + 1] = [j]
    chain = []
    j = top_pairs[-1] if top_pairs else -1
    while j >= 0:
        chain.append(pairs[j])
        j = back[j]
    return chain[::-1]


def _aligned(page: Sequence[str], gold: Sequence[str]) -> list[bool]:
    """For each word of the page, whether the gold has it in its place."""
    hit = [False] * len(page)
    chain = _anchors(page, gold)
    for i, _ in chain:
        hit[i : i + _ANCHOR] = [True] * _ANCHOR
    a = b = 0
    for i, j in [*chain, (len(page), len(gold))]:
        if a < i and b < j and (i - a) * (j - b) < _LARGEST_GAP:
            matcher = SequenceMatcher(None, page[a:i], gold[b:j], autojunk=False)
            for x, _, size in matcher.get_matching_blocks():
                if size >= 2 or i - a < 6:
                    hit[a + x : a + x + size] = [True] * size
        a, b = max(a, min(i + _ANCHOR, len(page))), max(b, min(j + _ANCHOR, len(gold)))
    return hit


def label_lines(lines: Sequence[str], gold: str) -> list[bool | None]:
    """Whether each line belongs to *gold*; None for a line without a word.

    A line belongs when half of its words are aligned.  A long line that the gold has elsewhere, and that is aligned
    nowhere else, belongs too: annotators move standfirsts and boxes.
    """
    words = [tokens(line) for line in lines]
    hit = _aligned([w for line in words for w in line], tokens(gold))
    gold_text = " ".join(tokens(gold))
    labels: list[bool | None] = []
    at = 0
    for line in words:
        labels.append(sum(hit[at : at + len(line)]) * 2 >= len(line) if line else None)
        at += len(line)
    placed = Counter(" ".join(line) for line, label in zip(words, labels, strict=True) if label)
    for i, line in enumerate(words):
        text = " ".join(line)
        if labels[i] is False and len(line) >= 10 and not placed[text] and text in gold_text:
            labels[i] = True
    return labels
