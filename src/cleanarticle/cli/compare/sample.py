"""Samples for review that come out the same in whatever order, and from however large a corpus, the lines come."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Sample(Generic[Item]):
    """One of the items with the same text, and how many there are."""

    item: Item
    times: int


class Sampler(Generic[Item]):
    """So many different texts: those with the lowest digests, which is a fair choice and a lasting one."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: dict[bytes, Sample[Item]] = {}

    def add(self, text: str, item: Item) -> None:
        """Take in one more item; of those with the same *text* the first is kept."""
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        known = self._kept.get(digest)
        self._kept[digest] = Sample(known.item, known.times + 1) if known else Sample(item, 1)
        if len(self._kept) > self._size:
            del self._kept[max(self._kept)]

    @property
    def samples(self) -> list[Sample[Item]]:
        """The sample, the most frequent texts first."""
        return [self._kept[digest] for digest in sorted(self._kept, key=lambda key: (-self._kept[key].times, key))]
