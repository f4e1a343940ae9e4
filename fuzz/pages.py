"""Input that looks like what scrapers bring: boilerplate of every language, prose, odd characters, odd line ends.

Random text alone hardly ever wakes a rule, so nothing would be decided.  Here most lines are the examples of the rules
and the paragraphs of the fixtures, mangled a little.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from cleanarticle import Options
from cleanarticle.labels import LABELS, PRESETS
from cleanarticle.rules.index import builtin_rules, language, languages

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"

# Characters that are easily mistaken: spaces, nothings, direction marks, controls, marks, letters that change length,
# halves of letters, letters of several code points.
ODD: Final = (
    *("\u00a0", "\u2007", "\u202f", "\u3000", "\t", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad"),
    *("\u200e", "\u202e", "\u2066", "\u2069", "\x00", "\x1b[2J", "\x7f", "\x9b", "\x1a", "\ufffd", "\uffff"),
    *("\u0301", "\u0345", "\u0308\u0301", "\u064b", "\u0e49", "\u20dd", "\U000e0041", "\U0001f468\u200d\U0001f469"),
    *("İ", "ı", "ß", "ẞ", "ſ", "ς", "ﬁ", "ŉ", "ǆ", "Ω", "µ", "\ud800", "\udc80", "\udcff", "\udbff", "𝒜", "👍🏽"),
)
ENDS: Final = (
    *("\n", "\n\n", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\n\n\n\n", "\n \n", "\n\u00a0\n", "\n\r", " \n", ""),
    *("\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e"),
)


def _examples(code: str) -> tuple[str, ...]:
    return tuple(line for rule in builtin_rules() if language(rule) in (code, "common") for line in rule.removes)


def _near_misses(code: str) -> tuple[str, ...]:
    return tuple(line for rule in builtin_rules() if language(rule) == code for line in rule.keeps)


def _prose(code: str) -> tuple[str, ...]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((FIXTURES / "untouched" / code).glob("*.txt"))]
    return tuple(line for text in texts for line in text.splitlines() if line.strip())


def pick(lines: tuple[str, ...]) -> st.SearchStrategy[str]:
    """One of many lines; `sampled_from` would spell all of them out wherever it shows itself."""
    return st.integers(0, len(lines) - 1).map(lambda number: lines[number])


ANY: Final = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@cache
def _lines(code: str) -> st.SearchStrategy[str]:
    prose = pick(_prose(code))
    call = pick(_examples(code))
    near = pick(_near_misses(code))
    plain = st.one_of(prose, call, call, near)
    return st.one_of(
        plain,
        plain,
        st.builds(" ".join, st.lists(plain, min_size=2, max_size=3)),
        st.builds(str.join, call, st.sampled_from(["()", "[]", '""', "- ", "|…", " !"]).map(tuple)),
        st.builds(_with, plain, st.sampled_from(ODD), st.integers(0, 200)),
        st.builds(_cased, plain, st.sampled_from(["upper", "title", "swapcase", "lower"])),
        st.builds(_cut, plain, st.integers(1, 80)),
        st.sampled_from(["Oona Lindqvist | 11:05", "3 comments", "», «", "| a | b |", "18:57", "404", "*", "—", "#"]),
        st.builds(str.__mul__, st.sampled_from([*ODD, "a", " ", ".", "ab "]), st.integers(1, 40)),
        ANY,
    )


def _with(line: str, odd: str, at: int) -> str:
    at %= len(line) + 1
    return line[:at] + odd + line[at:]


def _cased(line: str, how: str) -> str:
    cases = {"upper": line.upper(), "title": line.title(), "swapcase": line.swapcase(), "lower": line.lower()}
    return cases[how]


def _cut(line: str, at: int) -> str:
    return line[:at]


_MARK: Final = st.sampled_from(["", "", "", "\ufeff"])
_END: Final = st.sampled_from(ENDS)


def _joined(mark: str, rows: list[tuple[str, str]]) -> str:
    return mark + "".join(line + end for line, end in rows)


def _page(lines: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(_joined, _MARK, st.lists(st.tuples(lines, _END), max_size=30))


@cache
def _scraped(code: str) -> st.SearchStrategy[str]:
    """Menus, the article, calls inside it and below, as pages are built; each part may be missing."""
    prose, calls = pick(_prose(code)), pick(_examples(code))
    body = st.lists(st.one_of(prose, prose, prose, calls, _lines(code)), min_size=2, max_size=9)
    parts = st.tuples(st.lists(calls, max_size=6), body, st.lists(st.one_of(calls, calls, _lines(code)), max_size=12))
    lines = parts.map(lambda part: [line for some in part for line in some])
    end = st.sampled_from(["\n", "\n\n", "\r\n", "\n\n", "\r"])
    return st.one_of(
        st.builds(lambda mark, end, rows: mark + end.join(rows), _MARK, end, lines),
        st.builds(
            lambda mark, ends, rows: _joined(mark, [(row, ends[i % len(ends)]) for i, row in enumerate(rows)]),
            _MARK,
            st.lists(_END, min_size=1, max_size=5),
            lines,
        ),
    )


def _pieces_of(pages: tuple[str, ...]) -> st.SearchStrategy[str]:
    """A stretch of a page of the fixtures, with a line changed."""

    def piece(page: str, first: int, count: int, change: tuple[int, str]) -> str:
        lines = page.splitlines(keepends=True)
        first %= len(lines)
        some = lines[first : first + count]
        at = change[0] % (len(some) + 1)
        return "".join([*some[:at], change[1], *some[at:]])

    change = st.tuples(st.integers(0, 80), st.one_of(st.just(""), LINES, LINES.map(lambda line: line + "\n"), _END))
    return st.builds(piece, pick(pages), st.integers(0, 300), st.integers(1, 80), change)


@st.composite
def _of_a_language(draw: st.DrawFn, made: Callable[[str], st.SearchStrategy[str]]) -> str:
    return draw(made(draw(st.sampled_from(languages()))))


@cache
def _mixed(code: str) -> st.SearchStrategy[str]:
    return _page(_lines(code))


LINES: Final = _of_a_language(_lines)
_FIXED: Final = _pieces_of(tuple(path.read_bytes().decode() for path in sorted((FIXTURES / "pages").rglob("page.txt"))))
_SCRAPED: Final = _of_a_language(_scraped)
PAGES: Final = st.one_of(_SCRAPED, _SCRAPED, _FIXED, _of_a_language(_mixed), _page(LINES), ANY)

OPTIONS: Final = st.builds(
    Options,
    preset=st.sampled_from(sorted(PRESETS)),
    drop=st.frozensets(st.sampled_from(LABELS), max_size=3),
    keep=st.frozensets(st.sampled_from(LABELS), max_size=3),
    languages=st.sampled_from([None, None, None, ("en",), ("de", "fr"), ()]),
)


def encoded(text: str) -> bytes:
    """*text* as a file holds it; a lone surrogate as the three bytes that stand for it."""
    return text.encode("utf-8", "surrogatepass")


def decoded(data: bytes) -> str:
    """The text that `encoded` wrote; of any other bytes, a text with surrogates for those that are not UTF-8."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")


TEXTS: Final = PAGES.map(encoded)
