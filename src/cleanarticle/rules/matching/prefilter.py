"""What a line must have for a pattern to be worth trying, read off the pattern itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Union

from cleanarticle.rules.matching.patterns import Parsed, UnreadablePatternError, parse, sre, width
from cleanarticle.text.fold import caseless as lower

# A word shorter than this stands on nearly every line; signs that prose hardly has may be shorter.
_SHORTEST: Final = 3
_GREEK: Final = "\u0370"
_IDEOGRAPHS: Final = "\u2e80"
# The scanner finds a literal by its rarest stretch of at most this length.
_HEAD: Final = 8
# Prose is counted in stretches of this length.
_GRAM: Final = 5
# So much of a literal is enough to wake a rule.
_CORE: Final = 8
_PLAIN_SIGNS: Final = frozenset(" .,:;!?'\"()-_")
# Literals that stand in so few lines of prose need no second look at the line.
_QUIET: Final = 0.001
# Where its literals stand in prose this often, a rule is better known by how its lines begin.
_NOISY: Final = 30
# What it takes to know of a digit or to look at the line's end, against looking for a literal; how many lines hold a
# digit; and the least share of lines that counts.
_CHEAP: Final = 0.2
_OFTEN: Final = 0.3
_SELDOM: Final = 1e-4
# The longest line, where a pattern does not say.
_UNBOUND: Final = 1 << 30
# A class of more characters than this says little.
_LARGEST_CLASS: Final = 12
_LARGEST_RANGE: Final = 40
# Classes of this size are spelt out, and stretches of a pattern that match no more texts than this.
_SMALL_CLASS: Final = 4
_MOST_VARIANTS: Final = 16
# A rule is known by the first characters of its lines, up to this many, and by no more than so many beginnings.
_LONGEST_START: Final = 3
_MOST_STARTS: Final = 1500
# Lines longer than this are prose or tables; a pattern without a literal only describes short lines.
_LONGEST_SHAPE: Final = 300
# Stands for any character that is neither letter nor digit.
_SIGN: Final = "\0"
# Stands for any digit of any script.
DIGIT: Final = "\1"
# In what a line must hold: a border of a word, and the line's end.
BORDER: Final = "\2"
END: Final = "\3"
_EDGES: Final = {
    sre.AT_BOUNDARY: BORDER,
    sre.AT_UNI_BOUNDARY: BORDER,
    sre.AT_END: END,
    sre.AT_END_STRING: END,
}
# A literal with its edges, or `DIGIT`, or (True, all of these) or (False, any of these).
Need = Union[str, tuple[bool, tuple["Need", ...]]]  # noqa: UP007 -- it names itself


@dataclass(frozen=True, slots=True)
class Door:
    """What a line must have for a rule to be worth trying, in lower case.

    Attributes:
        longest: the longest line that the rule may match, in code points.
        starts: how the line may begin: up to three characters, `DIGIT` for any digit, or `_SIGN` alone for any that is
            neither letter nor digit; None for anyhow.
        need: what the line must hold, `DIGIT` for a digit; literals may have edges (`BORDER`, `END`); None for nothing.
        wakes: literals of which every match holds one; the rule is tried on no line without; None for every line that
            begins so.
    """

    longest: int
    starts: frozenset[str] | None
    need: Need | None
    wakes: frozenset[str] | None


def _rare(literal: str) -> bool:
    """Whether few lines hold *literal*."""
    if literal[:1] == " " and len(literal) < _SHORTEST:
        return False
    shortest = 1 if min(literal, default="") >= _IDEOGRAPHS else 2 if min(literal, default="") >= _GREEK else _SHORTEST
    if len(literal) >= shortest:
        return True
    # The scanner looks for short ones only where no letter from a to z and no blank stands.
    return not "a" <= literal[:1] <= "z" and any(not c.isalnum() and c not in _PLAIN_SIGNS for c in literal)


class Grams:
    """How often stretches of one to five characters stand in a sample of prose."""

    def __init__(self, sample: str = "") -> None:
        """Count the stretches of a sample, `caseless`."""
        self._counts = Counter(
            sample[i : i + size] for size in range(1, _GRAM + 1) for i in range(len(sample) - size + 1)
        )
        self._lines = sample.count("\n") + 1

    def rarest(self, text: str, size: int) -> int:
        """Where in *text* the rarest stretch of so many characters begins."""
        return min(range(len(text) - size + 1), key=lambda i: self._often(text[i : i + size]))

    def core(self, text: str) -> str:
        """The rarest stretch of *text* that is long enough to know it by."""
        start = self.rarest(text, min(len(text), _CORE))
        return text[start : start + _CORE]

    def share(self, text: str) -> float:
        """The share of lines of prose that hold *text*, or rather more."""
        return min(1.0, self._often(text) / self._lines)

    def noise(self, texts: frozenset[str]) -> float:
        """How often, roughly, one of *texts* stands in prose; the longer, the less."""
        return sum(self._often(text) + 4.0 ** -len(text) for text in texts)

    def _often(self, text: str) -> int:
        size = min(len(text), _GRAM)
        return min(self._counts[text[i : i + size]] for i in range(len(text) - size + 1))


def _cores(texts: frozenset[str], grams: Grams) -> frozenset[str]:
    """Short stretches of which every one of *texts* holds one."""
    cores = {grams.core(text) for text in texts}
    return frozenset(c for c in cores if not any(c != other and other in c for other in cores))


def _members(items: Iterable[tuple[object, object]]) -> frozenset[str] | None:
    """The lower-case characters of a class; None if it says little, `_SIGN` for all but letters and digits."""
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
    """All texts, in lower case, that the parsed pattern matches, if they are few."""
    texts = frozenset({""})
    for op, arg in parsed:
        step = _step(op, arg)
        if step is None or len(texts) * len(step) > _MOST_VARIANTS:
            return None
        texts = frozenset(text + more for text in texts for more in step)
    return texts


def _step(op: object, arg: object) -> frozenset[str] | None:
    """The same for one step; in folded text all white space is a blank."""
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
    """The stretches of which all texts are known, *edged* ones with their edges, each with the step that ends it."""
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
    """The set of rare literals, one of which every match holds, that wakes least often; empty where there is none."""
    found = [
        texts for run, op, arg in _runs(parsed) for texts in (run, _stripped(run), _nested(op, arg, grams)) if texts
    ]
    rare = [texts for texts in found if all(map(_rare, texts))]
    return min(rare, key=lambda texts: (grams.noise(texts), sorted(texts)), default=frozenset())


def _parse(pattern: str) -> Parsed:
    """*pattern* as a tree; an empty one, which says nothing, if only `regex` can read it."""
    try:
        return parse(pattern)
    except UnreadablePatternError:
        return ()


def literals(pattern: str, grams: Grams | None = None) -> frozenset[str]:
    """Lower-case literals of which every match of *pattern* holds at least one; empty if none is known.

    Args:
        pattern: a regular expression.
        grams: what prose is like; the literals that are rarest in it are chosen.

    >>> sorted(literals("(?i)^(?:sign|log) in .{0,9}comment"))
    ['comment']
    """
    return _best(_parse(pattern), grams or Grams())


@dataclass(slots=True)
class _Starts:
    """How the lines may begin that a pattern matches from their start, in lower case.

    Attributes:
        size: the longest beginning that is of interest.
        live: beginnings that end where the pattern was read to.
        done: beginnings that nothing more is known of; `_SIGN` for any that is neither letter nor digit.
    """

    size: int
    live: set[str] = field(default_factory=lambda: {""})
    done: set[str] = field(default_factory=set)

    def read(self, parsed: Parsed) -> None:
        """Take in the next steps of a parsed pattern."""
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
        """Take in what stands ahead, if that says more than the steps that follow may."""
        ahead = _Starts(self.size, set(self.live))
        ahead.read(parsed)
        if "" not in ahead.live | ahead.done:
            self.done |= ahead.live | ahead.done
            self.live = set()

    def _grow(self, chars: frozenset[str] | None) -> None:
        """Add one of *chars* to every beginning that is alive; None for a character of which nothing is known."""
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
    """Beginnings, in lower case, of which every line has one that *pattern* matches from its start; None if any.

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
    """Whether every match of the parsed pattern has *sign*, `^` or `$`, as its step number *at*, 0 or -1."""
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
    """The longest line, in code points, that *pattern* can match from start to end; `_UNBOUND` if it is not bound."""
    parsed = _parse(pattern)
    if not _bound(parsed, sre.AT_BEGINNING, 0):
        return _UNBOUND
    seen = [parsed] if _bound(parsed, sre.AT_END, -1) else []
    # What is said ahead of the whole line counts too: `^(?=.{4,90}$)`.
    for op, arg in parsed:
        if op not in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            break
        if op is sre.ASSERT and isinstance(arg, tuple) and arg[0] == 1 and _bound(arg[1], sre.AT_END, -1):
            seen.append(arg[1])
    return min([_UNBOUND, *(int(width(each)[1]) for each in seen)])


def _all(parsed: Parsed) -> Need | None:
    """What a line must hold for the parsed pattern to match; None if nothing is known."""
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
    """Whether a line that lacks *text* is worth knowing of."""
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
    """*need*, its parts so ordered that it is soon found out whether it is met; what that takes, and how often it is.

    What must all be there is asked for by its price for a no, what may each be there by its price for a yes.
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
    """What a line must have for *pattern* to be worth trying, in texts in which prose is like *grams*."""
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
