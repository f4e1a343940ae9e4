"""Reports of a result: an annotated text, a diff and JSON; nothing is computed again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cleanarticle.cli.records import dumps
from cleanarticle.labels import LABELS
from cleanarticle.result import Removal, Result

_CONTEXT: Final = 3  # lines around a change, as in a unified diff
# In columns: the longest label, the margin left of the text, the narrowest text that is wrapped, a clipped text.
_LABEL: Final = max(map(len, LABELS))
_MARGIN: Final = _LABEL + len(" - 1234 | ")
_NARROWEST: Final = 20
_CLIPPED: Final = 160
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")

RED: Final = "31"
GREEN: Final = "32"
YELLOW: Final = "33"
DIM: Final = "2"
BOLD: Final = "1"


class _Escapes(dict[int, str | int]):
    """Table for `str.translate`, filled for each code point at first use."""

    def __missing__(self, code: int) -> str | int:
        category = unicodedata.category(chr(code))
        hidden = category.startswith("C") or category in ("Zl", "Zp")
        self[code] = ascii(chr(code))[1:-1] if hidden else code
        return self[code]


_ESCAPES: Final = _Escapes({ord("\n"): "\n", ord("\t"): "\t"})


def visible(text: str) -> str:
    r"""Escape the characters of *text* that could control a terminal or hide text.

    These are the Unicode categories C*, Zl and Zp, except line feed and tab.

    >>> print(visible("red: \x1b[31m, reversed: \u202e, caf\u00e9"))
    red: \x1b[31m, reversed: \u202e, café
    """
    return text.translate(_ESCAPES)


def clipped(text: str) -> str:
    """Return *text* on one line, escaped by `visible` and cut if it is long."""
    shown = " ".join(visible(text).split())
    return shown if len(shown) <= _CLIPPED else f"{shown[: _CLIPPED - 1]}…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one line, without the line end: kept, or removed by *removal*."""

    text: str
    removal: Removal | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the source, numbered from 1, as kept and removed pieces."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> str:
        """`-` if the whole line is removed, `~` if a part is, a space if it is kept."""
        gone = [p for p in self.pieces if p.removal]
        kept = [p for p in self.pieces if not p.removal]
        if gone and not any(p.text.strip() for p in kept):
            return "-"
        return "~" if any(p.text.strip() for p in gone) else " "

    @property
    def removals(self) -> tuple[Removal, ...]:
        """The removals of visible text in the line, each once."""
        return tuple(dict.fromkeys(p.removal for p in self.pieces if p.removal and p.text.strip()))

    @property
    def label(self) -> str:
        """The label of the first removal; empty if there is none."""
        return next((removal.label for removal in self.removals), "")

    @property
    def notes(self) -> str:
        """Label, reason and score of each removal."""
        return "; ".join(f"{r.label} {r.reason} {r.score:.2f}" for r in self.removals)


def rows(result: Result) -> Iterator[Row]:
    """Yield the lines of the source; a line ends at a line feed."""
    pieces: list[Piece] = []
    number = 1
    for segment in result.segments:
        for line in _LINE.findall(segment.span.of(result.source)):
            pieces.append(Piece(_unended(line), segment.removal))
            if line.endswith("\n"):
                yield Row(number, tuple(pieces))
                number += 1
                pieces = []
    if pieces:
        yield Row(number, tuple(pieces))


def _unended(line: str) -> str:
    return line.removesuffix("\n").removesuffix("\r") if line.endswith("\n") else line


def counts(result: Result) -> str:
    """Return a short summary of what was removed.

    >>> import cleanarticle
    >>> counts(cleanarticle.analyze("Rain is due on Monday, forecasters said."))
    'nothing left out'
    """
    stats = result.stats
    if not result.removed:
        return "nothing left out"
    labels = ", ".join(f"{label} {count}" for label, count in stats.labels.items())
    return f"{len(result.removed)} left out, {stats.share:.0%} of the text ({labels})"


def explain(name: str, result: Result, color: bool, width: int | None = None) -> str:
    """Return every line of the source; removed lines have the label in the margin, and reason and score at the end.

    Args:
        name: the name of the document.
        result: the result of its analysis.
        color: whether to dim removed text and colour the labels.
        width: columns of the terminal, to wrap lines; None for no wrapping.
    """
    head = _paint(f"{visible(name)}: {result.verdict}, {counts(result)}", BOLD, color)
    columns = None if width is None or width < _MARGIN + _NARROWEST else width - _MARGIN
    return _join([head, *(line for row in rows(result) for line in _explained(row, color, columns))])


def _explained(row: Row, color: bool, columns: int | None) -> Iterator[str]:
    """Yield the rows for one line of the source; only the first row has a label and number."""
    label = _paint(f"{row.label:<{_LABEL}}", YELLOW, color and bool(row.label))
    margin = f"{label}{_paint(f' {row.kind} {row.number:>4} |', DIM, color)}"
    for parts in _fitted(row, columns):
        content = "".join(_paint(text, style, color and bool(style)) for text, style in parts)
        yield f"{margin} {content}"
        margin = " " * (_MARGIN - 2) + _paint("|", DIM, color)


def _fitted(row: Row, columns: int | None) -> Iterable[list[tuple[str, str]]]:
    parts = [*_content(row), *_note(row)]
    if columns is None:
        return [parts]
    from cleanarticle.output.terminal import wrapped  # the import takes 50 ms, and only a terminal needs it

    return wrapped(parts, columns)


def _content(row: Row) -> Iterator[tuple[str, str]]:
    """Yield the pieces of the line with their styles; if only a part is removed, that part is in brackets."""
    for piece in row.pieces:
        text = visible(piece.text)
        inside = piece.removal and row.kind == "~" and text.strip()
        yield f"[-{text}-]" if inside else text, DIM if piece.removal else ""


def _note(row: Row) -> Iterator[tuple[str, str]]:
    if row.label:
        notes = [f"{'' if r.label == row.label else r.label + ' '}{r.reason} {r.score:.2f}" for r in row.removals]
        yield f"  # {visible('; '.join(notes))}", DIM


def diff(name: str, result: Result, color: bool) -> str:
    """Return the changed lines, with three lines around them, like a unified diff; empty if nothing changes."""
    if not result.removed:
        return ""
    shown = visible(name)
    head = [_paint(f"--- {shown}", BOLD, color), _paint(f"+++ {shown} (cleaned)", BOLD, color)]
    return _join([*head, *_hunks(tuple(rows(result)), color)])


def _hunks(lines: tuple[Row, ...], color: bool) -> Iterator[str]:
    near = sorted({n for i, row in enumerate(lines) if row.kind != " " for n in _around(i, len(lines))})
    previous = -1
    for index in near:
        if index != previous + 1 or previous < 0:
            yield _paint(f"@@ line {index + 1} @@", DIM, color)
        yield from _changed(lines[index], color)
        previous = index


def _around(index: int, total: int) -> range:
    return range(max(0, index - _CONTEXT), min(total, index + _CONTEXT + 1))


def _changed(row: Row, color: bool) -> Iterator[str]:
    text = visible("".join(piece.text for piece in row.pieces))
    if row.kind == " ":
        yield f"  {text}"
        return
    yield _paint(f"- {text}", RED, color) + _paint(f"  # {visible(row.notes)}", DIM, color)
    if row.kind == "~":
        kept = "".join(piece.text for piece in row.pieces if not piece.removal)
        yield _paint(f"+ {visible(kept)}", GREEN, color)


def as_json(name: str, result: Result) -> str:
    """Return one JSON object on one line: `name`, `verdict`, `text`, `stats` and `removed`.

    Offsets are in code points of the source.
    """
    stats = result.stats
    entry = {
        "name": name,
        "verdict": result.verdict,
        "text": result.text,
        "stats": {
            "characters": stats.characters,
            "removed": stats.removed,
            "share": stats.share,
            "labels": dict(stats.labels),
        },
        "removed": [r.as_dict() | {"text": r.span.of(result.source)} for r in result.removed],
    }
    return dumps(entry) + "\n"


def _paint(text: str, style: str, color: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if color and text else text


def _join(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
