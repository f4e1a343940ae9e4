"""Samples of lines for review that do not depend on the order of the lines."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Sample(Generic[Item]):
    """One of the items with the same text, and their number."""

    item: Item
    times: int


class Sampler(Generic[Item]):
    """Keeps the *size* different texts with the lowest hashes: a random choice that is the same in every run."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: dict[bytes, Sample[Item]] = {}

    def add(self, text: str, item: Item) -> None:
        """Add an item; of the items with the same *text* the first is kept."""
        digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        known = self._kept.get(digest)
        self._kept[digest] = Sample(known.item, known.times + 1) if known else Sample(item, 1)
        if len(self._kept) > self._size:
            del self._kept[max(self._kept)]

    @property
    def samples(self) -> list[Sample[Item]]:
        """The sample, the most frequent texts first."""
        return [self._kept[digest] for digest in sorted(self._kept, key=lambda key: (-self._kept[key].times, key))]
