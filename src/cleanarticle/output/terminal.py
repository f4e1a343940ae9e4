"""Text to the columns of a terminal; wide, combining and joined characters count as terminals show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from wcwidth import iter_graphemes, wcswidth

# Text and its style, whatever that is to the caller.
Styled = tuple[str, str]

# A note's sign stays with what follows it.  Longer stretches do not fit a row anyhow, and take long to cut.
_TOKEN: Final = re.compile(r"\s{1,400}|(?:# )?\S{1,400}")
# Characters to a column: what has no width at all would never fill a row.
_THICK: Final = 20
# Such scripts break between any two characters.
_WIDE: Final = re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_TAB: Final = " " * 4


def wrapped(parts: Iterable[Styled], columns: int) -> Iterator[list[Styled]]:
    """The rows of *columns* that *parts*, one behind the other, fill; white space where a row breaks is left out.

    >>> [row for row in wrapped([("Rain is due ", ""), ("in 札幌市", "x")], 9)]
    [[('Rain is', '')], [('due ', ''), ('in 札', 'x')], [('幌市', 'x')]]
    """
    row: list[Styled] = []
    line = ""
    for text, style in _tokens(parts, columns):
        # A mark takes another width behind a letter than alone, so the line is measured as a whole.
        if row and (len(line) > _THICK * columns or wcswidth(line + text) > columns):
            yield _joined(row)
            row, line = [], ""
            if text.isspace():
                continue
        row.append((text, style))
        line += text
    yield _joined(row)


def _tokens(parts: Iterable[Styled], columns: int) -> Iterator[Styled]:
    """Stretches that stand in one row: words, the white space between them, else single characters."""
    for text, style in parts:
        for token in _TOKEN.findall(text.replace("\t", _TAB)):
            whole = wcswidth(token) <= columns and not _WIDE.search(token)
            for piece in (token,) if whole else iter_graphemes(token):
                yield piece, style


def _joined(row: list[Styled]) -> list[Styled]:
    """*row* with neighbours of one style as one, and no white space at its end."""
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
