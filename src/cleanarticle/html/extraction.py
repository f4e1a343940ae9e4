"""HTML to text: the page's own encoding, a parser without limits, trafilatura, and a check that nothing got lost.

trafilatura finds the article on nearly every page, and loses it without a word on some.  So the page is read twice:
once as plain text, once by trafilatura as a tree.  When the article is too small for the prose that the page holds,
trafilatura reads it again and more generously; when that is too small as well, the whole page's text is the result,
and the cleaner finds the article in it.  No page raises.

trafilatura and lxml take a quarter of a second to import, so they are imported where they are used.
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

# What pages are made of; no page does without all of them.
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

# Byte order marks; the last two are the first letter of a UTF-16 page that lacks one.
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
# Python's names of the encodings that browsers know (https://encoding.spec.whatwg.org); "rot13" or "unicode_escape"
# are none, nor is UTF-16 where it is declared in plain ASCII.
_WEB_CODECS: Final = _names(
    "utf-8 cp866 cp874 cp932 cp949 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 "
    "iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic gb18030 big5hkscs euc_jp iso2022_jp"
)
# A page that was stored again as UTF-8 keeps its old declaration.  By chance one GB 2312 character in seven is valid
# UTF-8, so eight in a row are no chance.
_PROOF_OF_UTF8: Final = 8
# With more undecodable characters than this among those beyond ASCII the declaration is a lie, not a page with a scar.
_BROKEN_SHARE: Final = 0.25
# Enough text to tell a charset by; detection is slow.
_DETECTED_FROM: Final = 32_768
_NOT_TEXT: Final = re.compile(rb"<[^<>]{0,2000}>|[\x00-\x1f\x7f]+")


def decode(page: bytes) -> str:
    """The page as text, by its byte order mark, its own declaration, UTF-8 or detection, in this order.

    Names of encodings mean what browsers take them for.  Bytes that fit no reading become U+FFFD; nothing raises.

    >>> decode("<meta charset='iso-8859-1'><p>“Café”".encode("windows-1252"))
    "<meta charset='iso-8859-1'><p>“Café”"
    """
    for mark, codec in _MARKS:
        if page.startswith(mark):
            return page.decode(codec, "replace")
    text = _surely_utf8(page) or page.decode(_declared(page), "replace")
    return page.decode(_detected(page), "replace") if _is_broken(text) else text


def _declared(page: bytes) -> str:
    """Python's name of the encoding that the page declares; UTF-8 for none, an unknown or an impossible one."""
    from w3lib.encoding import html_body_declared_encoding

    codec = html_body_declared_encoding(page) or "utf-8"
    return codec if codec in _WEB_CODECS else "utf-8"


def _surely_utf8(page: bytes) -> str:
    """The page, if it is UTF-8 beyond chance; else an empty text."""
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if len(page) - len(text) >= _PROOF_OF_UTF8 else ""


def _is_broken(text: str) -> bool:
    marks = text.count("\ufffd")
    return marks > 0 and marks > _BROKEN_SHARE * (len(text) - len(text.encode("ascii", "ignore")))


def _detected(page: bytes) -> str:
    """The encoding that the words suggest; windows-1252, the browsers' last resort, when they suggest none."""
    from charset_normalizer import from_bytes

    words = [run for run in _NOT_TEXT.split(page) if not run.isascii()]
    best = from_bytes(b"\n".join(words)[:_DETECTED_FROM], cp_isolation=sorted(_WEB_CODECS)).best()
    return best.encoding if best else "cp1252"


# --- Characters ------------------------------------------------------------------------------------------------------

# XML 1.0, section 2.2, has no place for these, and trafilatura gives up a page that holds one.  Those that Python
# counts as white space part words; the others stand inside words.
_CONTROLS: Final = {chr(n): "" for n in (*range(9), *range(14, 28), 0xFFFE, 0xFFFF)} | dict.fromkeys(
    "\x0b\x0c\x1c\x1d\x1e\x1f", " "
)
# The same, written as a reference: "&#27;", "&#x1B;".
_REFERENCE: Final = re.compile(r"&#(?:[xX]0{0,6}([01]?[0-9a-fA-F]|[fF]{3}[eEfF])|0{0,6}([0-9]{1,2}|6553[45]));")
# After which `<html/>` is an empty page to libxml2, whatever follows.
_CLOSED_ROOT: Final = re.compile(r"(<html\b[^<>]{0,2000})/>", re.IGNORECASE)


def _source(html: str) -> tuple[str, bytes]:
    """*html* in characters that XML can hold, and the same in UTF-8."""
    from cleanarticle.html.page import is_readable

    with suppress(UnicodeEncodeError):  # surrogates
        source = html.encode()
        if is_readable(source):
            return html, source
    html = _readable(html)
    return html, html.encode()


def _readable(html: str) -> str:
    """*html* in characters that XML can hold; pairs of surrogates joined, lone ones replaced by U+FFFD."""
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
    """What a reader sees of the page by the parser's events, one after another, so that depth has no limit."""
    from lxml import etree
    from lxml.html import HTMLParser

    from cleanarticle.html.page import PageText

    page = PageText()
    parser = HTMLParser(target=page, huge_tree=True, encoding="utf-8")
    with suppress(etree.LxmlError):  # a page without an element
        parser.feed(source)
        parser.close()
    return page.close()


# --- The article -----------------------------------------------------------------------------------------------------

# trafilatura's time grows with the square of the siblings (50,000 `<br>`: 2 s, 200,000: 26 s).  The longest of 922
# news pages has 5,000 elements.
_MOST_ELEMENTS: Final = 50_000
# libxml2's time grows like that with the attributes of one element (50,000: 2 s).
_MOST_ATTRIBUTES: Final = 1_000
# libxml2's own limit when `huge_tree` does not lift it.  Below it trafilatura's recursion holds on every page.
_DEEPEST: Final = 255
# trafilatura normalises to NFC, whose time grows with the square of the marks on one letter (80,000: 4 s).  Unicode's
# stream-safe format (UAX 15) allows 30.
_MARKS_ON_A_LETTER: Final = regex.compile(r"\p{M}{300}")
# Fitted on 922 news pages, F1 of the text: trafilatura 0.934.  An article of 50 characters instead of 250 counts as
# found, so fewer pages fall to trafilatura's own last resorts: 0.936.
_SHORTEST_ARTICLE: Final = 50
# Below this share of the page's prose trafilatura reads again in its recall mode (a quarter of the pages) ...
_FULL_SHARE: Final = 0.9
# ... and that reading holds when it is so much longer, which tells a lost half from a few teasers: 0.940.
_MUCH_LONGER: Final = 1.2
# Below this share of the page's prose the article is lost: 0.941.  Found articles under long comment threads begin at
# 0.085, lost ones end at 0.04.
_LEAST_SHARE: Final = 0.05


def extract(html: str | bytes) -> str:
    """The article's text, a paragraph on each line, without comments; the whole page's text where it is not found.

    Text without a tag comes back as it is, and a page without text as an empty string.  The same page always gives
    the same text; threads may call this at once.

    Args:
        html: the page; bytes are decoded by `decode`.

    Raises:
        TypeError: *html* is neither str nor bytes.

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
    """What trafilatura finds, at its second reading if the first left much prose behind."""
    article = _reading(tree, recall=False)
    if len(article) >= _FULL_SHARE * page.prose:
        return article
    generous = _reading(tree, recall=True)
    return generous if len(generous) >= _MUCH_LONGER * len(article) else article


def _tree(source: bytes) -> HtmlElement | None:
    """The page's tree; None where there is none, or where libxml2 stopped before the page's end."""
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
    with suppress(Exception):  # Whatever a page breaks in there, its text is still to be had.
        return read(tree, include_comments=False, favor_recall=recall, deduplicate=False, config=config) or ""
    return ""


@cache
def _config(*, recall: bool) -> ConfigParser:
    """Settings of our own: `trafilatura.settings.DEFAULT_CONFIG` belongs to the whole process."""
    from trafilatura.settings import use_config

    config = use_config()
    if not recall:
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_SHORTEST_ARTICLE))
    return config
