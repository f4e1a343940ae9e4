"""The pipeline: text in; the article, and an account of the rest, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import exp
from pathlib import Path

from cleanarticle.attribute import attribute
from cleanarticle.blocks import Block, blocks
from cleanarticle.coefficients import Model, builtin_model
from cleanarticle.decode import benefit, decode
from cleanarticle.document import Document, Span
from cleanarticle.facts import Facts, facts
from cleanarticle.features import Table
from cleanarticle.guards import DECISIVE, allowed, anchored, budget, cleanliness, proven, rescued
from cleanarticle.match import Found, Matcher, builtin_matcher
from cleanarticle.options import Options
from cleanarticle.packs import builtin_packs
from cleanarticle.render import render
from cleanarticle.result import Match, Removal, Result, Segment
from cleanarticle.rows import rows, topics
from cleanarticle.rules import Rule, load_pack
from cleanarticle.score import Votes
from cleanarticle.segment import fold, segment
from cleanarticle.verdict import verdict


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the decisions see it.

    Attributes:
        document: the text and its lines.
        matches: for each line, what its rules found and no guard refused.
        blocks: the paragraphs.
        facts: what is known of each paragraph by itself.
    """

    document: Document
    matches: tuple[tuple[Match, ...], ...]
    blocks: tuple[Block, ...]
    facts: list[Facts]


@dataclass(frozen=True, slots=True)
class Memory:
    """What one call has found out about lines and paragraphs; the next reading asks only for new ones."""

    model: Model
    found: dict[str, Found] = field(default_factory=dict)
    facts: dict[tuple[str, float, str, float], Facts] = field(default_factory=dict)


def evidence_of(block: Block) -> tuple[float, str, float]:
    """Weight and label of the strongest rule for a paragraph's removal, and the sum of what speaks for the article."""
    best, label, against = 0.0, "", 0.0
    for match in block.matches:
        if match.whole:
            if match.weight > best:
                best, label = match.weight, match.label
            against += min(0.0, match.weight)
    return best, label, against


def _facts(block: Block, memory: Memory) -> Facts:
    key = (block.text, *evidence_of(block))
    if key not in memory.facts:
        memory.facts[key] = facts(*key, memory.model.words)
    return memory.facts[key]


def read(text: str, matcher: Matcher, memory: Memory) -> Reading:
    """Everything about *text* that can be known before anything is decided."""
    document = segment(text)
    found = matcher.match(document, fold(text), memory.found)
    lines = document.lines
    matches = allowed([line.text for line in lines], [line.offset for line in lines], found)
    matches = [(*own, row) if row else own for own, row in zip(matches, rows(document), strict=True)]
    for i, match in topics(document, matches).items():
        matches[i] = (match,)
    paragraphs = tuple(blocks(document, matches))
    return Reading(document, tuple(matches), paragraphs, [_facts(b, memory) for b in paragraphs])


def decide(reading: Reading, votes: Votes) -> list[Removal | None]:
    """For each line what it is, if it is not the article."""
    paragraphs, known = reading.blocks, reading.facts
    table = Table(known, [block.gap for block in paragraphs])
    doubt = benefit(known)
    odds = decode(known, [value + doubt for value in votes.evidence(table)])
    clean = cleanliness(known)
    odds = rescued(known, proven(known, budget(known, table.column("overlap"), odds, clean), clean))
    odds = anchored(known, odds, attribute(paragraphs, known, odds))
    result: list[Removal | None] = [None] * len(reading.document.lines)
    for block, value, named in zip(paragraphs, odds, attribute(paragraphs, known, odds), strict=True):
        if named is not None and value is not None:
            score = 1 / (1 + exp(value))
            for i in range(block.first, block.last + 1):
                result[i] = Removal(reading.document.lines[i].span, *named, score)
    return result


def _inside(matches: Sequence[Match], dropped: frozenset[str]) -> tuple[Removal, ...]:
    """The stretches that go from a line that stays."""
    return tuple(
        Removal(m.span, m.label, m.rule, 1 / (1 + exp(-m.weight)))
        for m in matches
        if not m.whole and m.weight >= DECISIVE and m.label in dropped
    )


def _pass(text: str, matcher: Matcher, dropped: frozenset[str], memory: Memory) -> tuple[Segment, ...]:
    """Segments of *text* after one reading."""
    reading = read(text, matcher, memory)
    decisions = decide(reading, memory.model.votes)
    removed = {i: r for i, r in enumerate(decisions) if r is not None and r.label in dropped}
    inline = {i: _inside(m, dropped) for i, m in enumerate(reading.matches) if i not in removed}
    return render(reading.document, removed, {i: found for i, found in inline.items() if found})


class Cleaner:
    r"""Cleans texts with one set of options; stateless between calls, picklable, safe to share among threads.

    Raises:
        OptionError: an unknown preset or label.
        RuleError: a rule file that cannot be used.

    >>> from cleanarticle import Cleaner, Options
    >>> Cleaner(Options(keep={"comments"})).clean("Rain is due, forecasters said.\n\nLeave a comment")
    'Rain is due, forecasters said.\n\nLeave a comment'
    """

    __slots__ = ("_matcher", "_model", "_own", "options")

    def __init__(self, options: Options | None = None, *, model: Model | None = None) -> None:
        """Read the rule files that *options* name.

        Args:
            options: what to remove; without them, the preset `news`.
            model: coefficients of one's own, see `tools/fit.py`; without them, those that ship.
        """
        self._model = model
        self.options = options or Options()
        self._take([rule for path in self.options.rules for rule in load_pack(Path(path))])

    def _take(self, own: Sequence[Rule]) -> None:
        """Use *own* rules beside the packs."""
        self._own = tuple(own)
        self._matcher = Matcher(builtin_packs(), own, self.options.live) if own else None

    def __getstate__(self) -> tuple[Options, Model | None, tuple[Rule, ...]]:
        """What a copy in another process needs; the rule files need not be there."""
        return self.options, self._model, self._own

    def __setstate__(self, state: tuple[Options, Model | None, tuple[Rule, ...]]) -> None:
        """Become a copy."""
        self.options, self._model, own = state
        self._take(own)

    def clean(self, text: str) -> str:
        """The article in *text*.

        Raises:
            TypeError: *text* is no str.
        """
        return self.analyze(text).text

    def analyze(self, text: str) -> Result:
        """The article in *text*, with every removal.

        Raises:
            TypeError: *text* is no str.
        """
        if not isinstance(text, str):
            hint = "decode it first, or use clean_html for a page" if isinstance(text, bytes) else "a str is needed"
            raise TypeError(f"text must be str, not {type(text).__name__}: {hint}")
        matcher = self._matcher or builtin_matcher(self.options.live)
        dropped = self.options.dropped
        segments: tuple[Segment, ...] = (Segment(Span(0, len(text))),) if text else ()
        left, memory = text, Memory(self._model or builtin_model())
        # Each reading removes something or is the last, so this ends; texts need two or three.
        fresh = _pass(left, matcher, dropped, memory)
        while not all(s.kept for s in fresh):
            segments = _compose(segments, fresh)
            left = "".join(s.span.of(text) for s in segments if s.kept)
            fresh = _pass(left, matcher, dropped, memory)
        return Result(text, left, segments, verdict(text, left, segments))

    def clean_html(self, html: str | bytes) -> str:
        """The article in a page of HTML.

        Raises:
            TypeError: *html* is neither str nor bytes.
        """
        return self.analyze_html(html).text

    def analyze_html(self, html: str | bytes) -> Result:
        """The article in a page of HTML; spans count in the text that was extracted, `Result.source`.

        Raises:
            TypeError: *html* is neither str nor bytes.
        """
        from cleanarticle.html import extract

        return self.analyze(extract(html))


def _compose(outer: Sequence[Segment], inner: Sequence[Segment]) -> tuple[Segment, ...]:
    """Segments of the source after *inner* was decided on the text that *outer* keeps."""
    result: list[Segment] = []
    pending = list(reversed(inner))
    for old in outer:
        if not old.kept:
            result.append(old)
            continue
        at = old.span.start
        while at < old.span.end:
            new = pending.pop()
            size = min(len(new.span), old.span.end - at)
            piece = Span(at, at + size)
            removal = None if new.removal is None else replace(new.removal, span=piece)
            result.append(Segment(piece, removal))
            if size < len(new.span):
                pending.append(Segment(Span(new.span.start + size, new.span.end), new.removal))
            at += size
    return tuple(result)


def clean(text: str) -> str:
    r"""The article in *text*, by the preset `news`.

    >>> clean("Rain is due on Monday, forecasters said.\n\nLeave a comment")
    'Rain is due on Monday, forecasters said.'
    """
    return Cleaner().clean(text)


def analyze(text: str) -> Result:
    """The article in *text* with every removal, by the preset `news`."""
    return Cleaner().analyze(text)


def clean_html(html: str | bytes) -> str:
    """The article in a page of HTML, by the preset `news`."""
    return Cleaner().clean_html(html)


def analyze_html(html: str | bytes) -> Result:
    """The article in a page of HTML with every removal, by the preset `news`."""
    return Cleaner().analyze_html(html)
