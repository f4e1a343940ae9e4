"""Guess the language of a text."""

from __future__ import annotations

from functools import cache
from typing import Final

from cleanarticle.features.lexicon import Tongues

# The pack that is used for every choice of languages.
COMMON: Final = "common"
# The packs that are used for texts of any language: English boilerplate occurs on pages in every language.
EVERYWHERE: Final = frozenset({COMMON, "en"})

# Sample size in characters.
_SAMPLE: Final = 2000
# Fewest stopwords that identify a language.
_FEWEST: Final = 4
# A language is a candidate if it has at least this share of the best language's stopword count: related languages
# share many stopwords.
_SHARE: Final = 0.4
# Fewest letters of a script in the sample that identify its language; Chinese has no kana.
_LETTERS: Final = 20


@cache
def _tongues() -> Tongues:
    return Tongues()


def languages_of(text: str) -> frozenset[str] | None:
    """Guess the possible languages of a text from its stopwords and scripts; None if unknown.

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
