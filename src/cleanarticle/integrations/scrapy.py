"""Scrapy: an item pipeline that cleans one field of every item, and an add-on that enables it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final, Self

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector

from cleanarticle.cleaner import Cleaner
from cleanarticle.errors import unknown
from cleanarticle.integrations.documents import verdicts
from cleanarticle.options import Options
from cleanarticle.result import Result

_PREFIX: Final = "CLEANARTICLE_"
_OWN: Final = ("FIELD", "OUTPUT_FIELD", "REPORT_FIELD", "URL_FIELD", "FORMAT", "DROP_VERDICTS")
_FORMATS: Final = ("text", "html")
# After pipelines that fill and check items (usually 100), before those that store them (usually 300 and above).
_PRIORITY: Final = 200
_LOG: Final = logging.getLogger(__name__)


class EmptyPage(DropItem):
    """An item without any text."""


class ResiduePage(DropItem):
    """An item with boilerplate only."""


class WallPage(DropItem):
    """An item with a consent or paywall notice only."""


class ErrorPage(DropItem):
    """An item from an error page, such as "page not found"."""


_REASONS: Final[dict[str, type[Exception]]] = {
    "empty": EmptyPage,
    "residue": ResiduePage,
    "wall": WallPage,
    "error": ErrorPage,
}


class CleanArticlePipeline:
    """Cleans one field of every item that has it, and counts what was removed under `cleanarticle/` in the stats.

    An item that cannot be cleaned stays as it is, is counted under `cleanarticle/failures` and logged as an error.
    `docs/integrations/scrapy.md` lists the settings and the stats.
    """

    def __init__(self, settings: BaseSettings, stats: StatsCollector) -> None:
        """Read the settings.

        Raises:
            OptionError: a setting, an option, a label or a verdict that does not exist.
            RuleError: a rule file that cannot be used.
        """
        _check_names(settings)
        self._stats = stats
        self._field: str = settings.get("CLEANARTICLE_FIELD") or "text"
        self._output_field: str = settings.get("CLEANARTICLE_OUTPUT_FIELD") or self._field
        self._report_field: str | None = settings.get("CLEANARTICLE_REPORT_FIELD")
        self._url_field: str = settings.get("CLEANARTICLE_URL_FIELD") or "url"
        self._drop_verdicts = verdicts(_names(settings, "DROP_VERDICTS"))
        cleaner = Cleaner(_options(settings))
        self._analyze = cleaner.analyze_html if _is_html(settings) else cleaner.analyze

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline for a crawl; called by Scrapy."""
        return cls(crawler.settings, crawler.stats)

    def process_item(self, item: object) -> object:
        """The *item* with its text cleaned.

        Raises:
            DropItem: the verdict is one of `CLEANARTICLE_DROP_VERDICTS`; each has its own subclass.
        """
        adapter = ItemAdapter(item)
        text, url = adapter.get(self._field), adapter.get(self._url_field)
        if text is None:
            self._count("skipped")
            return item
        try:
            result = self._analyze(text, url=url if isinstance(url, str) else None)
            self._write(adapter, result)
        except Exception as error:  # One item must not stop the crawl or get lost.
            self._count("failures", type(error).__name__)
            _LOG.exception("item of %s stays as it is", url)
            return item
        self._report(result)
        if result.verdict in self._drop_verdicts:
            self._count("dropped", result.verdict)
            raise _REASONS[result.verdict](f"no article but {result.verdict}: {url}")
        return item

    def close_spider(self) -> None:
        """Warn if no item had the field: its name is probably wrong."""
        skipped = self._stats.get_value("cleanarticle/skipped", 0)
        if skipped and not self._stats.get_value("cleanarticle/items"):
            _LOG.warning("none of %d items has a text in %r; is CLEANARTICLE_FIELD right?", skipped, self._field)

    def _write(self, adapter: ItemAdapter, result: Result) -> None:
        if self._report_field is not None:
            adapter[self._report_field] = {
                "verdict": result.verdict,
                "removed": [removal.as_dict() for removal in result.removed],
            }
        adapter[self._output_field] = result.text

    def _report(self, result: Result) -> None:
        self._count("items")
        self._stats.inc_value(f"cleanarticle/verdicts/{result.verdict}")
        self._stats.inc_value("cleanarticle/characters", len(result.source))
        self._stats.inc_value("cleanarticle/removed_characters", result.stats.removed)
        for removal in result.removed:
            self._stats.inc_value(f"cleanarticle/removed_characters/{removal.label}", len(removal.span))

    def _count(self, what: str, kind: str | None = None) -> None:
        self._stats.inc_value(f"cleanarticle/{what}")
        if kind is not None:
            self._stats.inc_value(f"cleanarticle/{what}/{kind}")


class CleanArticleAddon:
    """Enables `CleanArticlePipeline`, with priority 200 unless `ITEM_PIPELINES` sets another."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Add the pipeline; called by Scrapy."""
        settings.setdefault_in_component_priority_dict("ITEM_PIPELINES", CleanArticlePipeline, _PRIORITY)


def _check_names(settings: BaseSettings) -> None:
    known = [_PREFIX + name for name in (*_OWN, *(name.upper() for name in Options.names()))]
    for name in settings:
        if isinstance(name, str) and name.startswith(_PREFIX) and name not in known:
            raise unknown("setting", name, known)


def _is_html(settings: BaseSettings) -> bool:
    chosen = settings.get("CLEANARTICLE_FORMAT") or "text"
    if chosen not in _FORMATS:
        raise unknown("CLEANARTICLE_FORMAT", chosen, _FORMATS)
    return str(chosen) == "html"


def _options(settings: BaseSettings) -> Options:
    return Options(
        preset=settings.get("CLEANARTICLE_PRESET") or Options().preset,
        drop=_names(settings, "DROP"),
        keep=_names(settings, "KEEP"),
        rules=_names(settings, "RULES"),
        languages=_names(settings, "LANGUAGES") or None,
        pattern_timeout=settings.getfloat("CLEANARTICLE_PATTERN_TIMEOUT", Options().pattern_timeout),
        profiles=settings.get("CLEANARTICLE_PROFILES"),
    )


def _names(settings: BaseSettings, name: str) -> Iterable[str]:
    """A setting given as a list, or as a string with commas, as on the command line."""
    return [str(part).strip() for part in settings.getlist(_PREFIX + name)]
