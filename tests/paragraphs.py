"""Paragraphs made to measure, for tests of what is decided over them."""

from __future__ import annotations

from cleanarticle.facts import Facts, Words, facts

REPORT = "The council voted to keep the ferry running through the winter despite what it costs."
QUESTION = "Who will pay for the ferry that runs to the island through the whole winter?"
SHORT = "The ferry runs on."
HEADLINE = "Ferry to run all winter"
NAME = "Mara Lind"
CHAT = "I think u r wrong about the ferry lol, my boat was late again, omg!"


def paragraph(
    text: str = REPORT, evidence: float = 0.0, label: str = "", against: float = 0.0, lexicon: tuple[str, ...] = ()
) -> Facts:
    """What is known of *text* where rules bring *evidence* for *label* and *against* for the article."""
    return facts(text, evidence, label, against, Words(dict.fromkeys(lexicon, 1.0)))


def rule(label: str, evidence: float = 4.0, text: str = SHORT) -> Facts:
    """A paragraph that a rule speaks against."""
    return paragraph(text, evidence, label)
