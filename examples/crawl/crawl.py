"""Serve a small site on this machine, crawl it, clean every story, and write Parquet: `make example-crawl`.

Scrapy fetches the pages, trafilatura finds their text, the add-on of cleanarticle cleans it and drops what is no story.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from itemadapter import ItemAdapter
from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.exporters import BaseItemExporter
from scrapy.http import TextResponse

SITE: Final = Path(__file__).with_name("site")
OUTPUT: Final = Path("articles.parquet")


class StorySpider(Spider):
    """Follows the links of the front page."""

    name = "stories"

    def parse(self, response: TextResponse) -> Iterator[object]:
        """The front page: every story that it links."""
        yield from response.follow_all(css="a.story", callback=self.story)

    def story(self, response: TextResponse) -> Iterator[Mapping[str, object]]:
        """A story: its page as it came, which the pipeline turns into the article."""
        yield {
            "url": response.url,
            "language": response.css("html::attr(lang)").get(),
            "title": response.css("title::text").get(),
            "page": response.body,
        }


class ParquetExporter(BaseItemExporter):
    """Lets Scrapy's feeds write Parquet: one table, when the crawl is over."""

    def __init__(self, file: BytesIO, **options: object) -> None:
        """Write to *file*; *options* are those of every feed."""
        super().__init__(**options)
        self._file = file
        self._rows: list[dict[str, object]] = []

    def export_item(self, item: Mapping[str, object]) -> None:
        """Keep one item."""
        self._rows.append(ItemAdapter(item).asdict())

    def finish_exporting(self) -> None:
        """Write all of them, in the order of their addresses."""
        rows = sorted(self._rows, key=lambda row: str(row["url"]))
        pq.write_table(pa.Table.from_pylist(rows), self._file)


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and does not talk about it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name that the base class gives it
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of *folder* on the loopback interface, while it is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def settings(output: Path) -> dict[str, object]:
    """What a project would write into its `settings.py`."""
    return {
        "ADDONS": {"cleanarticle.integrations.scrapy.CleanArticleAddon": 500},
        "CLEANARTICLE_FORMAT": "html",
        "CLEANARTICLE_FIELD": "page",
        "CLEANARTICLE_OUTPUT_FIELD": "text",
        "CLEANARTICLE_REPORT_FIELD": "cleaning",
        "CLEANARTICLE_DROP_VERDICTS": ["empty", "residue", "wall", "error"],
        "FEED_EXPORTERS": {"parquet": ParquetExporter},
        "FEEDS": {
            output.absolute(): {
                "format": "parquet",
                "overwrite": True,
                "fields": ["url", "language", "title", "text", "cleaning"],
            }
        },
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }


def crawl(address: str, output: Path) -> dict[str, int]:
    """Crawl the site at *address* into *output*; what the cleaner counted."""
    process = CrawlerProcess(settings(output))
    crawler = process.create_crawler(StorySpider)
    process.crawl(crawler, start_urls=[address])
    process.start()
    prefix = "cleanarticle/"
    return {name.removeprefix(prefix): n for name, n in crawler.stats.get_stats().items() if name.startswith(prefix)}


def show(output: Path, stats: Mapping[str, int]) -> None:
    """Print what was written, and what was not."""
    print(f"{'story':30} {'lang':4} {'kept':>5}  left out")
    for row in pq.read_table(output).to_pylist():
        labels = Counter(removal["label"] for removal in row["cleaning"]["removed"])
        told = ", ".join(f"{label} {count}" for label, count in labels.items())
        print(f"{row['url'].split('/', 3)[3]:30} {row['language']:4} {len(row['text']):5}  {told}")
    dropped = ", ".join(f"{n.removeprefix('dropped/')} {stats[n]}" for n in sorted(stats) if n.startswith("dropped/"))
    share = stats["removed_characters"] / stats["characters"]
    print(
        f"\n{stats['items']} pages, dropped: {dropped}; {share:.0%} of their text was no article. Written to {output}"
    )


def main(output: Path = OUTPUT) -> None:
    """Crawl and show."""
    with served(SITE) as address:
        stats = crawl(address, output)
    show(output, stats)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
