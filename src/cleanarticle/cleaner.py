"""The pipeline: text in; the article, and an account of the rest, out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cleanarticle.decide.attached import attached, footed, headlined, thread, threaded
from cleanarticle.decide.model import Model, builtin_model
from cleanarticle.decide.naming import Decision, name
from cleanarticle.decide.sequence import BOILERPLATE, sequence
from cleanarticle.decide.verdict import verdict
from cleanarticle.decide.veto import veto
from cleanarticle.features.headline_lists import crumbs, headed, rows, teasers, topics
from cleanarticle.features.paragraph import Facts, facts
from cleanarticle.features.surroundings import Table
from cleanarticle.labels import FURNITURE
from cleanarticle.options import Options
from cleanarticle.output.render import composed, render, tiles, without
from cleanarticle.result import Match, Removal, Result
from cleanarticle.rules.index import builtin_packs
from cleanarticle.rules.matching.guards import allowed
from cleanarticle.rules.matching.match import Known, Matcher, builtin_matcher
from cleanarticle.rules.schema import Rule, load_pack
from cleanarticle.text.document import Document
from cleanarticle.text.paragraphs import Block, blocks
from cleanarticle.text.segment import segment

if TYPE_CHECKING:  # most runs have no profiles
    from cleanarticle.profiles.folder import Folder
    from cleanarticle.profiles.profile import Profile

# Each reading removes something or is the last; texts need two or three.  One that is made to need more than these
# would take time beyond measure.
_READINGS: Final = 100


@dataclass(frozen=True)
class Reading:
    """A text as the decisions see it.

    Attributes:
        document: the text and its lines.
        matches: for each line, what its rules found and no guard refused.
        blocks: the paragraphs.
        facts: what is known of each paragraph by itself.
    """

    document: Document
    matches: list[tuple[Match, ...]]
    blocks: list[Block]
    facts: list[Facts]


@dataclass(frozen=True)
class Memory:
    """What one call has found out about lines and paragraphs, by text; the next reading asks only for new ones."""

    model: Model
    profile: Profile | None = None
    found: Known = field(default_factory=dict)
    facts: dict[tuple[str, tuple[float, float, str, float]], Facts] = field(default_factory=dict)


def evidence_of(matches: Iterable[Match]) -> tuple[float, float, str, float]:
    """What the rules say of a paragraph.

    The strongest weight for boilerplate, the strongest for furniture, the label of the stronger one, and the sum of
    what speaks for the article.
    """
    boiler = trim = against = 0.0
    label = ""
    for match in matches:
        if not match.whole:
            continue
        if match.weight > max(boiler, trim):
            label = match.label
        if match.weight < 0:
            against += match.weight
        elif match.label in FURNITURE:
            trim = max(trim, match.weight)
        else:
            boiler = max(boiler, match.weight)
    return boiler, trim, label, against


def _facts(block: Block, memory: Memory) -> Facts:
    evidence = evidence_of(block.matches)
    known = memory.facts.get((block.text, evidence))
    if known is None:
        known = facts(block.text, evidence, memory.model.lexicon)
        memory.facts[block.text, evidence] = known
    return known


def read(text: str, matcher: Matcher, memory: Memory) -> Reading:
    """Everything about *text* that can be known before anything is decided."""
    document = segment(text)
    found = matcher.match(document, memory.found)
    if memory.profile is not None:
        found = memory.profile.evidence(document, found)
    matches = allowed(document.lines, found)
    for i, match in {**rows(document), **crumbs(document)}.items():
        matches[i] = (*matches[i], match)
    found_below = {**topics(document, matches), **teasers(document, matches), **headed(document, matches)}
    for i, match in found_below.items():
        matches[i] = (match,)
    paragraphs = blocks(document, matches)
    return Reading(document, matches, paragraphs, [_facts(block, memory) for block in paragraphs])


def decide(reading: Reading, model: Model) -> list[Decision | None]:
    """For each paragraph what it is, if it is not the article."""
    paragraphs, known = reading.blocks, reading.facts
    table = Table(known, [block.gap for block in paragraphs])
    boilerplate, furniture = model.boilerplate.evidence(table), model.furniture.evidence(table)
    alone = veto(paragraphs, known, boilerplate, sequence(known, boilerplate, furniture, model.costs))
    start = thread(paragraphs, boilerplate)
    states = threaded(known, footed(known, boilerplate, alone), start)
    odds = [b if state == BOILERPLATE else f for state, b, f in zip(states, boilerplate, furniture, strict=True)]
    named = headlined(known, boilerplate, name(paragraphs, known, states, odds, model.lexicon))
    return attached(paragraphs, named, alone, start)


def _removals(text: str, matcher: Matcher, dropped: frozenset[str], memory: Memory) -> list[Removal]:
    """What goes from *text* after one reading."""
    reading = read(text, matcher, memory)
    decisions = decide(reading, memory.model)
    if memory.profile is not None:
        # What stands around a profile's lines has been judged without it.
        decisions = [d if d and d[1].startswith("profile.") else None for d in decisions]
    return render(reading.document, reading.matches, reading.blocks, decisions, dropped)


class Cleaner:
    r"""Cleans texts with one set of options; stateless between calls, picklable, safe to share among threads.

    Raises:
        OptionError: an unknown preset or label.
        RuleError: a rule file that cannot be used, or no folder where profiles should be.

    >>> from cleanarticle import Cleaner, Options
    >>> Cleaner(Options(keep={"comments"})).clean("Rain is due, forecasters said.\n\nLeave a comment")
    'Rain is due, forecasters said.\n\nLeave a comment'
    """

    __slots__ = ("_matcher", "_model", "_own", "_profiles", "options")

    def __init__(self, options: Options | None = None, *, model: Model | None = None) -> None:
        """Read the rule files that *options* name.

        Args:
            options: what to remove; without them, the preset `news`.
            model: coefficients of one's own, see `tools/fit.py`; without them, those that ship.
        """
        self._model = model
        self.options = options or Options()
        self._take([rule for path in self.options.rules for rule in load_pack(Path(path))], self.options.profiles)

    def _take(self, own: Sequence[Rule], profiles: str | PathLike[str] | None) -> None:
        """Use *own* rules beside the packs, and the folder *profiles*."""
        self._own = tuple(own)
        self._profiles = None if profiles is None else _folder(profiles)
        self._matcher = Matcher(builtin_packs(), own, self.options) if own else None

    def __getstate__(self) -> tuple[Options, Model | None, tuple[Rule, ...], Path | None]:
        """What a copy in another process needs; profiles must be there, rule files need not."""
        return self.options, self._model, self._own, None if self._profiles is None else self._profiles.path

    def __setstate__(self, state: tuple[Options, Model | None, tuple[Rule, ...], Path | None]) -> None:
        """Become a copy."""
        self.options, self._model, own, profiles = state
        self._take(own, profiles)

    def clean(self, text: str, *, url: str | None = None) -> str:
        """The article in *text*.

        Args:
            text: what was scraped.
            url: the page's address, which chooses the site's profile among `Options.profiles`.

        Raises:
            TypeError: *text* is no str.
            RuleError: the site's profile cannot be used.
            PatternTimeoutError: a pattern of your own took too long on a line.
        """
        return self._left(text, url)[0]

    def analyze(self, text: str, *, url: str | None = None) -> Result:
        """The article in *text*, with every removal; arguments and errors are those of `clean`."""
        left, removals = self._left(text, url)
        return Result(text, left, tiles(text, removals), verdict(text, left, removals))

    def _left(self, text: str, url: str | None) -> tuple[str, list[Removal]]:
        """What is left of *text*, and what goes."""
        if not isinstance(text, str):
            hint = "decode it first, or use clean_html for a page" if isinstance(text, bytes) else "a str is needed"
            raise TypeError(f"text must be str, not {type(text).__name__}: {hint}")
        matcher = self._matcher or builtin_matcher(self.options.live)
        dropped = self.options.dropped
        plain = Memory(self._model or builtin_model())
        profile = self._profiles.profile(url) if self._profiles is not None and url else None
        informed = Memory(plain.model, profile, plain.found, plain.facts)
        memory = plain
        left = text
        removals: list[Removal] = []
        for _ in range(_READINGS):
            fresh = _removals(left, matcher, dropped, memory)
            if fresh:
                removals = composed(removals, fresh)
                left = without(text, removals)
                memory = plain
            elif memory is informed or profile is None or not profile.knows(left):
                break
            else:  # a profile is asked last, of what all else would keep
                memory = informed
        return left, removals

    def clean_html(self, html: str | bytes, *, url: str | None = None, timeout: float | None = None) -> str:
        """The article in a page of HTML; arguments and errors are those of `analyze_html`."""
        return self.analyze_html(html, url=url, timeout=timeout).text

    def analyze_html(self, html: str | bytes, *, url: str | None = None, timeout: float | None = None) -> Result:
        """The article in a page of HTML; spans count in the text that was extracted, `Result.source`.

        Args:
            html: the page.
            url: its address, as in `clean`.
            timeout: seconds that reading the page may take; a process of its own reads it then.  None for no limit.

        Raises:
            TypeError: *html* is neither str nor bytes.
            RuleError: the site's profile cannot be used.
            HtmlTimeoutError: reading the page takes longer than *timeout*.
            HtmlError: the process that reads it ended by itself.
        """
        if timeout is None:
            from cleanarticle.html.extraction import extract

            return self.analyze(extract(html), url=url)
        from cleanarticle.html.process import extract_within

        return self.analyze(extract_within(html, timeout), url=url)


def _folder(path: str | PathLike[str]) -> Folder:
    from cleanarticle.profiles.folder import Folder

    return Folder(Path(path))


def clean(text: str) -> str:
    r"""The article in *text*, by the preset `news`.

    >>> clean("Rain is due on Monday, forecasters said.\n\nLeave a comment")
    'Rain is due on Monday, forecasters said.'
    """
    return Cleaner().clean(text)


def analyze(text: str) -> Result:
    """The article in *text* with every removal, by the preset `news`."""
    return Cleaner().analyze(text)


def clean_html(html: str | bytes, *, timeout: float | None = None) -> str:
    """The article in a page of HTML, by the preset `news`; *timeout* in seconds, see `Cleaner.analyze_html`."""
    return Cleaner().clean_html(html, timeout=timeout)


def analyze_html(html: str | bytes, *, timeout: float | None = None) -> Result:
    """The article in a page of HTML with every removal, by the preset `news`; *timeout* in seconds."""
    return Cleaner().analyze_html(html, timeout=timeout)
