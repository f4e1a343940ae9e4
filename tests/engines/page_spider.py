"""Yields every page that the front page links, as an item of the shape that it is told; `crawling.crawl` runs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import attrs
from scrapy import Field, Item, Spider
from scrapy.http import TextResponse


class PageItem(Item):
    """A page as a Scrapy item."""

    url = Field()
    text = Field()


@dataclass
class PageData:
    """A page as a dataclass."""

    url: str
    text: str | None


@attrs.define
class PageAttrs:
    """A page as an attrs class."""

    url: str
    text: str | None


class NewscrawlerItem(Item):
    """A page with the fields of news-please's item."""

    url = Field()
    source_domain = Field()
    html_title = Field()
    spider_response = Field()
    article_title = Field()
    article_text = Field()
    article_language = Field()


def newscrawler(url: str, text: str | None) -> NewscrawlerItem:
    """What news-please has behind its extractor."""
    return NewscrawlerItem(url=url, source_domain=b"127.0.0.1", html_title=b"Bridge", article_text=text)


SHAPES: dict[str, Callable[..., object]] = {
    "dict": dict,
    "item": PageItem,
    "dataclass": PageData,
    "attrs": PageAttrs,
    "newscrawler": newscrawler,
}


class PageSpider(Spider):
    """Yields pages."""

    name = "pages"

    def __init__(self, start: str, shape: str = "dict") -> None:
        """Start at the address *start*, and yield items of this *shape*."""
        super().__init__(start_urls=[start])
        self.shape = SHAPES[shape]

    def parse(self, response: TextResponse) -> Iterator[object]:
        """The front page."""
        yield from response.follow_all(css="a", callback=self.page)

    def page(self, response: TextResponse) -> Iterator[object]:
        """A page: the text of its paragraphs, None for one that has none at all."""
        paragraphs = response.css("p::text").getall()
        yield self.shape(url=response.url, text="\n\n".join(paragraphs) if paragraphs else None)

    def closed(self, _reason: str) -> None:
        """Leave the stats where the test finds them."""
        Path("stats.json").write_text(json.dumps(self.crawler.stats.get_stats(), default=str), encoding="utf-8")
