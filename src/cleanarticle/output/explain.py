"""What a result shows: for eyes, as a diff, for programs.  All of it is read from the decisions, none recomputed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cleanarticle.cli.records import dumps
from cleanarticle.labels import LABELS
from cleanarticle.result import Removal, Result

_CONTEXT: Final = 3  # lines around a change, as in every diff
# Columns of the longest label, of all that stands left of the text, and of text that is worth wrapping.
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
    """What `str.translate` puts for a code point; filled as code points turn up."""

    def __missing__(self, code: int) -> str | int:
        category = unicodedata.category(chr(code))
        hidden = category.startswith("C") or category in ("Zl", "Zp")
        self[code] = ascii(chr(code))[1:-1] if hidden else code
        return self[code]


_ESCAPES: Final = _Escapes({ord("\n"): "\n", ord("\t"): "\t"})


def visible(text: str) -> str:
    r"""*text* with whatever could steer or deceive a terminal written as an escape.

    That is every character of the Unicode categories C*, Zl and Zp, line feed and tab apart.

    >>> print(visible("red: \x1b[31m, reversed: \u202e, caf\u00e9"))
    red: \x1b[31m, reversed: \u202e, café
    """
    return text.translate(_ESCAPES)


def clipped(text: str) -> str:
    """*text*, `visible` on one line that need not be read to its end."""
    shown = " ".join(visible(text).split())
    return shown if len(shown) <= _CLIPPED else f"{shown[: _CLIPPED - 1]}…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line, without the line end: kept, or left out by *removal*."""

    text: str
    removal: Removal | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the source, numbered from 1, in its kept and removed pieces."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> str:
        """`-` all of it goes, `~` some of it, a blank: it stays."""
        gone = [p for p in self.pieces if p.removal]
        kept = [p for p in self.pieces if not p.removal]
        if gone and not any(p.text.strip() for p in kept):
            return "-"
        return "~" if any(p.text.strip() for p in gone) else " "

    @property
    def removals(self) -> tuple[Removal, ...]:
        """Each removal that shows in the line."""
        return tuple(dict.fromkeys(p.removal for p in self.pieces if p.removal and p.text.strip()))

    @property
    def label(self) -> str:
        """The label of the first of them, empty where there is none."""
        return next((removal.label for removal in self.removals), "")

    @property
    def notes(self) -> str:
        """Label, rule and score of each of them."""
        return "; ".join(f"{r.label} {r.reason} {r.score:.2f}" for r in self.removals)


def rows(result: Result) -> Iterator[Row]:
    """The lines of the source; a line ends at a line feed."""
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
    """What was left out, in a few words.

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
    """Every line of the source as read, with the label of what is left out in the margin, rule and score behind.

    Args:
        name: what the document is called.
        result: its analysis.
        color: whether what goes is dimmed and its labels coloured.
        width: the columns of the terminal, to which lines are wrapped; None for lines as long as they are.
    """
    head = _paint(f"{visible(name)}: {result.verdict}, {counts(result)}", BOLD, color)
    columns = None if width is None or width < _MARGIN + _NARROWEST else width - _MARGIN
    return _join([head, *(line for row in rows(result) for line in _explained(row, color, columns))])


def _explained(row: Row, color: bool, columns: int | None) -> Iterator[str]:
    """What is shown of one line of the source; the margin beside all but the first row is empty."""
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
    from cleanarticle.output.terminal import wrapped  # 50 ms that only a terminal needs

    return wrapped(parts, columns)


def _content(row: Row) -> Iterator[tuple[str, str]]:
    """The line with the style of each stretch; where only a part goes, that part in brackets."""
    for piece in row.pieces:
        text = visible(piece.text)
        inside = piece.removal and row.kind == "~" and text.strip()
        yield f"[-{text}-]" if inside else text, DIM if piece.removal else ""


def _note(row: Row) -> Iterator[tuple[str, str]]:
    if row.label:
        notes = [f"{'' if r.label == row.label else r.label + ' '}{r.reason} {r.score:.2f}" for r in row.removals]
        yield f"  # {visible('; '.join(notes))}", DIM


def diff(name: str, result: Result, color: bool) -> str:
    """The lines that change, with three lines around them, like a unified diff; empty where nothing changes."""
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
    """One JSON object on one line: `name`, `verdict`, `text`, `stats` and `removed`.

    Offsets are code points of the source.
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
