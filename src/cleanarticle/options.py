"""The options of a cleaner, and their checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from math import inf
from os import PathLike

from cleanarticle.errors import OptionError, short, unknown
from cleanarticle.labels import LABELS, PRESETS
from cleanarticle.rules.index import languages


def _labels(names: Iterable[str]) -> frozenset[str]:
    if isinstance(names, str):
        raise OptionError(f"labels belong in a set or list: {{{names!r}}}, not {names!r}")
    chosen = frozenset(names)
    for name in sorted(chosen, key=str):
        if name not in LABELS:
            raise unknown("label", name, LABELS)
    return chosen


def _languages(codes: Iterable[str] | None) -> frozenset[str] | None:
    if codes is None:
        return None
    if isinstance(codes, str):
        raise OptionError(f"languages belong in a set or list: {{{codes!r}}}, not {codes!r}")
    chosen = frozenset(codes)
    for code in sorted(chosen, key=str):
        if code not in languages():
            raise unknown("language", code, languages())
    return chosen


def _seconds(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < inf:
        raise OptionError(f"pattern_timeout is a number of seconds above 0, not {short(value)}")
    return float(value)


@dataclass(frozen=True, slots=True)
class Options:
    """What to remove, and with which rules.

    Attributes:
        preset: `news` drops all boilerplate and keeps the article's furniture (title, byline, caption, credit,
            author); `body` drops the furniture as well.
        drop: labels to drop in addition to the preset's.
        keep: labels to keep even if the preset or `drop` names them.
        rules: paths of rule files of your own, in the format of `docs/rules.md`.
        languages: codes of the languages whose packs are used, such as `en`; None for English and the languages that
            the text may be in.  The pack `common` is always used.
        pattern_timeout: CPU seconds that a pattern of your own rules may take on one line; a slower one raises
            `PatternTimeoutError` for the document.  Built-in patterns need no limit: they run in linear time.
        profiles: the folder of site profiles, see `docs/profiles.md`; a page's address selects one of them.

    Raises:
        OptionError: the preset, a label or a language does not exist, or the time limit is not valid.

    >>> sorted(Options(preset="news", keep={"tags"}).dropped)[:3]
    ['advert', 'comments', 'consent']
    """

    preset: str = "news"
    drop: Iterable[str] = frozenset()
    keep: Iterable[str] = frozenset()
    rules: Iterable[str | PathLike[str]] = ()
    languages: Iterable[str] | None = None
    pattern_timeout: float = 1.0
    profiles: str | PathLike[str] | None = None

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise unknown("preset", self.preset, PRESETS)
        if isinstance(self.rules, (str, PathLike)):
            raise OptionError(f"rules takes a list of paths: [{str(self.rules)!r}]")
        object.__setattr__(self, "drop", _labels(self.drop))
        object.__setattr__(self, "keep", _labels(self.keep))
        object.__setattr__(self, "rules", tuple(self.rules))
        object.__setattr__(self, "languages", _languages(self.languages))
        object.__setattr__(self, "pattern_timeout", _seconds(self.pattern_timeout))

    @property
    def live(self) -> frozenset[str] | None:
        """The languages whose packs are used; None for all."""
        return None if self.languages is None else frozenset(self.languages)

    @property
    def dropped(self) -> frozenset[str]:
        """The labels that these options drop."""
        return (PRESETS[self.preset] | frozenset(self.drop)) - frozenset(self.keep)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the options, as in configuration files."""
        return tuple(f.name for f in fields(cls))
