"""The languages that a text may be in."""

from __future__ import annotations

from functools import cache
from typing import Final

from cleanarticle.features.lexicon import Tongues

# The pack that is live whatever the languages.
COMMON: Final = "common"
# The packs that are asked in a text of any language: calls in English stand on pages in every language.
EVERYWHERE: Final = frozenset({COMMON, "en"})

# So many characters are looked at.
_SAMPLE: Final = 2000
# Fewer words that bind sentences tell no language.
_FEWEST: Final = 4
# A text may be in any language that has this share of the words of its likeliest: neighbours share many of them.
_SHARE: Final = 0.4
# A script is that of the text if at least this many of its letters stand in the sample; Chinese has no kana.
_LETTERS: Final = 20


@cache
def _tongues() -> Tongues:
    return Tongues()


def languages_of(text: str) -> frozenset[str] | None:
    """The languages that a text may be in, by the words that bind its sentences; None where they tell nothing.

    >>> sorted(languages_of("Der Rat hat am Montag für die neue Brücke gestimmt.") or ())
    ['de']
    """
    counts = _tongues().count(text, _SAMPLE)
    best = max(counts.values(), default=0)
    found: set[str] = set()
    if best >= _FEWEST:
        found.update(language for language, count in counts.items() if count >= _SHARE * best)
    letters = _tongues().letters(text, _SAMPLE)
    found.update([language for language in letters if letters[language] >= _LETTERS][:1])
    return frozenset(found) or None
