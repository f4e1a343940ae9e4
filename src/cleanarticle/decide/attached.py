"""What goes for where it stands: hints at the foot, comments below their heading, a dividing line above what goes."""

from __future__ import annotations

from typing import Final

from cleanarticle.decide.naming import Decision
from cleanarticle.decide.sequence import ARTICLE, BOILERPLATE, TITLE, cleanness
from cleanarticle.features.paragraph import Facts
from cleanarticle.labels import FURNITURE
from cleanarticle.rules.schema import DECISIVE, HINT
from cleanarticle.text.paragraphs import Block

# Alone on a line of so few words, with nothing but boilerplate below it, a rule that hints is right.
_SHORT: Final = 8
# A text at least this clean is an article with some boilerplate rather than a page; see `sequence.cleanness`.
_ARTICLE_LIKE: Final = 0.7
# So many lines of a page are its title: a kicker, a headline.
_TITLES: Final = 2
# How the ids of the rules end that know the heading of a thread: "Comments", "Comments (3)".
_HEADINGS: Final = (".comments.heading", ".comments.count")
# Above a thread stands an article: at least so many paragraphs.
_ARTICLE: Final = 2
# A thread has no paragraph with lower log-odds of being boilerplate than the first, and on average more than the
# second: readers' comments are worded much like an article, so that each alone tells little.
_LEAST: Final = -1.0
_MEAN: Final = 0.3
_THREAD: Final = "structure.thread"
_DIVIDER: Final = "structure.divider"


def footed(facts: list[Facts], boilerplate: list[float], states: list[int]) -> list[int]:
    """*states*, and boilerplate where a short line that a rule hints at stands at the foot, below all of the article.

    Args:
        facts: what is known of each paragraph.
        boilerplate: log-odds of each of being boilerplate.
        states: what each is by itself.
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
    """Where the readers' comments begin, with their heading; the number of paragraphs if there are none.

    Below the heading nothing may stand that looks like the article.

    Args:
        blocks: the paragraphs.
        boilerplate: log-odds of each of being boilerplate.
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
    """*states*, and boilerplate from the heading of a thread on; a rule for furniture that decides keeps its word."""
    result = states.copy()
    for i in range(start, len(states)):
        if facts[i].trim_rule < DECISIVE:
            result[i] = BOILERPLATE
    return result


def attached(
    blocks: list[Block], decisions: list[Decision | None], states: list[int], start: int
) -> list[Decision | None]:
    """*decisions*, those on dividing lines by what follows; what goes for its thread alone is a comment.

    Args:
        blocks: the paragraphs.
        decisions: what each is, see `naming`.
        states: what each is by itself, before `threaded`.
        start: where the thread begins.
    """
    result = decisions.copy()
    for i in range(len(blocks) - 1, -1, -1):
        decision = result[i]
        if i and not (decision and blocks[i].matches) and _divides(blocks[i].text):
            below = result[i + 1] if i + 1 < len(blocks) else ("navigation", _DIVIDER, 0.0)
            if below is not None:
                result[i] = below[0], _DIVIDER, below[2]
        elif decision is not None and i >= start and states[i] != BOILERPLATE and decision[0] not in FURNITURE:
            result[i] = "comments", _THREAD, decision[2]
    return result


def headlined(facts: list[Facts], boilerplate: list[float], decisions: list[Decision | None]) -> list[Decision | None]:
    """*decisions*, less the titles that no rule knows and that are long, or below prose, or below other titles.

    On a whole page such lines are headlines of other stories, and go.

    Args:
        facts: what is known of each paragraph.
        boilerplate: log-odds of each of being boilerplate.
        decisions: what each is, see `naming`.
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
    """Whether a line has signs alone: what cannot be printed, a byte that could not be read, is no sign."""
    for char in text:  # noqa: SIM110 -- a loop becomes C, a generator does not
        if char.isalnum() or not char.isprintable():
            return False
    return True
