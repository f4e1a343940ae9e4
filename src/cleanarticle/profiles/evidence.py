"""The log-odds that a line is boilerplate, from the number of pages that contain it."""

from __future__ import annotations

from math import log, sqrt
from typing import Final

# Standard normal quantile, one-sided 95 %.
_Z: Final = 1.645
# Probability that a line of an article is also on another page.  A line on half of the pages then has log-odds of
# ln(0.5 / 0.025) = 3, which is enough on its own.
_CHANCE: Final = 0.025
_LEAST: Final = 0.5


def share(pages: int, of: int) -> float:
    """The share of a site's pages that contain a line, as Wilson's lower bound at 95 %.

    Args:
        pages: different pages that contain the line.
        of: different pages that were read.

    >>> [round(share(pages, of), 2) for pages, of in ((1, 1), (2, 2), (3, 3), (2, 10), (9, 10), (90, 100))]
    [0.27, 0.42, 0.53, 0.07, 0.65, 0.84]
    """
    if not of:
        return 0.0
    p, z = min(1.0, pages / of), _Z * _Z
    return max(0.0, (p + z / (2 * of) - _Z * sqrt((p * (1 - p) + z / (4 * of)) / of)) / (1 + z / of))


def weight(pages: int, of: int) -> float:
    """The log-odds that a line is boilerplate, on the same scale as rule weights: from 0.5 to 3.7.

    >>> [round(weight(pages, of), 1) for pages, of in ((2, 2), (3, 3), (4, 10), (90, 100))]
    [2.8, 3.0, 2.1, 3.5]
    """
    return max(_LEAST, log(max(share(pages, of), _CHANCE) / _CHANCE))
