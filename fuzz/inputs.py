"""Files for each entry point: bytes, HTML, JSON lines, rules and settings, mostly right and a little wrong."""

from __future__ import annotations

import json
from typing import Final, TypeVar

from hypothesis import strategies as st

from cleanarticle.labels import LABELS
from fuzz.pages import LINES, PAGES, TEXTS, encoded

T = TypeVar("T")


def mostly(right: st.SearchStrategy[T], *others: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """*right* three times in four; `one_of` would count every branch inside its branches as one."""
    return st.integers(0, 3).flatmap(lambda number: right if number < 3 else st.one_of(*others))


_CODECS: Final = ("utf-16", "utf-16-le", "latin-1", "cp1251", "shift_jis", "gb18030", "utf-8-sig")


def _scarred(page: bytes, scar: bytes, at: int) -> bytes:
    at %= len(page) + 1
    return page[:at] + scar + page[at:]


BYTES: Final = mostly(
    TEXTS,
    st.builds(_scarred, TEXTS, st.binary(min_size=1, max_size=4), st.integers(0, 5000)),
    st.builds(str.encode, PAGES, st.sampled_from(_CODECS), st.just("replace")),
    st.binary(max_size=300),
)

# --- HTML ---

_BLOCKS: Final = (
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "td",
    "article",
    "section",
    "aside",
    "footer",
    "nav",
    "header",
    "a",
    "b",
)
_ATTRIBUTES: Final = (
    *("", "", "", ' class="article-body"', ' class="comments"', ' id="main"', " hidden", ' href="/a"', ' x="\'>"'),
    *(" <", ' style="display:none"', ' itemprop="articleBody"', " a=1 a=2"),
)
_SCRAPS: Final = (
    *("<br>", "<br/><br/>", "<!-- x -->", "<!--", "-->", "<script>if (a<b) c()</script>", "<style>p{}</style>", "<"),
    *(
        "</p>",
        "</div></div>",
        "</body>",
        "</html>",
        "<html/>",
        "&amp;",
        "&nbsp;",
        "&#0;",
        "&#xD800;",
        "&#8232;",
        "&zz;",
    ),
    *(
        "<![CDATA[x]]>",
        "<?php echo 1 ?>",
        "<plaintext>",
        "<svg><p>",
        "<template><p>x",
        "<noscript>x</noscript>",
        "\x00",
    ),
    *("<table><tr><td>", "<pre>\n a\n b</pre>", "<textarea>", "<title>", "<iframe src=x>", "<base href='//'>", "</a"),
)
_HEADS: Final = (
    *("", "<!doctype html>", "<html><head><title>Ferry</title></head><body>", "<html lang=de><body>", "<body>"),
    *("<meta charset=utf-8>", "<meta charset=latin-1>", "<meta charset=utf-16>", "<meta charset=rot13>", "\ufeff"),
    *('<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">', "<html/>"),
)


def _element(name: str, attributes: str, inside: str, closed: bool) -> str:
    return f"<{name}{attributes}>{inside}" + (f"</{name}>" if closed else "")


_ELEMENTS: Final = st.recursive(
    st.one_of(LINES, LINES, st.sampled_from(_SCRAPS)),
    lambda inner: st.builds(
        _element,
        st.sampled_from(_BLOCKS),
        st.sampled_from(_ATTRIBUTES),
        st.lists(inner, max_size=4).map("".join),
        st.sampled_from([True, True, True, False]),
    ),
    max_leaves=20,
)
_DEEP: Final = st.builds(
    lambda name, depth, line: f"<{name}>" * depth + line, st.sampled_from(_BLOCKS), st.integers(1, 400), LINES
)
_MARKUP: Final = st.builds(
    str.__add__,
    st.sampled_from(_HEADS),
    st.lists(st.one_of(_ELEMENTS, _ELEMENTS, _ELEMENTS, _DEEP), max_size=8).map("".join),
)
HTML: Final = mostly(
    _MARKUP.map(encoded),
    st.builds(str.encode, _MARKUP, st.sampled_from(_CODECS), st.just("replace")),
    st.builds(_scarred, _MARKUP.map(encoded), st.binary(min_size=1, max_size=4), st.integers(0, 5000)),
    BYTES,
)

# --- JSON lines ---

_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | PAGES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=6,
)
_RECORDS: Final = st.builds(
    lambda before, page, after, plain: json.dumps({**before, "text": page, **after}, ensure_ascii=plain),
    st.dictionaries(st.sampled_from(["id", "url", "Text", "", "é", "text "]), _JSON, max_size=3),
    PAGES,
    st.dictionaries(st.sampled_from(["n", "meta", "text\n", "\ud800"]), _JSON, max_size=3),
    st.booleans(),
)
_ROWS: Final = mostly(
    _RECORDS.map(encoded),
    st.builds(_scarred, _RECORDS.map(encoded), st.binary(min_size=1, max_size=3), st.integers(0, 5000)),
    _JSON.map(json.dumps).map(encoded),
    st.sampled_from(
        [b"", b" ", b"\t", b"{", b'{"text":"a","text":"b"}', b'{"text":"\\ud83d"}', b'{ "text" : "a\\/b" , "n":1e999 }']
    ),
    st.binary(max_size=40),
)
RECORDS: Final = st.builds(
    lambda mark, rows, last: mark + b"".join(row + end for row, end in rows) + last,
    st.sampled_from([b"", b"", b"\xef\xbb\xbf"]),
    st.lists(st.tuples(_ROWS, st.sampled_from([b"\n", b"\n", b"\r\n", b"\r"])), max_size=6),
    st.sampled_from([b"", b" ", b"{}", b'{"text": "Leave a Reply"}']),
)

# --- Rules and settings ---

_KEYS: Final = ("id", "label", "scope", "weight", "pattern", "why", "removes", "keeps")
# Bounded repeats only: what a hostile pattern costs is another matter.
_PIECES: Final = (
    *("^", "$", "(?i)", "a", "read", "ferry", r"\b", r"\d{1,4}", ".{0,9}", "(?:a|b)", "[^.]", r"\p{Lu}", "ß", "İ", "("),
    *(r"\s", "x?", "(?=a)", "(?!b)", "(?<=a)", r"(\w)\1", "|", "[", ")", "{", "\\", r"\Z", "(?P<n>a)", "(?V1)", "Σ"),
)
_SOUND: Final = st.sampled_from(
    [
        r"\s",
        r"\s{1,9}",
        " ",
        r"\W",
        ".",
        r"\x00",
        r"\w{1,9}",
        "(?s).",
        "[^.]",
        "(?i)^the",
        "ing$",
        r"^\p{Lu}",
        "(?=a)a",
        r"\.",
    ]
)
_PATTERNS: Final = st.one_of(_SOUND, st.lists(st.sampled_from(_PIECES), max_size=6).map("".join))
_VALUES: Final[dict[str, st.SearchStrategy[object]]] = {
    "id": st.sampled_from(["house.tags.one", "house.tags.two", "en.share.x", "One", "", "a.b.c", "house"]),
    "label": st.sampled_from([*LABELS, "coments", ""]),
    "scope": st.sampled_from(["line", "prefix", "suffix", "inline", "opener", "lines"]),
    "weight": st.sampled_from([4.0, 1, -3, 20, 21, 0, True, "4", float("inf"), 1e-300]),
    "pattern": _PATTERNS,
    "why": st.sampled_from(["Nobody says this in print.", "", "a\nb", "\x1b[2J"]),
    "removes": st.lists(LINES, max_size=3),
    "keeps": st.lists(LINES, min_size=1, max_size=3),
}
# TOML holds no surrogates.
_VISIBLE: Final = LINES.map(lambda line: "x" + line.encode("utf-8", "replace").decode())
_RIGHT: Final[dict[str, st.SearchStrategy[object]]] = {
    **_VALUES,
    "id": st.integers(0, 99).map("house.tags.n{}".format),
    "label": st.sampled_from(LABELS),
    "scope": st.sampled_from(["line", "prefix", "suffix", "inline", "opener"]),
    "weight": st.sampled_from([4.0, 1, -3, 20]),
    "pattern": mostly(_SOUND, _PATTERNS),
    "removes": st.lists(_VISIBLE, min_size=2, max_size=3),
    "keeps": st.lists(_VISIBLE, min_size=2, max_size=3),
    "why": st.just("Nobody says this in print."),
}


def toml(table: dict[str, object]) -> str:
    """*table* as TOML, near enough: JSON's texts, numbers, booleans and lists are spelt alike."""
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())


_TABLE: Final = mostly(
    st.fixed_dictionaries(_RIGHT),
    st.fixed_dictionaries({}, optional=_VALUES),
    st.fixed_dictionaries(_VALUES, optional={"keep": st.just([])}),
)
_TABLES: Final = st.lists(_TABLE, max_size=3).map(
    lambda tables: encoded("".join("[[rule]]\n" + toml(t) for t in tables))
)
RULES: Final = mostly(
    _TABLES,
    st.builds(_scarred, _TABLES, st.binary(min_size=1, max_size=3), st.integers(0, 3000)),
    st.sampled_from([b"rule = 1", b"[rule]", b"rule = [[]]", b"rule = [1]", b"rules = []", b"[[rule]]\n[[rule.id]]"]),
    BYTES,
)

_SETTINGS: Final = st.fixed_dictionaries(
    {},
    optional={
        "preset": st.sampled_from(["news", "body", "boddy", "", 1, [], True]),
        "drop": st.one_of(
            st.lists(st.sampled_from([*LABELS, "tag", "", "\x1b"]), max_size=3), st.just("tags"), st.just([1])
        ),
        "keep": st.lists(st.sampled_from(LABELS), max_size=3),
        "rules": st.lists(st.sampled_from(["gone.toml", "", ".", "/", "a/../b", "\x00"]), max_size=2),
        "languages": st.one_of(st.lists(st.sampled_from(["en", "de", "common", "xx", ""]), max_size=2), st.just("en")),
        "presett": st.just("body"),
    },
).map(toml)
CONFIGS: Final = mostly(
    _SETTINGS.map(encoded),
    st.builds(
        str.__add__, st.sampled_from(["\ufeff", "[tool.cleanarticle]\r\n", "tool = 1\n", "[tool]\n"]), _SETTINGS
    ).map(encoded),
    st.builds(_scarred, _SETTINGS.map(encoded), st.binary(min_size=1, max_size=3), st.integers(0, 300)),
    st.integers(1, 2000).map(lambda depth: b"drop = " + b"[" * depth),
    BYTES,
)
