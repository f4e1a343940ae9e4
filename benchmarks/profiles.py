"""What site profiles bring on pages with human gold: each page cleaned with a profile of the site's other pages.

    python -m benchmarks.profiles DATA                                # trafilatura, bs4, inscriptis
    python -m benchmarks.profiles DATA --scraper readability --preset news

DATA is a folder with `pages.jsonl.gz` (id, url, gold) and `text/<scraper>.jsonl.gz` (id, text).  Sites with a single
page are left out; a site is the host of the address without `www.`.

    raw, without, with   F1 over runs of four words: of the text, cleaned, cleaned with the profile
    words                words of the gold that are left, without and with the profile
    known                lines of the pages that their profiles know, in a place where they were learned
    gone                 of these, lines that go without a profile, too
    went                 of these, lines that go because of the profile
    gold                 of these, lines that the gold has
    repeated             the share of the words that stay without being gold in lines that the other pages have, too
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.quality import Gold, Score, mean, score, words

from cleanarticle import Cleaner, Options
from cleanarticle.profiles.address import site_of
from cleanarticle.profiles.file import render
from cleanarticle.profiles.page import Seen, look
from cleanarticle.profiles.profile import Profile
from cleanarticle.profiles.site import learn
from cleanarticle.text.segment import segment

_SCRAPERS: Final = ("trafilatura", "bs4", "inscriptis")


@dataclass(frozen=True, slots=True)
class Page:
    """A page with gold: its address, the article, and what a scraper returned."""

    url: str
    gold: str
    text: str


@dataclass(slots=True)
class Tally:
    """Scores of a scraper, page by page, and counts over all pages; see the head of the file."""

    scores: dict[str, list[Score]] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, text: str, gold: str) -> None:
        """Score *text* under *name*."""
        self.scores.setdefault(name, []).append(score(text, gold))
        self.words[name] += (Counter(words(text)) & Counter(words(gold))).total()

    def row(self, scraper: str) -> str:
        """A line of the table."""
        raw, without, with_it = (mean(self.scores[name]) for name in ("raw", "without", "with"))
        share = self.words["repeated"] / max(1, self.words["wrong"])
        return (
            f"{scraper:16} {len(self.scores['raw']):5}  {raw.f1:.4f} {without.f1:.4f} {with_it.f1:.4f}  "
            f"{self.words['without']:7} {self.words['with']:7}  "
            + "".join(f"{self.lines[name]:5} " for name in ("known", "gone", "went", "gold"))
            + f"{share:8.1%}"
        )


def read(data: Path, scraper: str) -> dict[str, list[Page]]:
    """The pages of each site that has several."""
    texts = {row["id"]: row["text"] for row in _rows(data / "text" / f"{scraper}.jsonl.gz")}
    sites: dict[str, list[Page]] = {}
    for row in _rows(data / "pages.jsonl.gz"):
        site, text = site_of(row["url"]), texts.get(row["id"], "")
        if site and text.strip():
            sites.setdefault(site, []).append(Page(row["url"], row["gold"], text))
    return {site: pages for site, pages in sorted(sites.items()) if len(pages) > 1}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def measure(data: Path, scraper: str, preset: str, folder: Path) -> Tally:
    """The scores of a scraper."""
    plain, whole = Cleaner(Options(preset=preset)), Cleaner(Options(preset="body"))
    tally = Tally()
    for site, pages in read(data, scraper).items():
        seen = [look(page.text, whole) for page in pages]
        for i, page in enumerate(pages):
            profile = _profile(site, [*seen[:i], *seen[i + 1 :]])
            (folder / f"{site}.toml").write_text(render(profile), encoding="utf-8")
            # A cleaner reads a profile once.
            taught = Cleaner(Options(preset=preset, profiles=folder))
            left = {"raw": page.text, "without": plain.clean(page.text), "with": taught.clean(page.text, url=page.url)}
            for name, text in left.items():
                tally.add(name, text, page.gold)
            _count_lines(tally, profile, page, left)
            _count_repeated(tally, left["without"], page, [other.text for other in pages if other is not page])
    return tally


def _profile(site: str, pages: Sequence[Sequence[Seen]]) -> Profile:
    return learn(site, pages, lambda _: False)


def _count_lines(tally: Tally, profile: Profile, page: Page, left: dict[str, str]) -> None:
    """What became of the lines of a page that its profile knows."""
    document = segment(page.text)
    known = profile.evidence(document, [()] * len(document.lines))
    gold = Gold(page.gold)
    without, with_it = (Counter(line.strip() for line in left[name].splitlines()) for name in ("without", "with"))
    for line, matches in zip(document.lines, known, strict=True):
        mine = gold.claim(line.text)
        if matches:
            text = line.span.of(page.text).strip()
            tally.lines["known"] += 1
            tally.lines["gone"] += text not in without
            tally.lines["went"] += text in without and text not in with_it
            tally.lines["gold"] += mine


def _count_repeated(tally: Tally, left: str, page: Page, others: Sequence[str]) -> None:
    """How much of what is wrong in *left* other pages have, too: the most that a profile could find."""
    elsewhere = {line.strip() for text in others for line in text.splitlines()}
    gold = Gold(page.gold)
    for line in left.splitlines():
        size = len(words(line))
        if size and not gold.claim(line):
            tally.words["wrong"] += size
            tally.words["repeated"] += size * (line.strip() in elsewhere)


def main() -> int:
    """Measure each scraper and print a line for it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--scraper", action="append", help="of DATA/text; may be repeated")
    parser.add_argument("--preset", default="body")
    args = parser.parse_args()
    print(f"{'scraper':16} pages     raw without   with  {'words':>7} {'with':>7}  known  gone  went  gold  repeated")
    for scraper in args.scraper or _SCRAPERS:
        with TemporaryDirectory() as folder:
            print(measure(args.data, scraper, args.preset, Path(folder)).row(scraper), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
