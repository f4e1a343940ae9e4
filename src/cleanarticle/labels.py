"""The labels, their meanings, and the presets: sets of labels to drop."""

from __future__ import annotations

from typing import Final

BOILERPLATE: Final = (
    "navigation",
    "share",
    "comments",
    "disclosure",
    "advert",
    "newsletter",
    "related",
    "consent",
    "paywall",
    "copyright",
    "tags",
)
FURNITURE: Final = ("title", "byline", "caption", "credit", "author")
LABELS: Final = BOILERPLATE + FURNITURE

PRESETS: Final[dict[str, frozenset[str]]] = {
    "news": frozenset(BOILERPLATE),
    "body": frozenset(LABELS),
}

MEANINGS: Final[dict[str, str]] = {
    "navigation": "menus, skip links, player and page controls, error texts of the site",
    "share": "share rows and buttons",
    "comments": "comment prompts, forms, counters, moderation notices and readers' threads",
    "disclosure": "affiliate and sponsorship notices",
    "advert": "advertisement markers and advertising copy",
    "newsletter": "calls to subscribe, follow, install, donate or listen",
    "related": "headline lists and read-more lines",
    "consent": "cookie and privacy notices",
    "paywall": "subscription walls and log-in nags",
    "copyright": "copyright, licence and syndication lines",
    "tags": "topic and keyword lists",
    "title": "the headline, kicker and standfirst",
    "byline": "author, agency and date lines at the head or foot",
    "caption": "picture captions",
    "credit": "picture and source credits",
    "author": "biographies of the author",
}
