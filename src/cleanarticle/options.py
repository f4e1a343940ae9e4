"""Options: what a caller may choose, and errors that name the nearest valid choice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from os import PathLike

from cleanarticle.labels import LABELS, PRESETS
from cleanarticle.languages import languages


class OptionError(ValueError):
    """An unknown label, preset, option or configuration key."""


def unknown(kind: str, name: object, known: Iterable[str]) -> OptionError:
    """An error for *name* that lists what is valid, the nearest first.

    >>> print(unknown("label", "coments", ["comments", "tags"]))
    unknown label 'coments'; did you mean 'comments'? Valid: comments, tags
    """
    valid = list(known)
    spelt = {choice.lower(): choice for choice in valid}
    near = get_close_matches(str(name).lower(), spelt, n=1, cutoff=0.5)
    hint = f"; did you mean '{spelt[near[0]]}'?" if near else "."
    return OptionError(f"unknown {kind} {name!r}{hint} Valid: {', '.join(valid)}")


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


@dataclass(frozen=True, slots=True)
class Options:
    """How to clean.

    Attributes:
        preset: `news` drops all boilerplate and keeps the article's furniture (title, byline, caption, credit,
            author); `body` drops the furniture too.
        drop: labels to drop on top of the preset's.
        keep: labels to keep although the preset drops them; wins over `drop`.
        rules: paths of rule files of your own, in the format of `docs/rules.md`.
        languages: codes of the languages whose packs are live, such as `en`; None for all that there are.  The pack
            `common` always is.

    Raises:
        OptionError: a preset, a label or a language that does not exist.

    >>> sorted(Options(preset="news", keep={"tags"}).dropped)[:3]
    ['advert', 'comments', 'consent']
    """

    preset: str = "news"
    drop: Iterable[str] = frozenset()
    keep: Iterable[str] = frozenset()
    rules: Iterable[str | PathLike[str]] = ()
    languages: Iterable[str] | None = None

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise unknown("preset", self.preset, PRESETS)
        if isinstance(self.rules, (str, PathLike)):
            raise OptionError(f"rules takes a list of paths: [{str(self.rules)!r}]")
        object.__setattr__(self, "drop", _labels(self.drop))
        object.__setattr__(self, "keep", _labels(self.keep))
        object.__setattr__(self, "rules", tuple(self.rules))
        object.__setattr__(self, "languages", _languages(self.languages))

    @property
    def live(self) -> frozenset[str] | None:
        """The languages whose packs are live; None for all."""
        return None if self.languages is None else frozenset(self.languages)

    @property
    def dropped(self) -> frozenset[str]:
        """The labels that these options leave out of the article."""
        return (PRESETS[self.preset] | frozenset(self.drop)) - frozenset(self.keep)

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of the options, as configuration files spell them."""
        return tuple(f.name for f in fields(cls))
