"""Shared code of the adapters for documents with metadata: their arguments, and the metadata that they add."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from os import PathLike
from pathlib import Path
from typing import Final, TypedDict, cast, get_args

from cleanarticle.cleaner import Cleaner
from cleanarticle.errors import OptionError, unknown
from cleanarticle.options import Options
from cleanarticle.result import Result, Verdict

VERDICTS: Final[tuple[str, ...]] = get_args(Verdict)
VERDICT: Final = "cleanarticle_verdict"
REMOVED: Final = "cleanarticle_removed"
SPANS: Final = "cleanarticle_spans"
ERROR: Final = "cleanarticle_error"
KEYS: Final = (VERDICT, REMOVED, SPANS, ERROR)
_LOG: Final = logging.getLogger(__name__)


class Choices(TypedDict, total=False):
    """The options of `cleanarticle.Options` as keyword arguments."""

    preset: str
    drop: Iterable[str]
    keep: Iterable[str]
    rules: Iterable[str | PathLike[str]]
    languages: Iterable[str] | None
    pattern_timeout: float
    profiles: str | PathLike[str] | None


def options_of(options: Options | None, choices: Choices) -> Options:
    """The options given to an adapter, either as `Options` or as keyword arguments.

    Raises:
        OptionError: both ways at once, or a name or value that does not exist.

    >>> options_of(None, {"preset": "body"}).preset
    'body'
    """
    if options is not None and choices:
        raise OptionError(f"options come as Options or one by one, not both: {', '.join(choices)}")
    for name in choices:
        if name not in Options.names():
            raise unknown("option", name, Options.names())
    return options or Options(**choices)


def plain(options: Options) -> Choices:
    """*options* as values for JSON and YAML, used to save an adapter; equal options give equal values.

    >>> plain(Options(keep={"tags", "advert"}))["keep"]
    ['advert', 'tags']
    """
    return {
        "preset": options.preset,
        "drop": sorted(options.drop),
        "keep": sorted(options.keep),
        "rules": [str(path) for path in options.rules],
        "languages": None if options.languages is None else sorted(options.languages),
        "pattern_timeout": options.pattern_timeout,
        "profiles": None if options.profiles is None else str(options.profiles),
    }


def digest(options: Options) -> str:
    """A hash of the release, *options*, and the content of their rule files and profiles.

    It is the same in every process, so that a persistent cache knows when to clean again.
    """
    try:
        release = version("cleanarticle")
    except PackageNotFoundError:
        release = ""
    files = [Path(path) for path in options.rules]
    if options.profiles is not None:
        files += sorted(Path(options.profiles).glob("*.toml"))
    said = blake2b(repr((release, plain(options))).encode(), digest_size=16)
    for file in files:
        said.update(blake2b(file.read_bytes()).digest())
    return said.hexdigest()


def verdicts(names: Iterable[str]) -> frozenset[str]:
    """*names* as a set of verdicts.

    Raises:
        OptionError: a name that is not a verdict, or `article`, which cannot be dropped.
    """
    if isinstance(names, str):
        raise OptionError(f"verdicts belong in a set or list: {{{names!r}}}, not {names!r}")
    chosen = frozenset(names)
    for name in sorted(chosen, key=str):
        if name not in VERDICTS:
            raise unknown("verdict", name, VERDICTS)
    if "article" in chosen:
        raise OptionError("the verdict 'article' cannot be dropped; nothing would be left")
    return chosen


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The result for one document.

    Attributes:
        text: the cleaned text; the input text if the document is dropped or cannot be cleaned.
        metadata: the metadata to add, under some of `KEYS`.
        dropped: whether the verdict is one of those to drop.
        result: the analysis; None if there is no text or it cannot be cleaned.
    """

    text: object
    metadata: Mapping[str, str | int | list[dict[str, str | int | float]]]
    dropped: bool = False
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class DocumentCleaner:
    """Cleans the texts of documents; a text that cannot be cleaned stays, with the error in the metadata.

    Attributes:
        cleaner: the cleaner for all documents.
        drop_verdicts: documents with these verdicts are dropped.
        spans: whether to add every removal to the metadata, and not only the number of removed code points.
    """

    cleaner: Cleaner
    drop_verdicts: frozenset[str] = frozenset()
    spans: bool = False

    def clean(self, text: object, name: object, url: object = None) -> Cleaned:
        """Clean the *text* of the document *name*; None means no text, and stays.

        The *url* selects a site profile; it is ignored if it is not a str.
        """
        if text is None:
            return Cleaned(None, {})
        try:
            result = self.cleaner.analyze(cast(str, text), url=url if isinstance(url, str) else None)
        except Exception as error:  # One document must not end a run over all the others.
            _LOG.warning("document %s stays as it is: %s: %s", name, type(error).__name__, error)
            return Cleaned(text, {ERROR: f"{type(error).__name__}: {error}"})
        if result.verdict in self.drop_verdicts:
            _LOG.info("document %s dropped: %s", name, result.verdict)
            return Cleaned(text, self._metadata(result), dropped=True, result=result)
        return Cleaned(result.text, self._metadata(result), result=result)

    def _metadata(self, result: Result) -> dict[str, str | int | list[dict[str, str | int | float]]]:
        """Strings and numbers only, as many vector stores require; spans if `spans` is set."""
        told: dict[str, str | int | list[dict[str, str | int | float]]] = {
            VERDICT: result.verdict,
            REMOVED: result.stats.removed,
        }
        return told | {SPANS: [removal.as_dict() for removal in result.removed]} if self.spans else told
