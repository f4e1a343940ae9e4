"""What single words and a paragraph's own shape say, before anything around it is known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from cleanarticle.facts import Facts

_LENGTHS: Final = (1, 2, 3, 4, 6, 8, 12, 20, 40)
# Log-odds beyond this are no better founded.
_CEILING: Final = 5.0


def signs(facts: Facts) -> Iterator[str]:
    """The names under which the lexicon knows a paragraph's shape."""
    yield f"<length {bisect_right(_LENGTHS, facts.words)} end {facts.end}>"
    yield f"<begin {facts.begin}>"
    yield "<caseless>" if facts.caseless else f"<stops {min(6, int(facts.stops * 12))}>"
    yield f"<capitals {min(9, int(facts.capitals * 10))}>"
    yield f"<evidence {min(6, int(facts.evidence + 0.99))}>"
    yield f"<you {min(2, facts.you)}>"
    yield f"<me {min(2, facts.me)}>"
    yield f"<linkish {min(2, facts.linkish)}>"
    yield f"<informal {min(2, facts.informal)}>"
    yield f"<quotes {min(2, facts.quotes)}>"
    for name, true in (("dated", facts.dated), ("upper", facts.upper), ("name", facts.name)):
        if true:
            yield f"<{name}>"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Log-odds of being article, per word and per sign of shape; fitted by `tools/fit.py`."""

    weights: dict[str, float]

    def own(self, facts: Facts) -> float:
        """A paragraph's own log-odds of being article, from -5 to 5."""
        get = self.weights.get
        total = get("<base>", 0.0)
        for sign in signs(facts):
            total += get(sign, 0.0)
        for token in facts.tokens:
            total += get(token, 0.0)
        return max(-_CEILING, min(_CEILING, total))

    def known(self, facts: Sequence[Facts]) -> float:
        """The share of a document's words that the lexicon has; 1 where there are none to ask for."""
        words = [token for f in facts for token in f.tokens]
        return sum(word in self.weights for word in words) / len(words) if words else 1.0


def parse_lexicon(text: str) -> Lexicon:
    """A lexicon from its file: a weight and a word on each line; lines that begin with `#` are comments."""
    rows = (line.split(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
    return Lexicon({word: float(weight) for weight, word in rows})


@cache
def builtin_lexicon() -> Lexicon:
    """The lexicon that ships."""
    return parse_lexicon(resources.files("cleanarticle.model").joinpath("lexicon.txt").read_text(encoding="utf-8"))
