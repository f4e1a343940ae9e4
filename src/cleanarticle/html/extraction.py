"""Extract text from HTML: decode the page, extract the article with trafilatura, check that it is not lost.

trafilatura finds the article on nearly every page, but loses it silently on some.  So the page is parsed twice: once
to plain text, once to a tree for trafilatura.  If the article is short compared with the prose on the page,
trafilatura runs again in recall mode.  If that is too short as well, the result is the text of the whole page, and the
cleaner finds the article in it.  No page raises an exception.

The import of trafilatura and lxml takes 0.25 seconds, so they are imported where they are used.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

import regex

if TYPE_CHECKING:
    from configparser import ConfigParser

    from lxml.html import HtmlElement

    from cleanarticle.html.page import PageText


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- Is it a page? ---------------------------------------------------------------------------------------------------

# Common HTML elements; every page has at least one of them.
_ELEMENTS: Final = (
    "a|abbr|address|article|aside|b|blockquote|body|br|button|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|"
    "font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|noscript|ol|option|"
    "p|picture|pre|q|s|script|section|select|small|span|strong|style|sub|summary|sup|svg|table|tbody|td|template|"
    "textarea|tfoot|th|thead|time|title|tr|u|ul|video"
)
# Whole tags only: "i<b and c>d" and "<john@example.org>" are prose.
_TAG: Final = re.compile(
    rf"<(?:!doctype\b|!--|/(?:{_ELEMENTS})\s{{0,9}}>|(?:{_ELEMENTS})(?:\s{{0,9}}/?>|\s{{1,9}}[\w:.@-]{{1,60}}\s{{0,9}}=))",
    re.IGNORECASE,
)

# --- Encodings -------------------------------------------------------------------------------------------------------

# Byte order marks; the last two are the first `<` of a UTF-16 page without a mark.
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
# Python's names of the encodings that browsers know (https://encoding.spec.whatwg.org).  This excludes "rot13" and
# "unicode_escape", and also UTF-16: a page whose declaration is readable as ASCII is not in UTF-16.
_WEB_CODECS: Final = _names(
    "utf-8 cp866 cp874 cp932 cp949 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 "
    "iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic gb18030 big5hkscs euc_jp iso2022_jp"
)
# A page that was stored again as UTF-8 keeps its old declaration.  One GB 2312 character in seven is valid UTF-8 by
# chance, so eight in a row are not chance.
_PROOF_OF_UTF8: Final = 8
# If a larger share of the non-ASCII characters is undecodable, the declared encoding is wrong; else a few are damaged.
_BROKEN_SHARE: Final = 0.25
# Most bytes for charset detection, which is slow; they are enough.
_DETECTED_FROM: Final = 32_768
_NOT_TEXT: Final = re.compile(rb"<[^<>]{0,2000}>|[\x00-\x1f\x7f]+")


def decode(page: bytes, charset: str = "") -> str:
    """Decode a page by its byte order mark, *charset*, its declaration, UTF-8 or detection, in this order.

    Names of encodings mean the same as in browsers.  Undecodable bytes become U+FFFD; nothing raises.

    Args:
        page: the page.
        charset: the encoding that the HTTP header names; empty if there is none.

    >>> decode("<meta charset='iso-8859-1'><p>“Café”".encode("windows-1252"))
    "<meta charset='iso-8859-1'><p>“Café”"
    """
    for mark, codec in _MARKS:
        if page.startswith(mark):
            return page.decode(codec, "replace")
    text = _surely_utf8(page) or page.decode(_declared(page, charset), "replace")
    return page.decode(_detected(page), "replace") if _is_broken(text) else text


def _declared(page: bytes, charset: str) -> str:
    """Return Python's name of the encoding by the header, or else by the page; UTF-8 if both are missing or unknown."""
    from w3lib.encoding import html_body_declared_encoding, resolve_encoding

    for codec in (resolve_encoding(charset), html_body_declared_encoding(page)):
        if codec in _WEB_CODECS:
            return codec
    return "utf-8"


def _surely_utf8(page: bytes) -> str:
    """Return the decoded page if it is UTF-8 and not by chance; else an empty text."""
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if len(page) - len(text) >= _PROOF_OF_UTF8 else ""


def _is_broken(text: str) -> bool:
    marks = text.count("\ufffd")
    return marks > 0 and marks > _BROKEN_SHARE * (len(text) - len(text.encode("ascii", "ignore")))


def _detected(page: bytes) -> str:
    """Return the encoding that the words suggest; windows-1252, the fallback of browsers, if they suggest none."""
    from charset_normalizer import from_bytes

    words = [run for run in _NOT_TEXT.split(page) if not run.isascii()]
    best = from_bytes(b"\n".join(words)[:_DETECTED_FROM], cp_isolation=sorted(_WEB_CODECS)).best()
    return best.encoding if best else "cp1252"


# --- Characters ------------------------------------------------------------------------------------------------------

# XML 1.0, section 2.2, does not allow these characters, and trafilatura rejects a page with one of them.  Those that
# Python counts as white space become a space; the others are deleted.
_CONTROLS: Final = {chr(n): "" for n in (*range(9), *range(14, 28), 0xFFFE, 0xFFFF)} | dict.fromkeys(
    "\x0b\x0c\x1c\x1d\x1e\x1f", " "
)
# The same characters as numeric references: "&#27;", "&#x1B;".
_REFERENCE: Final = re.compile(r"&#(?:[xX]0{0,6}([01]?[0-9a-fA-F]|[fF]{3}[eEfF])|0{0,6}([0-9]{1,2}|6553[45]));")
# libxml2 takes a page with `<html/>` as empty, whatever follows.
_CLOSED_ROOT: Final = re.compile(r"(<html\b[^<>]{0,2000})/>", re.IGNORECASE)


def _source(html: str) -> tuple[str, bytes]:
    """Return *html* with only characters that XML allows, as text and as UTF-8."""
    from cleanarticle.html.page import is_readable

    with suppress(UnicodeEncodeError):  # surrogates
        source = html.encode()
        if is_readable(source):
            return html, source
    html = _readable(html)
    return html, html.encode()


def _readable(html: str) -> str:
    """Return *html* with only characters that XML allows; surrogate pairs are joined, lone ones become U+FFFD."""
    if not html.isascii():
        html = html.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    for control, instead in _CONTROLS.items():
        if control in html:
            html = html.replace(control, instead)
    return _CLOSED_ROOT.sub(r"\1>", _REFERENCE.sub(_plain_reference, html), count=1)


def _plain_reference(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16) if found[1] else int(found[2]))
    return _CONTROLS.get(char, found[0])


# --- The whole page as text ------------------------------------------------------------------------------------------


def _heard(source: bytes) -> PageText:
    """Return the visible text of the page, from parser events without a tree, so that depth has no limit."""
    from lxml import etree
    from lxml.html import HTMLParser

    from cleanarticle.html.page import PageText

    page = PageText()
    parser = HTMLParser(target=page, huge_tree=True, encoding="utf-8")
    with suppress(etree.LxmlError):  # a page without elements
        parser.feed(source)
        parser.close()
    return page.close()


# --- The article -----------------------------------------------------------------------------------------------------

# trafilatura's time is quadratic in the number of siblings (50,000 `<br>`: 2 s, 200,000: 26 s).  The longest of 922
# news pages has 5,000 elements.
_MOST_ELEMENTS: Final = 50_000
# libxml2's time is quadratic in the attributes of one element (50,000: 2 s).
_MOST_ATTRIBUTES: Final = 1_000
# libxml2's own limit of depth without `huge_tree`.  Up to it trafilatura's recursion works on every page.
_DEEPEST: Final = 255
# trafilatura normalises to NFC, whose time is quadratic in the marks on one letter (80,000: 4 s).  Unicode's
# stream-safe format (UAX 15) allows 30.
_MARKS_ON_A_LETTER: Final = regex.compile(r"\p{M}{300}")
# The next four are fitted on 922 news pages; trafilatura alone has a text F1 of 0.934.  An article counts as found from
# 50 characters on instead of 250, so fewer pages use trafilatura's own fallbacks: F1 0.936.
_SHORTEST_ARTICLE: Final = 50
# If the article has less than this share of the page's prose, run recall mode as well (a quarter of the pages) ...
_FULL_SHARE: Final = 0.9
# ... and use its text if it is longer by this factor: then half of the article was lost, not a few teasers: F1 0.940.
_MUCH_LONGER: Final = 1.2
# Below this share of the page's prose the article is lost: F1 0.941.  Articles found on pages with long comment threads
# have at least 0.085, lost ones at most 0.04.
_LEAST_SHARE: Final = 0.05


def extract(html: str | bytes) -> str:
    """Return the article's text, one paragraph per line, without comments; the whole page's text if none is found.

    Text without a tag is returned unchanged; a page without text gives an empty string.  The same page always gives
    the same text.  The function is thread-safe.

    Args:
        html: the page; bytes are decoded by `decode`.

    Raises:
        TypeError: *html* is not str or bytes.

    >>> print(extract(b"<html><body><p>Rain is on its way to the coast.</p><p>Take an umbrella.</p></body></html>"))
    Rain is on its way to the coast.
    Take an umbrella.
    >>> extract("Just text, 3 < 4.")
    'Just text, 3 < 4.'
    """
    text = _text(html)
    readable, source = _source(text)
    if not _TAG.search(readable):
        return text
    page = _heard(source)
    tree = None if page.attributes > _MOST_ATTRIBUTES else _tree(source)
    article = _article(tree, page) if tree is not None and _is_within_limits(page) else ""
    if len(article) > _LEAST_SHARE * page.prose:
        return article
    return "\n".join(page.lines)


def _text(html: str | bytes) -> str:
    if isinstance(html, str):
        return html
    if isinstance(html, bytes):
        return decode(html)
    raise TypeError(
        f"HTML must be str or bytes, not {type(html).__name__}: pass path.read_bytes() for a file, response.content "
        "for a download, bytes(...) for a buffer"
    )


def _is_within_limits(page: PageText) -> bool:
    if page.elements > _MOST_ELEMENTS or page.depth > _DEEPEST:
        return False
    return not any(_MARKS_ON_A_LETTER.search(line) for line in page.marked)


def _article(tree: HtmlElement, page: PageText) -> str:
    """Return the article from trafilatura; in recall mode if the first run missed much prose."""
    article = _reading(tree, recall=False)
    if len(article) >= _FULL_SHARE * page.prose:
        return article
    generous = _reading(tree, recall=True)
    return generous if len(generous) >= _MUCH_LONGER * len(article) else article


def _tree(source: bytes) -> HtmlElement | None:
    """Return the page's tree; None if it has none, or if libxml2 stopped before the end of the page."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True, default_doctype=False)
    try:
        tree = document_fromstring(source, parser=parser)
    except etree.LxmlError:
        return None
    stopped = any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)
    return None if stopped else tree


def _reading(tree: HtmlElement, *, recall: bool) -> str:
    from trafilatura import extract as read

    config = _config(recall=recall)
    with suppress(Exception):  # If trafilatura fails, the whole page's text is used.
        return read(tree, include_comments=False, favor_recall=recall, deduplicate=False, config=config) or ""
    return ""


@cache
def _config(*, recall: bool) -> ConfigParser:
    """Return our own settings; `trafilatura.settings.DEFAULT_CONFIG` is shared by the whole process."""
    from trafilatura.settings import use_config

    config = use_config()
    if not recall:
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORTEST_ARTICLE))
    return config
