"""The promises of the standard library's parser, which is private: what the prefilter and the linter read off it."""

from __future__ import annotations

import pytest

from cleanarticle.rules.matching.patterns import (
    CHARS,
    LOOKS,
    REPEATS,
    Parsed,
    UnreadablePatternError,
    ignores_case,
    nested,
    parse,
    width,
)


def _spelt(parsed: Parsed) -> str:
    """A tree by the names of its operations."""
    steps = []
    for op, arg in parsed:
        inner = ",".join(_spelt(each) for each in nested(op, arg))
        steps.append(f"{op}({inner})" if inner else str(op))
    return " ".join(steps)


@pytest.mark.parametrize(
    ("pattern", "tree"),
    [
        ("ab", "LITERAL LITERAL"),
        ("[^a-z]", "IN(NEGATE RANGE)"),
        (r"[\d\s]", "IN(CATEGORY CATEGORY)"),
        (".", "ANY"),
        ("a|[b]c", "BRANCH(LITERAL,LITERAL LITERAL)"),
        ("(?:ab)+", "MAX_REPEAT(LITERAL LITERAL)"),
        ("a{2,5}?", "MIN_REPEAT(LITERAL)"),
        ("a++", "POSSESSIVE_REPEAT(LITERAL)"),
        ("(?>ab)", "ATOMIC_GROUP(LITERAL LITERAL)"),
        ("(a)\\1", "SUBPATTERN(LITERAL) GROUPREF"),
        ("(a)?(?(1)b|c)", "MAX_REPEAT(SUBPATTERN(LITERAL)) GROUPREF_EXISTS(LITERAL,LITERAL)"),
        ("^a$", "AT LITERAL AT"),
        (r"\ba\Z", "AT LITERAL AT"),
        ("(?=a)(?<!b)", "ASSERT(LITERAL) ASSERT_NOT(LITERAL)"),
        (r"\p{Lu}", "IN(CATEGORY)"),
    ],
)
def test_trees_are_as_python_has_built_them_since_3_11(pattern: str, tree: str) -> None:
    assert _spelt(parse(pattern)) == tree, "the parser of the `re` module has changed: mend patterns.py and its users"


def test_operations_have_the_names_that_are_asked_for() -> None:
    assert [str(op) for op in (*REPEATS, *LOOKS, *CHARS)] == [
        *("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT", "ASSERT", "ASSERT_NOT"),
        *("LITERAL", "NOT_LITERAL", "IN", "ANY"),
    ]


def test_a_tree_knows_its_lengths_and_its_flags() -> None:
    tree = parse("(?i)^(a{2,3})b?$")
    assert tuple(map(int, width(tree))) == (2, 4)
    assert ignores_case(tree)
    assert not ignores_case(parse("a"))


def test_properties_have_a_stand_in() -> None:
    names: list[str] = []
    parse(r"\p{Lu}\P{L}\pN", lambda name: names.append(name) or "x")  # type: ignore[func-returns-value]
    assert names == [r"\p{Lu}", r"\P{L}", r"\pN"]


@pytest.mark.parametrize("pattern", ["(", "(?R)", "a{2}{3}", "(" * 2000, "(?:abc){e<=2}", "[[:alpha:]]"])
def test_what_only_regex_can_read_is_said_to_be_so(pattern: str) -> None:
    with pytest.raises(UnreadablePatternError):
        parse(pattern)
