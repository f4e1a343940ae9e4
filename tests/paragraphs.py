"""Paragraphs made to measure, for tests of what is decided over them."""

from __future__ import annotations

from cleanarticle.features.lexicon import KINDS, Lexicon
from cleanarticle.features.paragraph import Facts, facts
from cleanarticle.result import Match
from cleanarticle.text.paragraphs import Block

REPORT = "The council voted to keep the ferry running through the winter despite what it costs."
QUESTION = "Who will pay for the ferry that runs to the island through the whole winter?"
PROSE = (
    "The council voted on Monday to keep the ferry running through the whole of the winter, in spite of what it costs"
    " and of the fact that hardly anybody is on it."
)
SHORT = "The ferry runs on."
HEADLINE = "Ferry to run all winter"
NAME = "Mara Lind"

# Boilerplate, furniture, their stronger label, and what speaks for the article.
Evidence = tuple[float, float, str, float]
NONE: Evidence = (0.0, 0.0, "", 0.0)


def weights(**said: float) -> tuple[float, ...]:
    """The weights of a phrase by label."""
    return tuple(said.get(kind, 0.0) for kind in KINDS)


def lexicon(**phrases: tuple[float, ...]) -> Lexicon:
    """A lexicon of a few phrases, `_` for a blank."""
    return Lexicon({name.replace("_", " "): said for name, said in phrases.items()})


def paragraph(text: str = REPORT, evidence: Evidence = NONE, known: Lexicon | None = None) -> Facts:
    """What is known of *text* where rules bring *evidence*."""
    return facts(text, evidence, known or Lexicon({}))


def rule(label: str, weight: float = 4.0, text: str = SHORT) -> Facts:
    """A paragraph that a rule for boilerplate speaks against."""
    return paragraph(text, (weight, 0.0, label, 0.0))


def block(text: str, *matches: Match) -> Block:
    """A paragraph of one line."""
    return Block(0, 0, text, 0, matches)
