"""What stays although it looks like boilerplate."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.paragraphs import CHAT, HEADLINE, NAME, QUESTION, REPORT, SHORT, paragraph, rule

import cleanarticle
from cleanarticle.attribute import Decision
from cleanarticle.document import Line
from cleanarticle.facts import Facts
from cleanarticle.guards import about, allowed, anchored, budget, cleanliness, proven, rescued, spoken
from cleanarticle.result import Match

STORY = (
    "The town closed its only library on Friday, after the roof over the reading room was found to be unsafe.",
    "Engineers who climbed into the attic said two of the oak beams had split from end to end during the frost.",
    "The library holds eleven thousand books, most of them given by a shipowner who died in the town in 1931.",
    "Readers may borrow from the mobile van until the roof is mended, which the council expects to take a year.",
    "The council set aside money for the roof three years ago, but spent it on the harbour wall after the storm.",
)
CALL = "Sign up for our daily newsletter and never miss a story."


def _around(*lines: str) -> str:
    return "\n\n".join([*STORY[:3], *lines, *STORY[3:]])


def test_call_in_the_middle_of_an_article_goes() -> None:
    assert cleanarticle.clean(_around(CALL)) == _around()


@pytest.mark.parametrize(
    "line",
    [
        f'"{CALL}"',
        f'"{CALL[:-1]}," the librarian called after them.',
        "Sign up for our daily newsletter, the van's driver pleaded with everyone who came for a book.",
        f'The driver had painted "{CALL}" on the side of the van.',
    ],
)
def test_the_same_words_as_speech_stay(line: str) -> None:
    assert cleanarticle.clean(_around(line)) == _around(line)


def test_call_stays_in_an_article_about_such_calls() -> None:
    about = (
        "Newsletters have become the trade's best hope, and publishers count every new subscriber with care.",
        "A newsletter costs little to send, and the readers who open one stay far longer on the site than others.",
        "Three in four newsletters are never opened, according to a survey of forty publishers in six countries.",
        "Sign up for our newsletter and we will tell you nothing twice, the most successful of them tells readers.",
        "The newsletter that began it all has eleven thousand readers, and its writer lives in a lighthouse.",
    )
    text = "\n\n".join(about)
    assert cleanarticle.clean(text) == text


def test_structure_alone_removes_nothing() -> None:
    text = "\n\n".join([*STORY, "Storm takes harbour wall", "Frost splits oak", "Van on the road"])
    assert cleanarticle.clean(text) == text


def test_headlines_go_where_a_heading_vouches_for_them() -> None:
    text = "\n\n".join([*STORY, "Related Articles", "Storm takes harbour wall", "Frost splits oak", "Van on the road"])
    assert cleanarticle.clean(text) == "\n\n".join(STORY)


def test_report_goes_on_below_a_prompt() -> None:
    text = _around("Leave a Reply")
    assert cleanarticle.clean(text) == _around()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", "empty"),
        (" \n\n ", "empty"),
        (_around(), "article"),
        ("Skip to main content\nLeave a Reply\nCopyright © 2024 Vale Post. All rights reserved.", "residue"),
        (
            "We use cookies and similar technologies to personalise content and ads. Accept all cookies\n"
            "Manage your cookie preferences",
            "wall",
        ),
        ("404\nPage not found\nThe page you are looking for does not exist.\nBack to home", "error"),
    ],
)
def test_verdict_tells_an_article_from_a_page_that_is_none(text: str, verdict: str) -> None:
    assert cleanarticle.analyze(text).verdict == verdict


# --- speech ---


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ('He called "sign up now" from the boat', "sign up now", True),
        ('"sign up now", it said on the boat', "sign up now", True),
        ('"sign up now"', '"sign up now"', True),
        ('"sign up now" stood on the boat', '"sign up now"', True),
        ('"sign up now" on the boat', "sign up now", True),
        ("sign up now", "sign up now", False),
        ('The "boat" sign up now', "sign up now", False),
        ('The "boat" and the "pier" sign up now "here"', "sign up now", False),
        ('The "boat sign up now', "sign up now", False),
        ('sign up now for 6" of rain', "sign up now", False),
        ('sign up now, the man told "Anna"', "sign up now", True),
        ("sign up now, the man told Anna", "sign up now", False),
        ("sign up now, the man told Anna.", "sign up now", True),
        ("sign up now! he pleaded.", "sign up now", True),
        ("sign up now. He pleaded.", "sign up now", False),
        ("Never, he said, sign up now.", "sign up now", False),
        ("sign up now, a b c d e f g h said.", "sign up now", True),
        ("sign up now, a b c d e f g h i said.", "sign up now", False),
    ],
)
def test_what_is_speech(text: str, words: str, expected: bool) -> None:
    start = text.index(words)
    assert spoken(text, start, start + len(words)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He called "sign up now" from the boat', True),
        ("sign up now, the man told Anna.", False),
        ('sign up now, the man told "Anna"', False),
    ],
)
def test_stretch_of_a_line_is_speech_in_quotation_marks_only(text: str, expected: bool) -> None:
    start = text.index("sign")
    assert spoken(text, start, start + 11, whole=False) == expected


# --- what the article is about ---

ABOUT = "The newsletter that the harbour sends to all its skippers on Friday has a new editor this {}"


def test_three_paragraphs_of_prose_make_a_subject() -> None:
    texts = [ABOUT.format("week" + end) for end in (".", "!", ")")]
    assert about(_lines(texts), {"newsletter", "comments"}) == {"newsletter"}
    assert about(_lines(texts[:2]), {"newsletter"}) == frozenset()
    assert about(_lines(texts), set()) == frozenset()
    assert about(_lines(texts), {"navigation"}) == frozenset()


@pytest.mark.parametrize(("spaces", "counts"), [(13, False), (14, True)])
def test_paragraph_of_fifteen_words_is_prose(spaces: int, counts: bool) -> None:
    assert bool(about(_lines(["newsletter" + " word" * spaces + "."] * 3), {"newsletter"})) == counts


@pytest.mark.parametrize(
    "line", [ABOUT.format("week"), "Newsletter.", "The newsletter has a new editor.", ABOUT.format("X")]
)
def test_headlines_and_short_lines_make_none(line: str) -> None:
    assert about(_lines([line] * 3), {"newsletter"}) == frozenset()


# --- matches that a guard weakens or refuses ---

LONG = "Sign up for our newsletter and we will send you the harbour's news on every Friday"


def _lines(texts: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(0, len(text), text, 0, 0) for text in texts)


def _match(
    weight: float = 4.0, label: str = "newsletter", place: tuple[int, int] = (0, 26), *, whole: bool = True
) -> Match:
    return Match("x.y", label, whole, *place, weight)


def _allowed(text: str, *matches: Match) -> tuple[Match, ...]:
    return allowed(_lines([text]), [matches])[0]


def test_match_in_plain_words_is_let_through_as_it_is() -> None:
    assert _allowed(LONG, _match(), _match(-1.0)) == (_match(), _match(-1.0))


def test_spoken_match_is_refused_and_the_others_stay() -> None:
    text = f'"{LONG}," he said.'
    assert _allowed(text, _match(), _match(0.5), _match(-1.0), _match(0.0)) == (_match(-1.0), _match(0.0))


def test_stretch_in_quotation_marks_is_refused_and_another_stays() -> None:
    text = 'Sign up for "this and that" today'
    quoted, plain = _match(whole=False, place=(13, 26)), _match(whole=False, place=(0, 11))
    assert _allowed(text, quoted, plain) == (plain,)


def test_mark_that_is_never_closed_quotes_nothing() -> None:
    text = 'The "ferry and boat sign up now'
    assert _allowed(text, _match(whole=False, place=(20, 31))) != ()


SUBJECT = [ABOUT.format("week.")] * 3


@pytest.mark.parametrize(("size", "stays"), [(59, True), (60, True), (61, False), (90, False)])
def test_long_line_on_the_articles_subject_is_no_call(size: int, stays: bool) -> None:
    line = ("Sign up for our newsletter " + "and more " * 9)[:size].replace(" a ", " b ")
    found = allowed(_lines([*SUBJECT, line]), [(), (), (), (_match(0.5), _match(-1.0), _match(1.0, "share"))])[3]
    assert found == ((_match(0.5),) if stays else ()) + (_match(-1.0), _match(1.0, "share"))


@pytest.mark.parametrize(("times", "weight"), [(4, 4.0), (5, 1.0)])
def test_byline_again_and_again_is_only_a_hint(times: int, weight: float) -> None:
    byline = _match(label="byline", place=(0, 12))
    found = allowed(_lines(["By Mara Lind"] * times), [(byline,)] * times)
    assert {m.weight for line in found for m in line} == {weight}


def test_call_again_and_again_is_as_strong_as_once() -> None:
    found = allowed(_lines(["Sign up"] * 9), [(_match(),)] * 9)
    assert {m.weight for line in found for m in line} == {4.0}


@pytest.mark.parametrize(
    ("size", "part", "weight"), [(240, 30, 4.0), (241, 30, 1.0), (400, 200, 4.0), (400, 199, 1.0), (400, 150, 1.0)]
)
def test_small_part_of_a_long_paragraph_is_only_a_hint(size: int, part: int, weight: float) -> None:
    text = ("word " * 99)[:size]
    assert _allowed(text, _match(place=(0, part)))[0].weight == weight
    assert _allowed(text, _match(place=(0, part), whole=False))[0].weight == 4.0


def test_hint_is_never_made_stronger() -> None:
    text = "word " * 99
    assert [m.weight for m in _allowed(text, _match(0.5), _match(-2.0), _match(1.0))] == [0.5, -2.0, 1.0]


# --- how clean a text looks ---


@pytest.mark.parametrize(
    ("labels", "clean"),
    [
        ([], 1.0),
        (["share"], 5 / 6),
        (["share", "share"], 5 / 6),
        (["title", "byline"], 1.0),
        (["share", "comments", "tags"], 3 / 6),
        (["share", "comments", "tags", "related", "advert", "newsletter"], 0.0),
        (["share", "comments", "tags", "related", "advert", "newsletter", "consent"], 0.0),
    ],
)
def test_the_more_labels_the_less_clean(labels: list[str], clean: float) -> None:
    assert cleanliness([paragraph(), *(rule(label, 3.0) for label in labels)]) == pytest.approx(clean)
    assert cleanliness([rule(label, 2.9) for label in labels]) == 1.0


# --- decisions that need a rule to vouch for them: `+` stays, `-` goes ---

Odds = list[float | None]


def _marks(odds: Odds) -> str:
    return "".join("+" if value is None else "-" for value in odds)


TITLE, TAIL = ("title", "structure.head", 0.0), ("related", "structure.tail", 0.0)


@pytest.mark.parametrize(
    ("odds", "named", "others", "marks"),
    [
        ([-1.5, None], [TAIL, None], [], "++"),
        ([-1.6, None], [TAIL, None], [], "-+"),
        ([-0.7, None], [TITLE, None], [], "++"),
        ([-0.8, None], [TITLE, None], [], "-+"),
        ([-0.1, None], [TITLE, None], [rule("byline", 3.0)], "-+-"),
        ([-0.1, None], [TITLE, None], [rule("byline", 2.9)], "+++"),
        ([-0.1, None], [TAIL, None], [rule("byline", 3.0)], "++-"),
        ([-0.1, None], [TAIL, None], [rule("share", 3.0)], "-+-"),
        ([-0.1, None], [TAIL, None], [rule("share", 2.9)], "+++"),
    ],
)
def test_structure_alone_needs_a_decisive_rule(
    odds: Odds, named: list[Decision | None], others: list[Facts], marks: str
) -> None:
    facts = [paragraph(HEADLINE), paragraph(), *others]
    assert _marks(anchored(facts, [*odds, *[-0.2] * len(others)], [*named, *[TAIL] * len(others)])) == marks


def test_what_goes_keeps_its_odds() -> None:
    assert anchored([paragraph(HEADLINE)], [-2.0], [TAIL]) == [-2.0]
    assert proven([rule("share")], [-2.0], 0.0) == [-2.0]
    assert rescued([rule("share"), paragraph()], [-2.0, None]) == [-2.0, None]


NINE_WORDS = "The ferry will run to the island all winter."
TEN_WORDS = "The old ferry will run to the island all winter."
WROTE = "Our readers know the ferry and I wrote of it last winter."
LOL = "The council voted to keep the ferry running through the winter lol."
LONG_REPORT = f"{REPORT[:-1]}, and {REPORT[:-1]}, as it told me, and {REPORT}"


@pytest.mark.parametrize(
    ("heading", "below", "value", "marks"),
    [
        (rule("newsletter"), paragraph(), -1.5, "--"),
        (rule("newsletter"), paragraph(), -1.4, "-+"),
        (rule("advert"), paragraph(), -1.4, "-+"),
        (rule("share"), paragraph(), -1.4, "-+"),
        (rule("related"), paragraph(), -1.4, "--"),
        (rule("related"), paragraph(), 0.2, "--"),
        (rule("related"), paragraph(), 0.3, "-+"),
        (rule("related", 2.9), paragraph(), -1.4, "-+"),
        (rule("related", 3.0), paragraph(), -1.4, "--"),
        (rule("related"), paragraph(QUESTION), 0.3, "-+"),
        (rule("related"), paragraph(TEN_WORDS), 0.3, "-+"),
        (rule("related"), paragraph(NINE_WORDS), 0.3, "--"),
        (rule("related"), paragraph(HEADLINE), 0.3, "--"),
        (rule("related"), paragraph(SHORT), 0.3, "--"),
        (rule("related"), paragraph(evidence=1.5, label="related"), 0.3, "--"),
        (rule("related"), paragraph(evidence=1.4, label="related"), 0.3, "-+"),
        (rule("comments"), paragraph(), -2.9, "-+"),
        (rule("comments"), paragraph(), -3.0, "--"),
        (rule("comments"), paragraph(CHAT), 0.2, "--"),
        (rule("comments"), paragraph(CHAT), 0.3, "-+"),
        (rule("comments"), paragraph(WROTE), 0.2, "--"),
    ],
)
def test_sentence_below_a_heading(heading: Facts, below: Facts, value: float, marks: str) -> None:
    assert _marks(proven([heading, below], [-4.0, value], 0.0)) == marks


@pytest.mark.parametrize("sign", [NAME, "The ferry, lol.", "I wrote this."], ids=["name", "chat", "himself"])
@pytest.mark.parametrize(("above", "below", "shown"), [(0, 0, True), (0, 5, True), (0, 6, False), (1, 9, False)])
def test_thread_shows_itself_soon_below_its_heading(sign: str, above: int, below: int, shown: bool) -> None:
    known = [rule("comments"), *[paragraph(HEADLINE)] * below, paragraph(sign), paragraph()]
    known = [*[paragraph(sign)] * above, *known]
    odds: Odds = [-4.0] * (len(known) - 1)
    assert (proven(known, [*odds, 0.2], 0.0)[-1] is not None) == shown


def test_heading_speaks_only_until_the_article_goes_on() -> None:
    known = [rule("related"), paragraph(), paragraph(), paragraph()]
    assert _marks(proven(known, [-4.0, 0.1, None, 0.1], 0.0)) == "--++"


@pytest.mark.parametrize(
    ("first", "odds", "clean", "marks"),
    [
        (rule("related", 3.0), [-0.1, -0.1], 1.0, "--"),
        (rule("related", 2.9), [-1.0, -1.0], 0.0, "--"),
        (rule("related", 1.5), [-1.0, -1.0], 0.0, "--"),
        (rule("related", 1.5), [-2.0, -2.0], 1.0, "--"),
        (rule("related", 1.5), [-2.0, -1.9], 1.0, "++"),
        (rule("related", 1.5), [-1.0, -1.0], 0.5, "--"),
        (rule("related", 1.5), [-1.0, -0.9], 0.5, "++"),
        (paragraph(HEADLINE), [-1.0, -1.0], 0.0, "--"),
        (paragraph(HEADLINE), [-1.0, -0.9], 0.0, "++"),
        (paragraph(HEADLINE), [-3.0, -3.0], 1.0, "--"),
        (paragraph(HEADLINE), [-3.0, -2.9], 1.0, "++"),
    ],
)
def test_run_must_bring_enough_together(first: Facts, odds: Odds, clean: float, marks: str) -> None:
    known = [first, paragraph(HEADLINE)]
    assert _marks(proven([*known, paragraph()], [*odds, None], clean)) == marks + "+"
    assert _marks(proven([paragraph(), *known], [None, *odds], clean)) == "+" + marks


@pytest.mark.parametrize(("odds", "marks"), [([-5.0, -5.0], "--"), ([-5.0, -4.9], "++")])
def test_run_inside_a_clean_article_must_bring_more(odds: Odds, marks: str) -> None:
    known = [paragraph(), paragraph(HEADLINE), paragraph(HEADLINE), paragraph()]
    assert _marks(proven(known, [None, *odds, None], 1.0)) == f"+{marks}+"


def test_decided_lines_go_even_from_a_run_that_brings_too_little() -> None:
    known = [paragraph(HEADLINE), rule("share", 3.0), paragraph(HEADLINE), paragraph()]
    assert proven(known, [-0.1, -0.2, -0.1, None], 1.0) == [None, -0.2, None, None]


# --- the budget ---


@pytest.mark.parametrize(
    ("facts", "overlap", "odds", "clean", "marks"),
    [
        ([paragraph()] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "++"),
        ([paragraph()] * 3, [0.5] * 3, [-1.0] * 3, 0.0, "+++"),
        ([paragraph()], [0.5], [-1.0], 0.0, "-"),
        ([paragraph()] * 2, [0.09] * 2, [-1.0] * 2, 0.0, "--"),
        ([paragraph()] * 2, [0.1] * 2, [-1.2] * 2, 0.0, "--"),
        ([paragraph()] * 2, [0.1] * 2, [-1.1] * 2, 0.0, "++"),
        ([paragraph()] * 2, [0.1] * 2, [-2.2] * 2, 1.0, "--"),
        ([paragraph()] * 2, [0.1] * 2, [-2.1] * 2, 1.0, "++"),
        ([paragraph(HEADLINE)] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "--"),
        ([paragraph(QUESTION)] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "--"),
        ([paragraph(SHORT)] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "--"),
        ([paragraph(CHAT)] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "--"),
        ([paragraph(WROTE)] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "--"),
        ([paragraph(LOL)] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "--"),
        ([paragraph(LONG_REPORT)] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "++"),
        ([paragraph(TEN_WORDS)] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "++"),
        ([paragraph(NINE_WORDS)] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "--"),
        ([paragraph(evidence=0.5, label="related")] * 2, [0.1] * 2, [-1.0] * 2, 0.0, "--"),
        ([rule("related"), paragraph(), paragraph()], [0.1] * 3, [-4.0, -1.0, -1.0], 0.0, "-++"),
        ([paragraph(), paragraph(), rule("related")], [0.1] * 3, [-1.0, -1.0, -4.0], 0.0, "++-"),
        ([paragraph(), rule("related"), paragraph()], [0.1] * 3, [-1.0, -4.0, -1.0], 0.0, "---"),
        ([paragraph()] * 3, [0.1] * 3, [-1.0, None, -1.0], 0.0, "-+-"),
    ],
)
def test_stretch_of_report_stays(
    facts: list[Facts], overlap: list[float], odds: Odds, clean: float, marks: str
) -> None:
    assert _marks(budget(facts, overlap, odds, clean)) == marks


# --- the rescue ---


@pytest.mark.parametrize(
    ("facts", "odds", "marks"),
    [
        ([paragraph()], [-2.9], "+"),
        ([paragraph()], [-3.0], "-"),
        ([paragraph(HEADLINE)], [-1.0], "-"),
        ([paragraph(QUESTION)], [-1.0], "-"),
        ([paragraph(SHORT)], [-1.0], "-"),
        ([paragraph(CHAT)], [-1.0], "-"),
        ([paragraph(WROTE)], [-1.0], "-"),
        ([paragraph(LOL)], [-1.0], "-"),
        ([paragraph(LONG_REPORT)], [-1.0], "+"),
        ([paragraph(TEN_WORDS)], [-1.0], "+"),
        ([paragraph(NINE_WORDS)], [-1.0], "-"),
        ([paragraph(evidence=1.4, label="related")], [-1.0], "+"),
        ([paragraph(evidence=1.5, label="related")], [-1.0], "-"),
        ([paragraph(), paragraph()], [None, -1.0], "+-"),
        ([paragraph(HEADLINE), paragraph()], [None, -1.0], "++"),
        ([rule("share"), paragraph(), rule("share")], [-4.0, -1.0, -4.0], "-+-"),
    ],
)
def test_where_no_prose_would_stay_some_does(facts: list[Facts], odds: Odds, marks: str) -> None:
    assert _marks(rescued(facts, odds)) == marks
