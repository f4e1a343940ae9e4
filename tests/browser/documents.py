"""Documents for reports: with every label, hostile ones, and many."""

from __future__ import annotations

from cleanarticle.cli import corpus
from cleanarticle.labels import LABELS
from cleanarticle.result import Removal, Result, Segment
from cleanarticle.text.document import Span

PROSE = (
    "The night ferry to Skarvoy will keep sailing through the winter, the assembly decided on Thursday.",
    "The vote, 31 to 26, came after four hours in which members heard from a midwife and two bakers.",
    "مركب الليل يواصل رحلاته طوال الشتاء، كما قرر المجلس يوم الخميس.",
    "札幌市は木曜日、冬の間もフェリーの運航を続けると発表した。",
)
PAYLOADS = (
    "<script>window.hit=1</script>",
    "</style><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    '"><svg onload=window.hit=1>',
    "' autofocus onfocus=window.hit=1 x='",
    '" onmouseover="window.hit=1" x="',
    "<details open ontoggle=window.hit=1>",
    "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<base href=//127.0.0.1:9/><link rel=stylesheet href=x><img src=//127.0.0.1:9/x>",
    "<meta http-equiv=refresh content='0;url=javascript:window.hit=1'>",
    "<form action=javascript:window.hit=1><button autofocus>",
    "&#60;script&#62;window.hit=1&#60;/script&#62;",
    "{{ 7*7 }}{% raw %}${7*7}",
    "--><!--><script>window.hit=1</script>",
    "<a href=javascript:window.hit=1>x</a>",
    "<style>@import '//127.0.0.1:9/x'</style>",
    "\u202e\u2066<b>\x00\x1b[2J\ud800",
)
ADDRESSES = (
    "javascript:window.hit=1",
    "JaVaScRiPt://example.org/%0awindow.hit=1",
    "\tjavascript:window.hit=1",
    "data:text/html,<script>window.hit=1</script>",
    "vbscript:x",
    "//127.0.0.1:9/x",
    "https://example.org/\"onmouseover=window.hit=1 x='",
    "https://[::1",
    "http:///x",
)


def result(*pieces: tuple[str, str]) -> Result:
    """A result of lines, each with the label under which it went, or none."""
    source, segments = "", []
    for text, label in pieces:
        span = Span(len(source), len(source) + len(text) + 2)
        source += text + "\n\n"
        removal = Removal(span, label, f"en.{label}.some-rule-with-a-long-name", 0.97) if label else None
        segments.append(Segment(span, removal))
    kept = "".join(s.span.of(source) for s in segments if s.kept)
    return Result(source, kept, tuple(segments), "article" if kept else "residue")


def every_label() -> Result:
    """A document in which every label went once."""
    return result(
        *((PROSE[i % 4], "") if i % 3 == 0 else (f"A line that goes: {i}", LABELS[i // 2]) for i in range(32))
    )


def hostile() -> list[tuple[corpus.Page, Result]]:
    """Documents with payloads in text, ids and addresses."""
    pages = [corpus.Page(f"{text}:1", text, "https://example.org/" + text, text) for text in PAYLOADS]
    pages += [corpus.Page("x:1", url, url, url) for url in ADDRESSES]
    pages.append(corpus.Page("ok:1", "fine", "https://www.example.org/story?a=1&b=2", ""))
    return [(page, result((page.text, ""), (page.text, "share"), (page.url, "tags"))) for page in pages]


def many(count: int) -> list[tuple[corpus.Page, Result]]:
    """So many documents as long as news pages are: 30 lines that stay, 60 that go."""
    made = []
    for n in range(count):
        lines = [(f"{PROSE[i % 2]} {n}. " * 3, "") for i in range(30)]
        lines[15:15] = [(f"Another headline that goes, {n}, {i}", LABELS[(n + i // 7) % 11]) for i in range(60)]
        url = f"https://site{n % 40}.example/story/{n}"
        made.append((corpus.Page(f"pages.jsonl:{n}", f"story-{n}", url, ""), result(*lines)))
    return made
