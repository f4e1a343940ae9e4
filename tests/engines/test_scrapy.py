"""Scrapy: real crawls of pages on the loopback interface, with the pipeline and with the add-on."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("scrapy")

from examples.crawl.crawl import served
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from scrapy.utils.test import get_crawler
from tests.engines.crawling import Crawl, crawl
from tests.engines.documented import blocks
from tests.engines.page_spider import SHAPES

from cleanarticle import OptionError, RuleError
from cleanarticle.integrations.scrapy import CleanArticlePipeline, ErrorPage, WallPage

SPIDER = Path(__file__).with_name("page_spider.py")
ADDON = {"ADDONS": json.dumps({"cleanarticle.integrations.scrapy.CleanArticleAddon": 500})}
PIPELINE = "cleanarticle.integrations.scrapy.CleanArticlePipeline"
ARTICLE = "The bridge reopened on Friday, the council said."
PAGES = {
    "story": [ARTICLE, "Leave a comment", "© 2025 Skarvoy Post. All rights reserved."],
    "wall": ["We use cookies to improve your experience.", "Accept all cookies"],
    "gone": ["404: page not found"],
    "residue": ["Leave a comment", "Share this article"],
    "blank": ["&nbsp;"],
    "picture": [],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    for name, paragraphs in PAGES.items():
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        (folder / f"{name}.html").write_text(f"<!doctype html><html><body>{body}</body></html>", encoding="utf-8")
    links = "".join(f'<h3><a class="story" href="{name}.html">{name}</a></h3>' for name in PAGES)
    (folder / "index.html").write_text(f"<!doctype html><html><body>{links}</body></html>", encoding="utf-8")
    with served(folder) as address:
        yield address


def names(done: Crawl) -> set[str]:
    """The pages whose items came through."""
    return {str(item["url"]).rsplit("/", 1)[1].removesuffix(".html") for item in done.items}


def text_of(done: Crawl, page: str) -> object:
    return next(item for item in done.items if str(item["url"]).endswith(f"{page}.html"))["text"]


# --- Crawls ----------------------------------------------------------------------------------------------------------


def test_the_addon_cleans_every_item_and_counts_what_went(site: str, tmp_path: Path) -> None:
    done = crawl(SPIDER, tmp_path, ADDON, start=site)
    assert (done.status, names(done)) == (0, set(PAGES))
    assert text_of(done, "story") == ARTICLE
    assert text_of(done, "picture") is None
    source = "\n\n".join(PAGES["story"])
    counted = {name: n for name, n in done.stats.items() if name.startswith("cleanarticle/")}
    assert counted.pop("cleanarticle/characters") == sum(
        len("\n\n".join(paragraphs).replace("&nbsp;", " ")) for paragraphs in PAGES.values()
    )
    removed = {name: n for name, n in counted.items() if name.startswith("cleanarticle/removed_characters")}
    assert removed["cleanarticle/removed_characters/copyright"] == len(PAGES["story"][2])
    total = removed.pop("cleanarticle/removed_characters")
    assert total == sum(int(str(n)) for n in removed.values())
    assert int(str(total)) > len(source) - len(ARTICLE)
    assert {name: n for name, n in counted.items() if "removed" not in name} == {
        "cleanarticle/items": 5,
        "cleanarticle/skipped": 1,
        "cleanarticle/verdicts/article": 1,
        "cleanarticle/verdicts/empty": 1,
        "cleanarticle/verdicts/error": 1,
        "cleanarticle/verdicts/residue": 1,
        "cleanarticle/verdicts/wall": 1,
    }


def test_verdicts_that_are_not_wanted_are_dropped_each_for_its_reason(site: str, tmp_path: Path) -> None:
    settings = ADDON | {"CLEANARTICLE_DROP_VERDICTS": "empty, residue, wall, error"}
    done = crawl(SPIDER, tmp_path, settings, start=site)
    assert names(done) == {"story", "picture"}
    assert done.stats["cleanarticle/dropped"] == done.stats["item_dropped_count"] == 4
    for verdict, reason in [("empty", "Empty"), ("residue", "Residue"), ("wall", "Wall"), ("error", "Error")]:
        assert done.stats[f"cleanarticle/dropped/{verdict}"] == 1
        assert done.stats[f"item_dropped_reasons_count/{reason}Page"] == 1
    assert f"Dropped: no article but wall: {site}wall.html" in done.log


@pytest.mark.parametrize("shape", ["item", "dataclass", "attrs"])
def test_items_of_every_shape_are_cleaned(site: str, tmp_path: Path, shape: str) -> None:
    done = crawl(SPIDER, tmp_path, ADDON, start=site, shape=shape)
    assert done.stats["cleanarticle/items"] == 5
    assert text_of(done, "story") == ARTICLE


def test_an_item_of_news_please_is_cleaned_between_its_extractor_and_its_storage(site: str, tmp_path: Path) -> None:
    settings = {
        "ITEM_PIPELINES": json.dumps({PIPELINE: 150}),
        "CLEANARTICLE_FIELD": "article_text",
        "CLEANARTICLE_DROP_VERDICTS": "empty,residue,wall,error",
        "FEED_EXPORT_FIELDS": "url,article_text",
    }
    done = crawl(SPIDER, tmp_path, settings, start=site, shape="newscrawler")
    assert {item["article_text"] for item in done.items} == {ARTICLE, None}


def test_settings_choose_labels_and_the_field_of_the_report(site: str, tmp_path: Path) -> None:
    settings = ADDON | {"CLEANARTICLE_KEEP": "comments, share", "CLEANARTICLE_REPORT_FIELD": "report"}
    done = crawl(SPIDER, tmp_path, settings, start=site)
    assert text_of(done, "story") == f"{ARTICLE}\n\nLeave a comment"
    report = next(item for item in done.items if str(item["url"]).endswith("story.html"))["report"]
    assert report["verdict"] == "article"  # type: ignore[index]
    (removal,) = report["removed"]  # type: ignore[index]
    assert (removal["label"], removal["reason"]) == ("copyright", "common.copyright.sign-and-year")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CLEANARTICLE_PRESET", "boddy", "unknown preset 'boddy'; did you mean 'body'?"),
        ("CLEANARTICLE_DROPS", "tags", "unknown setting 'CLEANARTICLE_DROPS'; did you mean 'CLEANARTICLE_DROP'?"),
    ],
)
def test_a_wrong_setting_ends_the_crawl_before_its_first_request(
    site: str, tmp_path: Path, name: str, value: str, message: str
) -> None:
    done = crawl(SPIDER, tmp_path, ADDON | {name: value}, start=site)
    assert f"cleanarticle.errors.OptionError: {message}" in done.log
    assert done.items == []
    assert "downloader/request_count" not in done.stats


def test_the_spider_of_the_page_runs(site: str, tmp_path: Path) -> None:
    (source,) = blocks("scrapy")
    spider = tmp_path / "stories.py"
    spider.write_text(source.replace("https://news.example/", site), encoding="utf-8")
    done = crawl(spider, tmp_path, {})
    assert done.status == 0
    assert {str(item["url"]).removeprefix(site): item["text"] for item in done.items} == {"story.html": ARTICLE}


# --- The pipeline by itself ------------------------------------------------------------------------------------------


def crawler_with(**settings: object) -> Crawler:
    return get_crawler(Spider, {f"CLEANARTICLE_{name}": value for name, value in settings.items()})


def pipeline_with(**settings: object) -> CleanArticlePipeline:
    return CleanArticlePipeline.from_crawler(crawler_with(**settings))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"FORMAT": "htm"}, "unknown CLEANARTICLE_FORMAT 'htm'; did you mean 'html'?"),
        ({"DROP_VERDICTS": ["walls"]}, "unknown verdict 'walls'; did you mean 'wall'?"),
        ({"DROP_VERDICTS": "article"}, "nothing would be left"),
        ({"KEEP": "coments"}, "unknown label 'coments'; did you mean 'comments'?"),
        ({"LANGUAGES": ["en", "dee"]}, "unknown language 'dee'"),
        ({"RULES": "missing.toml"}, "missing.toml"),
    ],
)
def test_wrong_settings_are_named(settings: dict[str, object], message: str) -> None:
    with pytest.raises((OptionError, RuleError), match=message.replace("?", r"\?")):
        pipeline_with(**settings)


def test_text_goes_to_another_field_on_demand_and_the_source_stays() -> None:
    page = "\n\n".join(PAGES["story"])
    item = pipeline_with(FIELD="body", OUTPUT_FIELD="article").process_item({"url": "/a", "body": page})
    assert item == {"url": "/a", "body": page, "article": ARTICLE}


@pytest.mark.parametrize("page", ["<html><body><p>{}</p></body></html>", b"<html><body><p>%s</p></body></html>"])
def test_html_is_read_as_text_and_as_bytes(page: str | bytes) -> None:
    html = page.format(ARTICLE) if isinstance(page, str) else page % ARTICLE.encode()
    assert pipeline_with(FORMAT="html").process_item({"text": html}) == {"text": ARTICLE}


@pytest.mark.parametrize(
    ("item", "settings", "error"),
    [
        ({"url": "/a", "text": b"bytes"}, {}, "TypeError"),
        ({"url": "/a", "text": 5}, {"FORMAT": "html"}, "TypeError"),
        (SHAPES["item"](url="/a", text=ARTICLE), {"OUTPUT_FIELD": "article"}, "KeyError"),
        (SHAPES["dataclass"](url="/a", text=ARTICLE), {"REPORT_FIELD": "report"}, "KeyError"),
    ],
)
def test_an_item_that_cannot_be_cleaned_passes_and_is_counted_and_logged(
    item: object, settings: dict[str, object], error: str, caplog: pytest.LogCaptureFixture
) -> None:
    crawler = crawler_with(**settings)
    before = repr(item)
    assert CleanArticlePipeline.from_crawler(crawler).process_item(item) is item
    assert repr(item) == before
    assert crawler.stats is not None
    assert crawler.stats.get_value("cleanarticle/failures") == 1
    assert crawler.stats.get_value(f"cleanarticle/failures/{error}") == 1
    assert [(r.levelno, r.getMessage()) for r in caplog.records if r.name == "cleanarticle.integrations.scrapy"] == [
        (logging.ERROR, "item of /a stays as it is")
    ]


@pytest.mark.parametrize(("page", "reason"), [("wall", WallPage), ("gone", ErrorPage)])
def test_a_dropped_item_is_a_drop_item_of_its_own_class(page: str, reason: type[DropItem]) -> None:
    pipeline = pipeline_with(DROP_VERDICTS=["wall", "error"])
    with pytest.raises(reason) as raised:
        pipeline.process_item({"url": f"/{page}", "text": "\n\n".join(PAGES[page])})
    assert isinstance(raised.value, DropItem)
    assert str(raised.value).endswith(f": /{page}")


def test_a_field_that_no_item_has_is_a_warning_at_the_end(caplog: pytest.LogCaptureFixture) -> None:
    pipeline = pipeline_with(FIELD="txt")
    assert pipeline.process_item({"text": ARTICLE}) == {"text": ARTICLE}
    pipeline.close_spider()
    assert "none of 1 items has a text in 'txt'; is CLEANARTICLE_FIELD right?" in caplog.text


@pytest.mark.parametrize("chosen", [{}, {PIPELINE: 750}, {CleanArticlePipeline: 750}])
def test_the_addon_leaves_a_place_that_the_project_chose(chosen: dict[str | type, int]) -> None:
    settings = {"ADDONS": {"cleanarticle.integrations.scrapy.CleanArticleAddon": 500}, "ITEM_PIPELINES": chosen}
    pipelines = get_crawler(Spider, settings).settings.getdict("ITEM_PIPELINES")
    assert list(pipelines.values()) == ([750] if chosen else [200])
