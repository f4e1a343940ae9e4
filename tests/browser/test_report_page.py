"""The report, in a real browser: inert, readable, reachable, quick."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page
from tests.browser.documents import every_label, hostile, many

from cleanarticle.cli import corpus
from cleanarticle.cli.compare.changes import KINDS, Comparison
from cleanarticle.cli.report.page import environment, render, write
from cleanarticle.labels import LABELS
from cleanarticle.result import Result, Segment
from cleanarticle.text.document import Span

Written = Callable[[list[tuple[corpus.Page, Result]]], Path]

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"
# What each visible text has for colour, background and contrast, by WCAG 2.
CONTRASTS = """() => {
  const context = Object.assign(document.createElement("canvas"), {width: 1, height: 1})
    .getContext("2d", {willReadFrequently: true})
  const channels = color => {
    context.clearRect(0, 0, 1, 1); context.fillStyle = color; context.fillRect(0, 0, 1, 1)
    return [...context.getImageData(0, 0, 1, 1).data]
  }
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = channels(getComputedStyle(e).backgroundColor)
      if (color[3] === 255) return color
      if (color[3] !== 0) throw new Error("half transparent: " + e.className)
    }
    return [255, 255, 255]
  }
  const found = []
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())
    if (!own || !element.checkVisibility()) continue
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(behind(element))]
    const name = element.tagName + "." + element.className
    found.push([name, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), a, b])
  }
  return found
}"""


def load(page: Page, path: Path) -> None:
    page.goto(path.as_uri())


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


def one(document: Result) -> list[tuple[corpus.Page, Result]]:
    return [(corpus.Page("story.txt", "", "https://example.org/story", document.source), document)]


@pytest.mark.parametrize("policy", [True, False], ids=["as written", "without its policy"])
def test_hostile_documents_stay_text(page: Page, noted: list[str], written: Written, policy: bool) -> None:
    path = written(hostile())
    if not policy:  # what is escaped needs no policy
        path.write_bytes(re.sub(rb"<meta http-equiv[^>]+>", b"", path.read_bytes()))
    load(page, path)
    open_all(page)
    for line in page.locator("li").all()[:60]:
        line.hover(force=True, timeout=2000)
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert noted == [path.as_uri()]
    assert page.evaluate("document.querySelectorAll('script, iframe, img, link, base, form, button').length") == 0
    assert page.evaluate("document.querySelectorAll('[style]').length") == 0
    handlers = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
    assert page.evaluate(handlers) == []
    text = page.evaluate("document.body.textContent")
    assert "<script>window.hit=1</script>" in text
    assert "{{ 7*7 }}{% raw %}${7*7}" in text
    assert r"\u202e\u2066<b>\x00\x1b[2J\ud800" in text


def test_only_addresses_of_the_web_are_links(page: Page, written: Written) -> None:
    load(page, written(hostile()))
    open_all(page)
    links = page.eval_on_selector_all("main a", "all => all.map(a => a.href)")
    assert "https://www.example.org/story?a=1&b=2" in links
    assert all(href.startswith("https://example.org/") or "www.example.org" in href for href in links)
    assert page.evaluate("document.querySelectorAll('a[rel~=noreferrer]').length") == len(links)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_aa(page: Page, written: Written, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    load(page, written(one(every_label())))
    open_all(page)
    page.check("#why")
    found = page.evaluate(CONTRASTS)
    assert [name for name in found if name[1] < 4.5] == []
    names = {name for name, *_ in found}
    assert {f"SPAN.tag l-{label}" for label in LABELS} <= names
    assert {"LI", "B", "P"} <= {name.partition(".")[0] for name in names}
    colors = "e => [null, '::after'].map(part => getComputedStyle(e, part).color)"
    line, note = page.locator("li.out").first.evaluate(colors)
    assert line == note
    background = [light for name, _, _, light in found if name.startswith("LI")]
    assert (max(background) < 0.1) is (scheme == "dark")
    page.screenshot(path=SHOTS / f"report-{scheme}.png", full_page=True)


def test_phone_needs_no_scrolling_to_the_side(page: Page, written: Written) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    documents = [*one(every_label()), *hostile()]
    long = corpus.Page("x:1", "i" * 300, "https://" + "h" * 60 + ".example/" + "p" * 400, "")
    documents.append((long, every_label()))
    load(page, written(documents))
    open_all(page)
    page.check("#why")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=SHOTS / "report-phone.png")
    page.locator("li.gone").first.scroll_into_view_if_needed()
    page.screenshot(path=SHOTS / "report-phone-lines.png")


def test_keyboard_reaches_and_opens_everything(page: Page, written: Written) -> None:
    load(page, written([*one(every_label()), *many(3)]))
    expected = page.evaluate("document.querySelectorAll('summary, input[type=checkbox], a.skip').length") + 1
    seen = set()
    for _ in range(expected + 20):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement")
        if focused.evaluate("e => e === document.body"):
            break
        assert focused.evaluate("e => getComputedStyle(e).outlineStyle") != "none"
        assert focused.evaluate("e => getComputedStyle(e).outlineWidth") != "0px"
        seen.add(focused.evaluate("e => [...document.querySelectorAll('*')].indexOf(e)"))
        if focused.evaluate("e => e.tagName") == "SUMMARY":
            page.keyboard.press("Enter")
            assert focused.evaluate("e => e.parentElement.open") is True
    links = page.evaluate("document.querySelectorAll('main a').length")
    assert len(seen) == expected + links
    page.focus("#show-share")
    page.keyboard.press("Space")
    assert page.evaluate("[...document.querySelectorAll('li.l-share')].some(e => e.checkVisibility())") is False


def test_filters_hide_and_show_without_a_script(page: Page, written: Written) -> None:
    document = every_label()
    load(page, written([*one(document), (corpus.Page("r", "", "", ""), many(1)[0][1])]))
    open_all(page)

    def visible(selector: str) -> int:
        return int(page.locator(selector).filter(visible=True).count())

    everything, shares = visible("li"), visible("li.l-tags")
    assert shares > 0
    page.uncheck("#show-tags")
    assert (visible("li.l-tags"), visible("li")) == (0, everything - shares)
    page.check("#show-tags")
    page.check("#only-gone")
    assert visible("li:not(.gone)") == 0
    assert visible("li.gone") > 0
    page.check("#only-kept")
    assert visible("li.out") == 0
    assert visible("li") > 0
    page.uncheck("#show-article")
    assert visible(".v-article") == 0


def test_rule_and_score_show_on_hover_on_request_and_in_print(page: Page, written: Written) -> None:
    load(page, written(one(every_label())))
    open_all(page)
    line = page.locator("li.gone").first

    def note() -> str:
        return str(line.evaluate("e => getComputedStyle(e, '::after').content"))

    assert note() == "none"
    line.hover()
    assert note() == '"navigation en.navigation.some-rule-with-a-long-name 0.97"'
    page.mouse.move(0, 0)
    assert note() == "none"
    page.check("#why")
    assert "some-rule-with-a-long-name 0.97" in note()
    page.uncheck("#why")
    page.emulate_media(media="print")
    assert "some-rule-with-a-long-name 0.97" in note()
    page.reload()
    assert line.is_visible(), "closed documents are printed, too"


def test_five_hundred_documents_open_without_lag(page: Page, written: Written) -> None:
    path = written(many(500))
    load(page, path)
    timing = page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
    frame = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
    times = []
    for selector in ("details.v-article > summary", "#show-share", "#only-gone"):
        before = page.evaluate("performance.now()")
        page.locator(selector).first.click()
        times.append(page.evaluate(frame) - before)
    size = path.stat().st_size / 1e6
    print(
        f"{size:.1f} MB: interactive {timing['domInteractive']:.0f} ms, loaded {timing['loadEventEnd']:.0f} ms", times
    )
    page.screenshot(path=SHOTS / "report-500.png")
    assert timing["domInteractive"] < 3000
    assert timing["loadEventEnd"] < 4000
    assert max(times) < 1500


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_comparison_is_as_inert_and_readable(
    page: Page, noted: list[str], tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    comparison = Comparison("news", "<script>window.hit=1</script>", 30)
    for document, changed in [*hostile(), *one(every_label())]:
        source = changed.source
        comparison.add(document, Result(source, source, (Segment(Span(0, len(source))),), "article"), changed)
    path = tmp_path / "compare.html"
    write(path, render(environment(), "compare.html.j2", {"comparison": comparison, "kinds": KINDS}))
    page.emulate_media(color_scheme=scheme)
    load(page, path)
    open_all(page)
    assert (noted, page.evaluate("window.hit")) == ([path.as_uri()], None)
    assert [name for name in page.evaluate(CONTRASTS) if name[1] < 4.5] == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.screenshot(path=SHOTS / f"compare-{scheme}-phone.png")
