"""Wrap text to the width of a terminal; wide, combining and joined characters count as terminals show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from wcwidth import iter_graphemes, wcswidth

# Text and its style; the caller defines the meaning of the style.
Styled = tuple[str, str]

# The `# ` of a note stays with the next word.  The limit bounds the time; longer words do not fit a row anyway.
_TOKEN: Final = re.compile(r"\s{1,400}|(?:# )?\S{1,400}")
# Most characters for one column; without it, characters of zero width would never fill a row.
_THICK: Final = 20
# Scripts that may break between any two characters.
_WIDE: Final = re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_TAB: Final = " " * 4


def wrapped(parts: Iterable[Styled], columns: int) -> Iterator[list[Styled]]:
    """Yield *parts* as rows of at most *columns*; white space at a row break is left out.

    >>> [row for row in wrapped([("Rain is due ", ""), ("in 札幌市", "x")], 9)]
    [[('Rain is', '')], [('due ', ''), ('in 札', 'x')], [('幌市', 'x')]]
    """
    row: list[Styled] = []
    line = ""
    for text, style in _tokens(parts, columns):
        # A combining mark has another width after a letter than alone, so measure the whole line.
        if row and (len(line) > _THICK * columns or wcswidth(line + text) > columns):
            yield _joined(row)
            row, line = [], ""
            if text.isspace():
                continue
        row.append((text, style))
        line += text
    yield _joined(row)


def _tokens(parts: Iterable[Styled], columns: int) -> Iterator[Styled]:
    """Yield the pieces that are not broken: words and white space, or single characters."""
    for text, style in parts:
        for token in _TOKEN.findall(text.replace("\t", _TAB)):
            whole = wcswidth(token) <= columns and not _WIDE.search(token)
            for piece in (token,) if whole else iter_graphemes(token):
                yield piece, style


def _joined(row: list[Styled]) -> list[Styled]:
    """Join neighbours of the same style in *row*, and strip white space at its end."""
    result: list[Styled] = []
    for text, style in row:
        if result and result[-1][1] == style:
            result[-1] = (result[-1][0] + text, style)
        else:
            result.append((text, style))
    if result and not result[-1][0].rstrip():
        result.pop()
    elif result:
        result[-1] = (result[-1][0].rstrip(), result[-1][1])
    return result
