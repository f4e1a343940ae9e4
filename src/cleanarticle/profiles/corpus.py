"""Sample the pages of many sites from a stream that may be larger than memory; the samples are stored on disk.

At most `sample` pages of a site are used, chosen by a hash of their texts: the choice does not depend on the order of
the pages.  Memory holds 16 bytes for each stored page, and the sample of one site at a time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from tempfile import TemporaryFile
from typing import Final
from zlib import crc32

from cleanarticle.profiles.address import site_of
from cleanarticle.profiles.profile import prose
from cleanarticle.profiles.template import canonical
from cleanarticle.text.segment import segment

_LEVELS: Final = 40
# Columns and rows of the sketch of shared sentences: 8 MiB for each row.
_COLUMNS: Final = 1 << 22
_ROWS: Final = 4


class Shared:
    """The sentences that several sites have, in 32 MiB.

    Each cell of a count-min sketch keeps the smallest and the largest tag of the sites that wrote to it.  A sentence
    counts as shared if the two differ in all its cells.  With *n* different sentences, a sentence of one site wrongly
    counts as shared with probability (1 - exp(-n / 4,194,304))**4: 0.2 % at a million, 4 % at 2.5 million.  A sentence
    of two sites is missed with probability 1/255.
    """

    def __init__(self) -> None:
        """Make an empty sketch."""
        self._least = [bytearray(b"\xff") * _COLUMNS for _ in range(_ROWS)]
        self._greatest = [bytearray(_COLUMNS) for _ in range(_ROWS)]

    def add(self, sentence: str, site: str) -> None:
        """Record that *site* has *sentence*."""
        tag = crc32(site.encode()) % 255
        for least, greatest, cell in zip(self._least, self._greatest, _cells(sentence), strict=True):
            least[cell] = min(least[cell], tag)
            greatest[cell] = max(greatest[cell], tag + 1)

    def __contains__(self, sentence: str) -> bool:
        """Whether several sites have *sentence*."""
        cells = zip(self._least, self._greatest, _cells(sentence), strict=True)
        return all(least[cell] + 1 < greatest[cell] for least, greatest, cell in cells)


def _cells(sentence: str) -> Iterator[int]:
    whole = int.from_bytes(blake2b(sentence.encode("utf-8", "surrogatepass"), digest_size=_ROWS * 4).digest())
    for _ in range(_ROWS):
        yield whole % _COLUMNS
        whole >>= 32


def _level(value: int) -> int:
    """The number of trailing zero bits of a hash: half of all pages have one or more, a quarter two or more, etc."""
    return min(_LEVELS, (value & -value).bit_length() - 1 if value else _LEVELS)


class _Waiting:
    """The stored pages of one site: their hashes and offsets in the file, and how many there are of each level."""

    __slots__ = ("hashes", "level", "levels", "places")

    def __init__(self) -> None:
        self.hashes = array("Q")
        self.places = array("Q")
        self.levels: list[int] = []
        self.level = 0

    def takes(self, value: int, sample: int) -> bool:
        """Whether to store the page with this hash; the minimum level rises, but leaves at least `sample` pages."""
        level = _level(value)
        if level < self.level:
            return False
        self.levels.extend([0] * (level + 1 - len(self.levels)))
        self.levels[level] += 1
        while sum(self.levels[self.level + 1 :]) >= 2 * sample:
            self.level += 1
        return level >= self.level


class Corpus:
    """A sample of the pages of each site."""

    def __init__(self, sample: int) -> None:
        """Open a temporary file for the stored pages; `close` removes it.

        Args:
            sample: maximum number of pages of a site that are used.
        """
        self.sample = sample
        self.shared = Shared()
        self._file = TemporaryFile()  # noqa: SIM115 -- it lives as long as the corpus
        self._end = 0
        self._sites: dict[str, _Waiting] = {}

    def close(self) -> None:
        """Remove the file."""
        self._file.close()

    def add(self, text: str, url: str) -> bool:
        """Add a page; the result is False if its URL has no site."""
        site = site_of(url)
        if site is None:
            return False
        for line in segment(text).lines:
            if prose(line.text):
                self.shared.add(canonical(line.text), site)
        data = text.encode("utf-8", "surrogatepass")
        value = int.from_bytes(blake2b(data, digest_size=8).digest())
        waiting = self._sites.setdefault(site, _Waiting())
        if waiting.takes(value, self.sample):
            self._file.seek(0, 2)
            waiting.hashes.append(value)
            waiting.places.append(self._end)
            self._end += self._file.write(len(data).to_bytes(8) + data)
        return True

    def sites(self) -> list[str]:
        """All sites, sorted by name."""
        return sorted(self._sites)

    def pages(self, site: str) -> list[str]:
        """The texts of a site's sample, sorted by hash and without duplicates."""
        waiting = self._sites[site]
        places = dict(zip(waiting.hashes, waiting.places, strict=True))
        # Pages of lower levels are incomplete: some were not stored.
        whole = [value for value in places if _level(value) >= waiting.level]
        ranked = sorted(whole, key=lambda value: (-_level(value), value))
        return [self._read(places[value]) for value in sorted(ranked[: self.sample])]

    def _read(self, place: int) -> str:
        self._file.seek(place)
        size = int.from_bytes(self._file.read(8))
        return self._file.read(size).decode("utf-8", "surrogatepass")
