"""Text to `Document`: lines with exact offsets; nothing is normalised away."""

from __future__ import annotations

from typing import Final

from cleanarticle.document import Document, Line

# Look-alikes that scrapers and content systems mix freely; each is one code point for one, so offsets hold.
_FOLDED: Final = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u2032": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\t": " ",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2007": " ",
    "\u3000": " ",
    "\u2011": "-",
    "\u200b": " ",
    "\u200e": " ",
    "\u200f": " ",
    "\u2060": " ",
    "\ufeff": " ",
    "\x00": " ",
}


def fold(text: str) -> str:
    """*text* with look-alike quotes, hyphens and spaces made plain; exactly as long as before.

    Rules are written in this alphabet.

    >>> fold("It\u2019s\u00a0here")
    "It's here"
    """
    if not text.isascii() or "\t" in text or "\x00" in text:
        for char, plain in _FOLDED.items():
            if char in text:
                text = text.replace(char, plain)
    return text


def lower(text: str) -> str:
    """*text* in lower case, exactly as long as before (a few letters, such as the dotted I, would grow)."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


# Letters that patterns without regard to case take for one another, beyond capital and small: the Turkish dotless and
# dotted i, the final sigma, the long s, the micro sign.
_SAME: Final = {"\u0130": "i", "\u0131": "i", "\u03c2": "\u03c3", "\u017f": "s", "\u00b5": "\u03bc"}


def caseless(text: str) -> str:
    """*text* as patterns without regard to case see it; exactly as long as before.

    >>> caseless("DIŞARI") == caseless("dışarı")
    True
    """
    small = lower(text)
    if not small.isascii():
        for letter, same in _SAME.items():
            if letter in small:
                small = small.replace(letter, same)
    return small


def segment(text: str) -> Document:
    r"""Cut *text* into lines at any line break that `str.splitlines` knows.

    >>> [(line.text, line.gap) for line in segment("One\n\n  Two\r\n").lines]
    [('One', 0), ('Two', 1)]
    """
    lines = []
    start = gap = 0
    for raw in fold(text).splitlines(keepends=True):
        end = start + len(raw)
        body = raw.strip()
        if body:
            offset = start + len(raw) - len(raw.lstrip())
            lines.append(Line(start, end, body, offset, gap))
            gap = 0
        else:
            gap += 1
        start = end
    return Document(text, tuple(lines))
