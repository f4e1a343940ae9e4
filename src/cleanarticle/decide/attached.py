"""Decisions by position: short lines at the end, comment threads below their heading, dividing lines, titles."""

from __future__ import annotations

from typing import Final

from cleanarticle.decide.naming import Decision
from cleanarticle.decide.sequence import ARTICLE, BOILERPLATE, TITLE, cleanness
from cleanarticle.features.paragraph import Facts
from cleanarticle.labels import FURNITURE
from cleanarticle.rules.schema import DECISIVE, HINT
from cleanarticle.text.paragraphs import Block

# Longest line, in words, that a hint removes if only boilerplate follows.
_SHORT: Final = 8
# From this `sequence.cleanness` on, a text is an article with some boilerplate, not a whole page.
_ARTICLE_LIKE: Final = 0.7
# Most title lines of an article: a kicker and a headline.
_TITLES: Final = 2
# Ends of the ids of the rules that match the heading of a comment thread: "Comments", "Comments (3)".
_HEADINGS: Final = (".comments.heading", ".comments.count")
# Least number of paragraphs above a thread: the article.
_ARTICLE: Final = 2
# Log-odds of being boilerplate in a thread: the lowest for one paragraph, and the lowest mean.  Comments are worded
# much like an article, so the mean is more reliable than a single value.
_LEAST: Final = -1.0
_MEAN: Final = 0.3
_THREAD: Final = "structure.thread"
_DIVIDER: Final = "structure.divider"
_END: Final = "structure.end"


def footed(facts: list[Facts], boilerplate: list[float], states: list[int]) -> list[int]:
    """Return *states*, with short lines below the article set to boilerplate if a rule hints at it.

    Args:
        facts: the features of each paragraph.
        boilerplate: for each paragraph, log-odds of being boilerplate.
        states: the state of each paragraph, see `sequence`.
    """
    result = states.copy()
    for i in range(len(states) - 1, -1, -1):
        if states[i] == ARTICLE:
            f = facts[i]
            if f.boiler_rule < HINT or f.words > _SHORT or boilerplate[i] < 0:
                break
            result[i] = BOILERPLATE
    return result


def thread(blocks: list[Block], boilerplate: list[float]) -> int:
    """Return the index of the heading of the comment thread; the number of paragraphs if there is none.

    No paragraph below the heading may look like the article.

    Args:
        blocks: the paragraphs.
        boilerplate: for each paragraph, log-odds of being boilerplate.
    """
    count = len(blocks)
    least, total = 0.0, 0.0
    found = count
    for i in range(count - 1, _ARTICLE - 1, -1):
        if _is_heading(blocks[i]) and total >= _MEAN * (count - i - 1):
            found = i
        least = min(least, boilerplate[i])
        total += boilerplate[i]
        if least < _LEAST:
            break
    return found


def _is_heading(block: Block) -> bool:
    for match in block.matches:  # noqa: SIM110 -- a loop becomes C, a generator does not
        if match.whole and match.rule.endswith(_HEADINGS):
            return True
    return False


def threaded(facts: list[Facts], states: list[int], start: int) -> list[int]:
    """Return *states*, with boilerplate from index *start* on, except where a decisive rule matches furniture."""
    result = states.copy()
    for i in range(start, len(states)):
        if facts[i].trim_rule < DECISIVE:
            result[i] = BOILERPLATE
    return result


def attached(
    blocks: list[Block], decisions: list[Decision | None], states: list[int], start: int, below: int
) -> list[Decision | None]:
    """Return *decisions*, changed for dividing lines, threads and what stands below the article.

    A dividing line gets the decision of the next paragraph, unless the article goes on behind that.  A paragraph that
    only its thread makes boilerplate gets the label `comments`.

    Args:
        blocks: the paragraphs.
        decisions: the decision for each paragraph, see `naming`.
        states: the state of each paragraph before `threaded`.
        start: index of the heading of the thread.
        below: index of the first paragraph below the article, see `extent`.
    """
    result = decisions.copy()
    for i in range(len(blocks) - 1, -1, -1):
        decision = result[i]
        if i and not (decision and blocks[i].matches) and _divides(blocks[i].text):
            following = result[i + 1] if i + 1 < len(blocks) else ("navigation", _DIVIDER, 0.0)
            # Above a single insert, such as "Story continues below", the line divides two parts of the article.
            amid = i + 2 < len(blocks) and result[i + 2] is None
            if following is not None and not amid:
                result[i] = following[0], _DIVIDER, following[2]
        elif decision is not None and i >= start and states[i] != BOILERPLATE and decision[0] not in FURNITURE:
            result[i] = "comments", _THREAD, decision[2]
        elif decision is not None and i >= below and states[i] != BOILERPLATE and decision[0] not in FURNITURE:
            result[i] = decision[0], _END, decision[2]
    return result


def headlined(facts: list[Facts], boilerplate: list[float], decisions: list[Decision | None]) -> list[Decision | None]:
    """Return *decisions*, with unlikely titles kept as article.

    These are titles without a rule match that are long, below prose or below two other titles.  On a whole page such
    lines are headlines of other stories, so nothing changes there.

    Args:
        facts: the features of each paragraph.
        boilerplate: for each paragraph, log-odds of being boilerplate.
        decisions: the decision for each paragraph, see `naming`.
    """
    if cleanness(boilerplate) < _ARTICLE_LIKE:
        return decisions
    result = decisions.copy()
    titles, prose = 0, False
    for i, decision in enumerate(decisions):
        if decision is None:
            prose = prose or facts[i].prose
        elif decision[0] == "title" and facts[i].trim_rule <= 0:
            titles += 1
            if prose or titles > _TITLES or facts[i].words > TITLE:
                result[i] = None
    return result


def _divides(text: str) -> bool:
    """Return whether a line has only signs; an unprintable character, such as an undecodable byte, is not a sign."""
    for char in text:  # noqa: SIM110 -- a loop becomes C, a generator does not
        if char.isalnum() or not char.isprintable():
            return False
    return True
