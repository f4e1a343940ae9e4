"""Prefilters for patterns: conditions on a line, derived from the pattern, without which it cannot match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Union

from cleanarticle.rules.matching.patterns import Parsed, UnreadablePatternError, parse, sre, width
from cleanarticle.text.fold import caseless as lower

# A shorter literal occurs on nearly every line; punctuation that is rare in prose may be shorter.
_SHORTEST: Final = 3
_GREEK: Final = "\u0370"
_IDEOGRAPHS: Final = "\u2e80"
# The scanner finds a literal by its rarest n-gram of at most this length.
_HEAD: Final = 8
# Longest n-gram that is counted in prose.
_GRAM: Final = 5
# A literal is cut to this length; that is enough to select a rule.
_CORE: Final = 8
_PLAIN_SIGNS: Final = frozenset(" .,:;!?'\"()-_")
# Up to this noise (see `Grams.noise`) literals are rare enough in prose: no further condition (`need`) is tested.
_QUIET: Final = 0.001
# Above this noise a rule is selected by line beginnings instead of literals.
_NOISY: Final = 30
# Cost of a test for a digit or at the line's end, relative to a literal search; assumed share of lines with a digit;
# and the lower bound for shares in a division.
_CHEAP: Final = 0.2
_OFTEN: Final = 0.3
_SELDOM: Final = 1e-4
# The longest line if a pattern sets no limit.
_UNBOUND: Final = 1 << 30
# Larger character classes select too little to be used.
_LARGEST_CLASS: Final = 12
_LARGEST_RANGE: Final = 40
# Classes up to this size are expanded, and parts of a pattern that match at most this many texts.
_SMALL_CLASS: Final = 4
_MOST_VARIANTS: Final = 16
# Limits for line beginnings: characters in one, and beginnings per rule.
_LONGEST_START: Final = 3
_MOST_STARTS: Final = 1500
# Longer lines are prose or tables; a pattern without a literal is meant for short lines only.
_LONGEST_SHAPE: Final = 300
# Stands for any character that is neither a letter nor a digit.
_SIGN: Final = "\0"
# Stands for any digit of any script.
DIGIT: Final = "\1"
# Edges of a literal: a word boundary, and the line's end.
BORDER: Final = "\2"
END: Final = "\3"
_EDGES: Final = {
    sre.AT_BOUNDARY: BORDER,
    sre.AT_UNI_BOUNDARY: BORDER,
    sre.AT_END: END,
    sre.AT_END_STRING: END,
}
# A literal with its edges, or `DIGIT`, or (True, parts): all of them, or (False, parts): any of them.
Need = Union[str, tuple[bool, tuple["Need", ...]]]  # noqa: UP007 -- a recursive type


@dataclass(frozen=True, slots=True)
class Door:
    """The prefilter of a rule: the conditions that a line, in lower case, must meet before the pattern is tried.

    Attributes:
        longest: the longest line that the rule may match, in code points.
        starts: the possible beginnings of the line: up to three characters, with `DIGIT` for any digit, or `_SIGN`
            alone for any character that is neither a letter nor a digit; None for no condition.
        need: what the line must contain: literals, which may have edges (`BORDER`, `END`), and `DIGIT` for a digit;
            None for no condition.
        wakes: literals; every match contains one of them, so a line without any is skipped; None if the rule is
            selected by `starts` alone.
    """

    longest: int
    starts: frozenset[str] | None
    need: Need | None
    wakes: frozenset[str] | None


def _rare(literal: str) -> bool:
    """Whether few lines contain *literal*."""
    if literal[:1] == " " and len(literal) < _SHORTEST:
        return False
    shortest = 1 if min(literal, default="") >= _IDEOGRAPHS else 2 if min(literal, default="") >= _GREEK else _SHORTEST
    if len(literal) >= shortest:
        return True
    # The scanner does not look for short literals at letters from a to z and spaces.
    return not "a" <= literal[:1] <= "z" and any(not c.isalnum() and c not in _PLAIN_SIGNS for c in literal)


class Grams:
    """Counts of n-grams of one to five characters in a sample of prose."""

    def __init__(self, sample: str = "") -> None:
        """Count the n-grams of *sample*, a text after `caseless`."""
        self._counts = Counter(
            sample[i : i + size] for size in range(1, _GRAM + 1) for i in range(len(sample) - size + 1)
        )
        self._lines = sample.count("\n") + 1

    def rarest(self, text: str, size: int) -> int:
        """The index in *text* of its rarest substring of *size* characters."""
        return min(range(len(text) - size + 1), key=lambda i: self._often(text[i : i + size]))

    def core(self, text: str) -> str:
        """The rarest substring of *text* of up to `_CORE` characters."""
        start = self.rarest(text, min(len(text), _CORE))
        return text[start : start + _CORE]

    def share(self, text: str) -> float:
        """An upper estimate of the share of prose lines that contain *text*."""
        return min(1.0, self._often(text) / self._lines)

    def noise(self, texts: frozenset[str]) -> float:
        """A rough count of how often any of *texts* occurs in prose; longer texts count less."""
        return sum(self._often(text) + 4.0 ** -len(text) for text in texts)

    def _often(self, text: str) -> int:
        size = min(len(text), _GRAM)
        return min(self._counts[text[i : i + size]] for i in range(len(text) - size + 1))


def _cores(texts: frozenset[str], grams: Grams) -> frozenset[str]:
    """Short substrings; each of *texts* contains at least one of them."""
    cores = {grams.core(text) for text in texts}
    return frozenset(c for c in cores if not any(c != other and other in c for other in cores))


def _members(items: Iterable[tuple[object, object]]) -> frozenset[str] | None:
    """The lower-case characters of a class, `_SIGN` for all but letters and digits; None if it is too large."""
    found: set[str] = set()
    items = list(items)
    if (sre.NEGATE, None) in items:
        return frozenset({_SIGN}) if (sre.CATEGORY, sre.CATEGORY_WORD) in items else None
    for op, arg in items:
        if op is sre.LITERAL:
            found.add(lower(chr(arg)))  # type: ignore[arg-type]
        elif op is sre.RANGE and arg[1] - arg[0] <= _LARGEST_RANGE:  # type: ignore[index]
            found.update(lower(chr(c)) for c in range(arg[0], arg[1] + 1))  # type: ignore[index]
        elif op is sre.CATEGORY and arg is sre.CATEGORY_DIGIT:
            found.add(DIGIT)
        elif op is sre.CATEGORY and arg is sre.CATEGORY_SPACE:
            found.add(" ")
        elif op is sre.CATEGORY and arg is sre.CATEGORY_NOT_WORD:
            found.add(_SIGN)
        else:
            return None
    return frozenset(found)


def _exact(parsed: Parsed) -> frozenset[str] | None:
    """All texts, in lower case, that the parsed pattern matches; None if there are too many."""
    texts = frozenset({""})
    for op, arg in parsed:
        step = _step(op, arg)
        if step is None or len(texts) * len(step) > _MOST_VARIANTS:
            return None
        texts = frozenset(text + more for text in texts for more in step)
    return texts


def _step(op: object, arg: object) -> frozenset[str] | None:
    """All texts that one step matches, as in `_exact`; in folded text all white space is a space."""
    if op is sre.LITERAL:
        return frozenset({lower(chr(arg))})  # type: ignore[arg-type]
    if op is sre.IN and isinstance(arg, list):
        members = _members(arg)
        return members if members and len(members) <= _SMALL_CLASS and not members & {_SIGN, DIGIT} else None
    return _group(op, arg) if isinstance(arg, tuple) else None


def _group(op: object, arg: tuple[Any, ...]) -> frozenset[str] | None:
    if op is sre.SUBPATTERN:
        return _exact(arg[-1])
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[:2] in ((0, 1), (1, 1)):
        once = _exact(arg[2])
        return once if once is None or arg[0] else once | {""}
    branches = [_exact(branch) for branch in arg[1]] if op is sre.BRANCH else [None]
    known = [branch for branch in branches if branch is not None]
    return frozenset().union(*known) if len(known) == len(branches) else None


def _runs(parsed: Parsed, *, edged: bool = False) -> Iterator[tuple[frozenset[str], object, object]]:
    """Yield the texts of each part of a pattern that can be expanded, *edged* with edges, and the step that ends it."""
    run = frozenset({""})
    for op, arg in [*parsed, (None, None)]:
        if op is sre.AT:
            edge = _EDGES.get(arg, "") if edged else ""
            run = frozenset(text + edge for text in run)
            continue
        step = _step(op, arg)
        if step is not None and len(run) * len(step) <= _MOST_VARIANTS:
            run = frozenset(text + more for text in run for more in step)
            continue
        yield run, op, arg
        run = frozenset({""})


def _stripped(texts: frozenset[str]) -> frozenset[str]:
    return frozenset(text.strip() for text in texts)


def _nested(op: object, arg: object, grams: Grams) -> frozenset[str] | None:
    if op is sre.IN and isinstance(arg, list):
        members = _members(arg)
        return members if members and not members & {_SIGN, DIGIT} and len(members) <= _LARGEST_CLASS else None
    if not isinstance(arg, tuple):
        return None
    if op in (sre.SUBPATTERN, sre.ASSERT):
        return _best(arg[-1], grams)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[0] >= 1:
        return _best(arg[2], grams)
    if op is sre.BRANCH:
        branches = [_best(branch, grams) for branch in arg[1]]
        return frozenset().union(*branches) if all(branches) else None
    return None


def _best(parsed: Parsed, grams: Grams) -> frozenset[str]:
    """The least frequent set of rare literals such that every match contains one of them; empty if there is none."""
    found = [
        texts for run, op, arg in _runs(parsed) for texts in (run, _stripped(run), _nested(op, arg, grams)) if texts
    ]
    rare = [texts for texts in found if all(map(_rare, texts))]
    return min(rare, key=lambda texts: (grams.noise(texts), sorted(texts)), default=frozenset())


def _parse(pattern: str) -> Parsed:
    """Parse *pattern*; an empty tree, which gives no conditions, if only `regex` can parse it."""
    try:
        return parse(pattern)
    except UnreadablePatternError:
        return ()


def literals(pattern: str, grams: Grams | None = None) -> frozenset[str]:
    """Return lower-case literals such that every match of *pattern* contains one; empty if none are known.

    Args:
        pattern: a regular expression.
        grams: n-gram counts of prose; the literals that are rarest in it are chosen.

    >>> sorted(literals("(?i)^(?:sign|log) in .{0,9}comment"))
    ['comment']
    """
    return _best(_parse(pattern), grams or Grams())


@dataclass(slots=True)
class _Starts:
    """Collects the possible beginnings, in lower case, of lines that a pattern matches from their start.

    Attributes:
        size: maximum length of a beginning.
        live: beginnings that the next step may still extend.
        done: finished beginnings; `_SIGN` for any character that is neither a letter nor a digit.
    """

    size: int
    live: set[str] = field(default_factory=lambda: {""})
    done: set[str] = field(default_factory=set)

    def read(self, parsed: Parsed) -> None:
        """Extend the beginnings by the steps of a parsed pattern."""
        for op, arg in parsed:
            if op is sre.ASSERT and isinstance(arg, tuple) and arg[0] == 1:
                self._foresee(arg[1])
            elif op not in (sre.AT, sre.ASSERT, sre.ASSERT_NOT) and self.live:
                self._step(op, arg)

    def _step(self, op: object, arg: object) -> None:
        if op is sre.LITERAL:
            self._grow(frozenset({lower(chr(arg))}))  # type: ignore[arg-type]
        elif op is sre.IN and isinstance(arg, list):
            self._grow(_members(arg))
        elif isinstance(arg, tuple) and op is sre.SUBPATTERN:
            self.read(arg[-1])
        elif isinstance(arg, tuple) and op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            self._repeat(*arg)
        elif isinstance(arg, tuple) and op is sre.BRANCH:
            before, after = self.live, set[str]()
            for branch in arg[1]:
                self.live = set(before)
                self.read(branch)
                after |= self.live
            self.live = after
        else:
            self._grow(None)

    def _foresee(self, parsed: Parsed) -> None:
        """Use a lookahead instead of the steps after it, if it gives beginnings that are not empty."""
        ahead = _Starts(self.size, set(self.live))
        ahead.read(parsed)
        if "" not in ahead.live | ahead.done:
            self.done |= ahead.live | ahead.done
            self.live = set()

    def _grow(self, chars: frozenset[str] | None) -> None:
        """Append each of *chars* to every live beginning; None for an unknown character."""
        known = frozenset(DIGIT if c.isdecimal() else c for c in (chars or ()) if c != _SIGN)
        if chars is None:
            self.done |= self.live
        elif _SIGN in chars:
            self.done |= {start or _SIGN for start in self.live}
        grown = {start + char for start in self.live for char in known}
        self.done |= {start for start in grown if len(start) >= self.size}
        self.live = {start for start in grown if len(start) < self.size}

    def _repeat(self, least: int, most: int, parsed: Parsed) -> None:
        after = set(self.live) if least == 0 else set[str]()
        for i in range(1, min(int(most), least + self.size) + 1):
            self.read(parsed)
            if i >= least:
                after |= self.live
        self.live = after


def starts(pattern: str) -> frozenset[str] | None:
    """Return the possible beginnings, in lower case, of lines that *pattern* matches; None if they are unknown.

    They are known only if the pattern begins with `^`.

    >>> sorted(starts("^(?:by|von) "))
    ['by ', 'von']
    """
    parsed = _parse(pattern)
    if not _bound(parsed, sre.AT_BEGINNING, 0):
        return None
    for size in range(_LONGEST_START, 0, -1):
        found = _Starts(size)
        found.read(parsed)
        done = found.done | found.live
        if len(done) <= _MOST_STARTS:
            return frozenset(done) if done and "" not in done else None
    return None


def _bound(parsed: Parsed, sign: object, at: int) -> bool:
    """Whether step *at* (0 or -1) of the parsed pattern is *sign* (`^` or `$`) in every branch."""
    steps = list(parsed)
    if not steps:
        return False
    op, arg = steps[at]
    if op is sre.AT:
        return arg is sign
    if isinstance(arg, tuple) and op is sre.SUBPATTERN:
        return _bound(arg[-1], sign, at)
    return isinstance(arg, tuple) and op is sre.BRANCH and all(_bound(branch, sign, at) for branch in arg[1])


def longest(pattern: str) -> int:
    """The longest line, in code points, that *pattern* can match; `_UNBOUND` if there is no limit."""
    parsed = _parse(pattern)
    if not _bound(parsed, sre.AT_BEGINNING, 0):
        return _UNBOUND
    seen = [parsed] if _bound(parsed, sre.AT_END, -1) else []
    # A lookahead over the whole line counts too: `^(?=.{4,90}$)`.
    for op, arg in parsed:
        if op not in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            break
        if op is sre.ASSERT and isinstance(arg, tuple) and arg[0] == 1 and _bound(arg[1], sre.AT_END, -1):
            seen.append(arg[1])
    return min([_UNBOUND, *(int(width(each)[1]) for each in seen)])


def _all(parsed: Parsed) -> Need | None:
    """What a line must contain for the parsed pattern to match; None if nothing is known."""
    parts: list[Need] = []
    for run, op, arg in _runs(parsed, edged=True):
        known = run if all(map(_telling, run)) else _stripped(run)
        if all(map(_telling, known)):
            texts = tuple(sorted(known))
            parts.append(texts[0] if len(texts) == 1 else (False, texts))
        nested = _any(op, arg)
        if nested is not None:
            parts.append(nested)
    return parts[0] if len(parts) == 1 else (True, tuple(parts)) if parts else None


def _telling(text: str) -> bool:
    """Whether *text* is rare enough to be a useful condition."""
    text = text.strip(BORDER + END)
    return _rare(text) or not (text[:1].isalnum() or text[:1].isspace() or not text)


def _any(op: object, arg: object) -> Need | None:
    if op is sre.IN and isinstance(arg, list):
        members = _members(arg)
        return DIGIT if members and all(c == DIGIT or c.isdecimal() for c in members) else None
    if not isinstance(arg, tuple):
        return None
    if op in (sre.SUBPATTERN, sre.ASSERT):
        return _all(arg[-1])
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[0] >= 1:
        return _all(arg[2])
    if op is sre.BRANCH:
        branches = [_all(branch) for branch in arg[1]]
        known = tuple(need for need in branches if need is not None)
        return (False, known) if len(known) == len(branches) else None
    return None


def _ordered(need: Need, grams: Grams) -> tuple[Need, float, float]:
    """Sort the parts of *need* to lower the cost of testing it; return it, its expected cost and its share of lines.

    Parts that must all be met are sorted by cost per failure, alternatives by cost per success.
    """
    if isinstance(need, str):
        text = need.strip(BORDER + END)
        return (
            need,
            _CHEAP if need == DIGIT or need.endswith(END) else 1.0,
            _OFTEN if need == DIGIT else grams.share(text),
        )
    every, parts = need
    known = [_ordered(part, grams) for part in parts]
    known.sort(key=lambda part: part[1] / max(_SELDOM, 1 - part[2] if every else part[2]))
    price, reached = 0.0, 1.0
    for _, each, share in known:
        price += reached * each
        reached *= share if every else 1 - share
    return (every, tuple(part for part, _, _ in known)), price, reached if every else 1 - reached


def door(pattern: str, grams: Grams) -> Door:
    """Build the prefilter of *pattern*; *grams* are n-gram counts of prose."""
    parsed = _parse(pattern)
    limit, wakes = longest(pattern), _best(parsed, grams)
    if not wakes:
        limit = min(limit, _LONGEST_SHAPE)
    begins, noise = starts(pattern), grams.noise(wakes)
    need = _all(parsed) if not wakes or noise > _QUIET else None
    if need is not None:
        need = _ordered(need, grams)[0]
    if noise > _NOISY and begins is not None and _SIGN not in begins:
        return Door(limit, begins, need, None)
    return Door(limit, begins, need, _cores(wakes, grams) or None)
