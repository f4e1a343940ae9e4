"""Test the examples of a rule: alone, with all other rules, in the middle of an article, and for speed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from cleanarticle.cleaner import Cleaner
from cleanarticle.rules.matching.match import Matcher
from cleanarticle.rules.schema import DECISIVE, Rule, slowness
from cleanarticle.text.fold import fold
from cleanarticle.text.segment import segment

ABOVE: Final = (
    "The harbour master closed the eastern lock on Tuesday after divers found a crack in the lower gate.",
    "Engineers expect the repair to take nine days, and three coal barges are waiting in the upper basin.",
    "The lock was last rebuilt in 1974, when the canal carried four times as much freight as it does today.",
    "Skippers were told to moor at the old grain quay, where the town has set up water and power for the crews.",
    "The waterways board said it would pay for the delay, as it did when the same gate jammed eleven years ago.",
)
BELOW: Final = (
    "A second inspection is planned for the spring, and the board has asked for money to replace both gates.",
    "Until then the lock keepers will open the sluices by hand, a job that takes two people most of an hour.",
)
# The lines before and after a hint at the foot of an article.
FOOT: Final = ("Leave a Reply", "Your email address will not be published. Required fields are marked *")
END: Final = "Copyright © 2024 Lockside News. All rights reserved."


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with a rule.

    Attributes:
        rule: the id of the rule.
        message: what is wrong.
        line: the line that shows it; empty if the pattern itself is the problem.
        slow: whether the rule is too slow to run.
    """

    rule: str
    message: str
    line: str = ""
    slow: bool = False


def alone(rule: Rule) -> Iterator[Problem]:
    """Yield examples that the pattern alone gets wrong."""
    for line in rule.removes:
        if not _hits(rule, line):
            yield Problem(rule.id, "does not match what it removes", line)
    for line in rule.keeps:
        if _hits(rule, line):
            yield Problem(rule.id, "matches what it keeps", line)


def _hits(rule: Rule, line: str) -> bool:
    return regex.search(rule.pattern, fold(line.strip())) is not None


def beside(rules: Sequence[Rule], matcher: Matcher) -> Iterator[Problem]:
    """Yield `keeps` examples of *rules* that another rule of *matcher* matches."""
    for rule in rules:
        document = segment("\n".join(rule.keeps))
        for line, matches in zip(document.lines, matcher.match(document, {}), strict=True):
            for match in matches:
                if match.weight > 0 and match.rule != rule.id:
                    yield Problem(rule.id, f"{match.rule} matches what it keeps", line.text)


def inside(rule: Rule, cleaner: Cleaner) -> Iterator[Problem]:
    """Yield examples that the whole *cleaner*, which drops every label, gets wrong.

    A decisive rule is tested in the middle of an article, a hint below it among other boilerplate.
    """
    for line in rule.removes if rule.weight > 0 else ():
        if rule.weight >= DECISIVE and _stays(rule, line, cleaner):
            yield Problem(rule.id, "does not remove it from the middle of an article", line)
        elif rule.weight < DECISIVE and _unheard(line, cleaner):
            yield Problem(rule.id, "does not help to remove it below an article", line)
    for line in rule.keeps:
        if cleaner.clean(_article(line)) != _article(line):
            yield Problem(rule.id, "it does not stay in the middle of an article", line)


def _article(*lines: str) -> str:
    return "\n\n".join([*ABOVE, *lines, *BELOW])


def _stays(rule: Rule, line: str, cleaner: Cleaner) -> bool:
    if rule.scope in ("line", "opener"):
        return cleaner.clean(_article(line)) != _article()
    return not cleaner.analyze(_article(line)).removed


def _unheard(line: str, cleaner: Cleaner) -> bool:
    return cleaner.clean("\n\n".join([_article(), *FOOT, line, END])) != _article()


def unsafe(rule: Rule) -> Iterator[Problem]:
    """Yield a problem if the pattern may take too long."""
    problem = slowness(rule)
    if problem:
        yield Problem(rule.id, problem, slow=True)
