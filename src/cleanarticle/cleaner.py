"""The pipeline: takes a scraped text, returns the article and a list of what was removed and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cleanarticle.decide.attached import attached, footed, headlined, thread, threaded
from cleanarticle.decide.extent import end
from cleanarticle.decide.model import Model, builtin_model
from cleanarticle.decide.naming import Decision, name
from cleanarticle.decide.sequence import BOILERPLATE, sequence
from cleanarticle.decide.verdict import is_suspect, verdict
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

# Most passes over one text.  Each pass but the last removes something; texts need two or three.  The limit bounds the
# time for a text that is made to need many.
_READINGS: Final = 100


@dataclass(frozen=True)
class Reading:
    """The input of the decisions in one pass over a text.

    Attributes:
        document: the text and its lines.
        matches: for each line, the rule matches that no guard rejected.
        blocks: the paragraphs.
        facts: for each paragraph, its features without context.
    """

    document: Document
    matches: list[tuple[Match, ...]]
    blocks: list[Block]
    facts: list[Facts]


@dataclass(frozen=True)
class Memory:
    """Cache of one call: results by line and paragraph text, so that the next pass computes only new ones."""

    model: Model
    profile: Profile | None = None
    found: Known = field(default_factory=dict)
    facts: dict[tuple[str, tuple[float, float, str, float]], Facts] = field(default_factory=dict)


def evidence_of(matches: Iterable[Match]) -> tuple[float, float, str, float]:
    """Sum up the rule matches of a paragraph; only matches of the whole paragraph count.

    The result is the highest weight for boilerplate, the highest for furniture, the label of the higher of the two,
    and the sum of the negative weights, which count for the article.
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
    """Split *text* into lines and paragraphs, match the rules and compute the features."""
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
    """Return label, reason and log-odds for each paragraph; None for the article."""
    paragraphs, known = reading.blocks, reading.facts
    table = Table(known, [block.gap for block in paragraphs])
    boilerplate, furniture = model.boilerplate.evidence(table), model.furniture.evidence(table)
    alone = veto(paragraphs, known, boilerplate, sequence(known, boilerplate, furniture, model.costs))
    start = thread(paragraphs, boilerplate)
    inside = footed(known, boilerplate, alone)
    below = end(known, boilerplate, threaded(known, inside, start), table, model)
    states = threaded(known, inside, min(start, below))
    odds = [b if state == BOILERPLATE else f for state, b, f in zip(states, boilerplate, furniture, strict=True)]
    named = headlined(known, boilerplate, name(paragraphs, known, states, odds, model.lexicon))
    return attached(paragraphs, named, alone, start, below)


def _removals(text: str, matcher: Matcher, dropped: frozenset[str], memory: Memory) -> list[Removal]:
    """Return what one pass removes from *text*."""
    reading = read(text, matcher, memory)
    decisions = decide(reading, memory.model)
    if memory.profile is not None:
        # In this pass only the profile removes text: earlier passes have decided on the other lines.
        decisions = [d if d and d[1].startswith("profile.") else None for d in decisions]
    return render(reading.document, reading.matches, reading.blocks, decisions, dropped)


class Cleaner:
    r"""Cleans texts with one set of options; keeps no state between calls, can be pickled, is thread-safe.

    Raises:
        OptionError: an unknown preset or label.
        RuleError: a rule file cannot be used, or the folder of profiles does not exist.

    >>> from cleanarticle import Cleaner, Options
    >>> Cleaner(Options(keep={"comments"})).clean("Rain is due, forecasters said.\n\nLeave a comment")
    'Rain is due, forecasters said.\n\nLeave a comment'
    """

    __slots__ = ("_matcher", "_model", "_own", "_profiles", "options")

    def __init__(self, options: Options | None = None, *, model: Model | None = None) -> None:
        """Read the rule files that *options* name.

        Args:
            options: what to remove; the default is the preset `news`.
            model: your own model, see `tools/fit.py`; the default is the built-in one.
        """
        self._model = model
        self.options = options or Options()
        self._take([rule for path in self.options.rules for rule in load_pack(Path(path))], self.options.profiles)

    def _take(self, own: Sequence[Rule], profiles: str | PathLike[str] | None) -> None:
        """Set the caller's *own* rules, which are added to the packs, and the folder of *profiles*."""
        self._own = tuple(own)
        self._profiles = None if profiles is None else _folder(profiles)
        self._matcher = Matcher(builtin_packs(), own, self.options) if own else None

    def __getstate__(self) -> tuple[Options, Model | None, tuple[Rule, ...], Path | None]:
        """Return the state to pickle; a copy needs the folder of profiles on disk, but not the rule files."""
        return self.options, self._model, self._own, None if self._profiles is None else self._profiles.path

    def __setstate__(self, state: tuple[Options, Model | None, tuple[Rule, ...], Path | None]) -> None:
        """Restore the pickled state."""
        self.options, self._model, own, profiles = state
        self._take(own, profiles)

    def clean(self, text: str, *, url: str | None = None) -> str:
        """Return the article in *text*.

        Args:
            text: the scraped text.
            url: the page's address; it selects the site profile in `Options.profiles`.

        Raises:
            TypeError: *text* is not a str.
            RuleError: the site's profile cannot be used.
            PatternTimeoutError: a pattern of your own took too long on a line.
        """
        return self._left(text, url)[0]

    def analyze(self, text: str, *, url: str | None = None) -> Result:
        """Return the article in *text* and every removal; arguments and errors are those of `clean`."""
        left, removals = self._left(text, url)
        gone = removals if left != text else []
        return Result(text, left, tiles(text, gone), verdict(text, left, removals))

    def _left(self, text: str, url: str | None) -> tuple[str, list[Removal]]:
        """Return the text that is kept, and the removals; the whole text if too much would go without proof."""
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
            else:  # the profile comes last, on the text that all else keeps
                memory = informed
        return (text if is_suspect(text, removals) else left), removals

    def clean_html(
        self, html: str | bytes, *, url: str | None = None, charset: str | None = None, timeout: float | None = None
    ) -> str:
        """Return the article in an HTML page; arguments and errors are those of `analyze_html`."""
        return self.analyze_html(html, url=url, charset=charset, timeout=timeout).text

    def analyze_html(
        self, html: str | bytes, *, url: str | None = None, charset: str | None = None, timeout: float | None = None
    ) -> Result:
        """Return the article in an HTML page and every removal; spans refer to the extracted text, `Result.source`.

        Args:
            html: the page.
            url: its address, as in `clean`.
            charset: the encoding of bytes that the HTTP header names; it counts more than what the page declares.
            timeout: time limit of the extraction in seconds; a separate process then does it.  None for no limit.

        Raises:
            TypeError: *html* is not str or bytes.
            RuleError: the site's profile cannot be used.
            HtmlTimeoutError: extraction takes longer than *timeout*.
            HtmlError: the separate process ended unexpectedly.
        """
        if charset and isinstance(html, bytes):
            from cleanarticle.html.extraction import decode

            html = decode(html, charset)
        if timeout is None:
            from cleanarticle.html.extraction import extract

            return self.analyze(extract(html), url=url)
        from cleanarticle.html.process import extract_within

        return self.analyze(extract_within(html, timeout), url=url)


def _folder(path: str | PathLike[str]) -> Folder:
    from cleanarticle.profiles.folder import Folder

    return Folder(Path(path))


def clean(text: str) -> str:
    r"""Return the article in *text*, with the preset `news`.

    >>> clean("Rain is due on Monday, forecasters said.\n\nLeave a comment")
    'Rain is due on Monday, forecasters said.'
    """
    return Cleaner().clean(text)


def analyze(text: str) -> Result:
    """Return the article in *text* and every removal, with the preset `news`."""
    return Cleaner().analyze(text)


def clean_html(html: str | bytes, *, timeout: float | None = None) -> str:
    """Return the article in an HTML page, with the preset `news`; *timeout* in seconds, see `Cleaner.analyze_html`."""
    return Cleaner().clean_html(html, timeout=timeout)


def analyze_html(html: str | bytes, *, timeout: float | None = None) -> Result:
    """Return the article in an HTML page and every removal, with the preset `news`; *timeout* in seconds."""
    return Cleaner().analyze_html(html, timeout=timeout)
