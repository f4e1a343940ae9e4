"""What goes for where it stands: hints at the foot, comments below their heading, dividing lines, titles."""

from __future__ import annotations

import pytest
from tests.paragraphs import HEADLINE, NAME, PROSE, REPORT, SHORT, block, paragraph, rule

from cleanarticle.decide.attached import attached, footed, headlined, thread, threaded
from cleanarticle.decide.naming import Decision
from cleanarticle.features.paragraph import Facts
from cleanarticle.result import Match
from cleanarticle.text.paragraphs import Block

ARTICLE, FURNITURE, BOILERPLATE = 0, 1, 2
EIGHT = "one two three four five six seven eight"
CALL: Decision = ("newsletter", "en.newsletter.sign-up", 5.0)
NOTE: Decision = ("author", "words", 1.0)


def _heading(name: str = "en.comments.heading") -> Block:
    return block("Comments", Match(name, "comments", True, 0, 8, 2.5))


@pytest.mark.parametrize(
    ("weight", "text", "odds", "state"),
    [
        (1.9, EIGHT, 0.0, BOILERPLATE),
        (1.8, EIGHT, 0.0, ARTICLE),
        (1.9, EIGHT + " nine", 0.0, ARTICLE),
        (1.9, EIGHT, -0.1, ARTICLE),
    ],
)
def test_short_line_that_a_rule_hints_at_goes_at_the_foot(weight: float, text: str, odds: float, state: int) -> None:
    known = [paragraph(REPORT), rule("newsletter", weight, text), rule("copyright", 5.0)]
    assert footed(known, [-5.0, odds, 5.0], [ARTICLE, ARTICLE, BOILERPLATE]) == [ARTICLE, state, BOILERPLATE]


def test_above_the_article_a_hint_is_no_more_than_that() -> None:
    known = [rule("newsletter", 2.5, EIGHT), paragraph(REPORT)]
    assert footed(known, [2.0, -5.0], [ARTICLE, ARTICLE]) == [ARTICLE, ARTICLE]


@pytest.mark.parametrize(
    ("below", "start"),
    [
        ([], 2),
        ([0.3, 0.3], 2),
        ([0.3, 0.2], 5),
        ([-1.0, 1.7], 2),
        ([-1.1, 9.0], 5),
    ],
)
def test_comments_go_to_the_end_of_the_text_if_nothing_there_looks_like_the_article(
    below: list[float], start: int
) -> None:
    blocks = [block(REPORT), block(REPORT), _heading(), *[block(SHORT)] * len(below)]
    assert thread(blocks, [-5.0, -5.0, 1.0, *below]) == min(start, len(blocks))


@pytest.mark.parametrize(
    ("name", "article", "start"),
    [
        ("de.comments.count", 2, 2),
        ("en.comments.heading", 1, 3),
        ("en.comments.leave-reply", 2, 4),
    ],
)
def test_a_thread_has_a_heading_below_an_article(name: str, article: int, start: int) -> None:
    blocks = [*[block(REPORT)] * article, _heading(name), block(SHORT)]
    assert thread(blocks, [*[-5.0] * article, 1.0, 2.0]) == start


def test_of_two_headings_the_upper_one_opens_the_thread() -> None:
    blocks = [block(REPORT), block(REPORT), _heading("en.comments.count"), block(SHORT), _heading()]
    assert thread(blocks, [-5.0, -5.0, 1.0, 2.0, 1.0]) == 2


def test_credit_that_a_rule_knows_is_none_of_the_comments() -> None:
    credit = paragraph(SHORT, (0.0, 3.0, "credit", 0.0))
    known = [paragraph(REPORT), paragraph(SHORT), credit]
    assert threaded(known, [ARTICLE, ARTICLE, FURNITURE], 1) == [ARTICLE, BOILERPLATE, FURNITURE]


def _attached(texts: list[str], decisions: list[Decision | None], start: int = 99) -> list[Decision | None]:
    return attached([block(text) for text in texts], decisions, [ARTICLE] * len(texts), start, 99)


def test_what_goes_for_its_thread_alone_is_a_comment() -> None:
    found = attached(
        [block(REPORT), _heading(), block(SHORT), block(SHORT)],
        [None, ("comments", "en.comments.heading", 2.5), CALL, CALL],
        [ARTICLE, BOILERPLATE, ARTICLE, BOILERPLATE],
        1,
        4,
    )
    assert [decision and decision[:2] for decision in found] == [
        None,
        ("comments", "en.comments.heading"),
        ("comments", "structure.thread"),
        CALL[:2],
    ]


def test_what_goes_only_because_it_stands_below_the_article_says_so() -> None:
    credit: Decision = ("credit", "en.credit.photo", 4.0)
    found = attached(
        [block(REPORT), block(SHORT), block(SHORT), block(SHORT)],
        [None, CALL, ("related", "place", -1.5), credit],
        [ARTICLE, BOILERPLATE, ARTICLE, ARTICLE],
        4,
        1,
    )
    assert found == [None, CALL, ("related", "structure.end", -1.5), credit]


@pytest.mark.parametrize(
    ("below", "label"),
    [(CALL, "newsletter"), (NOTE, "author"), (None, None)],
)
@pytest.mark.parametrize("line", ["___", "* * *", "—", "-----"])
def test_dividing_line_goes_with_what_follows(line: str, below: Decision | None, label: str | None) -> None:
    found = _attached([REPORT, line, SHORT], [None, None, below])[1]
    assert (found and found[0]) == label
    assert found is None or found[1] == "structure.divider"


def test_dividing_line_at_the_end_goes() -> None:
    assert _attached([REPORT, "***"], [None, None])[1] == ("navigation", "structure.divider", 0.0)


@pytest.mark.parametrize(("after", "goes"), [(None, False), (CALL, True)])
def test_dividing_line_above_a_single_insert_in_the_article_stays(after: Decision | None, goes: bool) -> None:
    marker: Decision = ("navigation", "en.navigation.continues-below", 5.0)
    found = _attached([REPORT, "***", "Story continues below", SHORT], [None, None, marker, after])
    assert (found[1] is not None) == goes


def test_dividing_lines_in_a_row_go_together() -> None:
    found = _attached([REPORT, "___", "***", SHORT], [None, None, None, CALL])
    assert [decision and decision[0] for decision in found] == [None, "newsletter", "newsletter", "newsletter"]


@pytest.mark.parametrize("line", ["\udcff", "\x00", "_ a _", "3"])
def test_what_is_more_than_signs_divides_nothing(line: str) -> None:
    assert _attached([REPORT, line], [None, None])[1] is None


def test_a_text_of_nothing_but_a_dividing_line_stays() -> None:
    assert _attached(["***"], [None]) == [None]


def test_dividing_line_that_a_rule_knows_keeps_its_name() -> None:
    named = block("###", Match("en.navigation.end", "navigation", True, 0, 3, 5.0))
    decision: Decision = ("navigation", "en.navigation.end", 5.0)
    assert attached([block(REPORT), named, block(SHORT)], [None, decision, NOTE], [ARTICLE] * 3, 3, 3)[1] == decision


TITLE: Decision = ("title", "place", 1.0)
WIDE = "Ferry " * 18


@pytest.mark.parametrize(
    ("known", "decisions", "titles"),
    [
        ([paragraph(HEADLINE), paragraph(NAME), paragraph(SHORT)], [TITLE, TITLE, TITLE], [0, 1]),
        ([paragraph(PROSE), paragraph(HEADLINE)], [None, TITLE], []),
        ([paragraph(SHORT), paragraph(HEADLINE)], [None, TITLE], [1]),
        ([paragraph(WIDE), paragraph(WIDE + "boat")], [TITLE, TITLE], [0]),
        ([paragraph(PROSE), paragraph(HEADLINE, (0.0, 4.0, "title", 0.0))], [None, TITLE], [1]),
    ],
)
def test_titles_that_no_rule_knows_are_few_and_above_the_prose(
    known: list[Facts], decisions: list[Decision | None], titles: list[int]
) -> None:
    found = headlined(known, [-9.0] * len(known), decisions)
    assert [i for i, decision in enumerate(found) if decision] == titles


@pytest.mark.parametrize(("boilerplate", "goes"), [(23, False), (25, True)])
def test_on_a_whole_page_lines_like_titles_go_everywhere(boilerplate: int, goes: bool) -> None:
    known = [paragraph(PROSE), paragraph(HEADLINE), *[paragraph(SHORT)] * boilerplate]
    decisions: list[Decision | None] = [None, TITLE, *[CALL] * boilerplate]
    odds = [-20.0, -20.0, *[20.0] * boilerplate]
    assert (headlined(known, odds, decisions)[1] is not None) == goes
