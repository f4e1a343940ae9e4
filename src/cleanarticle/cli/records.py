r"""JSON lines: find one text in a record and replace it; every other byte stays as it is.

A record is scanned for the offsets of the text and not encoded again, so that spacing, key order, escapes, big numbers
and duplicate keys stay.  Lines end at `\n` only, because `str.splitlines` would also split inside texts.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from json import dumps as _dumps
from json import loads as _loads
from typing import Final, NamedTuple

from cleanarticle.errors import unknown
from cleanarticle.text.document import Span

BOM: Final = b"\xef\xbb\xbf"
_KEYS_NAMED: Final = 12  # to keep an error message on one line

_MARK: Final = re.compile(r"[ \t\r\n]*([{}:,])?[ \t\r\n]*")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
# Numbers stay strings: int() refuses more than 4,300 digits, and their values are not needed.
_DECODER: Final = JSONDecoder(parse_int=str.strip, parse_float=str.strip)


class RecordError(ValueError):
    """A record without a usable text; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a JSON-lines file.

    Attributes:
        number: the line's number in its file, from 1.
        offset: where the line begins in its file, in bytes.
        head: the byte order mark, which only the first line may have.
        body: the record, without mark and line end.
        end: the line end; empty if the file ends without one.
    """

    number: int
    offset: int
    head: bytes
    body: bytes
    end: bytes

    @property
    def blank(self) -> bool:
        """Whether the line holds no record."""
        return not self.body.strip()

    def line(self, body: bytes) -> bytes:
        """The line with *body* as its record."""
        return self.head + body + self.end


@dataclass(frozen=True, slots=True)
class Text:
    """A text inside a record: its value, the record that holds it, and the span of its JSON literal in the record."""

    value: str
    record: str
    span: Span


class _Member(NamedTuple):
    name: str
    value: object
    span: Span


def read(lines: Iterable[bytes]) -> Iterator[Record]:
    r"""The records of a binary stream, one at a time.

    >>> [(r.number, r.offset, r.body, r.end) for r in read([b'{"a": 1}\r\n', b"{}"])]
    [(1, 0, b'{"a": 1}', b'\r\n'), (2, 10, b'{}', b'')]
    """
    offset = 0
    for number, line in enumerate(lines, 1):
        head = BOM if number == 1 and line.startswith(BOM) else b""
        body = line[len(head) :].removesuffix(b"\n").removesuffix(b"\r")
        yield Record(number, offset, head, body, line[len(head) + len(body) :])
        offset += len(line)


def find(body: bytes, field: str) -> Text:
    r"""Find the text under *field* of a record.

    Raises:
        RecordError: invalid JSON, not an object, no such field, the field twice, or its value is not a string.

    >>> find(b'{"id": 7, "text": "Rain.\\nSun."}', "text").value
    'Rain.\nSun.'
    """
    record = body.decode("utf-8", "surrogateescape")
    try:
        members = tuple(_members(record))
    except JSONDecodeError as error:
        raise RecordError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise RecordError("nested too deep") from None
    return _text(record, field, members)


def _text(record: str, field: str, members: tuple[_Member, ...]) -> Text:
    found = [member for member in members if member.name == field]
    if not found:
        raise RecordError(str(unknown("field", field, [m.name for m in members[:_KEYS_NAMED]])))
    if len(found) > 1:
        raise RecordError(f"field {field!r} stands {len(found)} times")
    value = found[0].value
    # The decoder returns numbers as strings, too; only a literal in quotes is a string.
    if not isinstance(value, str) or record[found[0].span.start] != '"':
        raise RecordError(f"field {field!r} is not a string")
    return Text(value, record, found[0].span)


def _members(record: str) -> Iterator[_Member]:
    """The members of an object, with the spans of their values."""
    mark, at = _mark(record, 0)
    if mark != "{":
        _DECODER.decode(record)
        raise RecordError("not a JSON object")
    if _mark(record, at)[0] == "}":
        mark, at = _mark(record, at)
    while mark != "}":
        member = _member(record, at)
        yield member
        mark, at = _expect(record, member.span.end, ",}")
    if at != len(record):
        raise JSONDecodeError("Extra data", record, at)


def _member(record: str, at: int) -> _Member:
    name, end = _decode(record, at)
    if record[at] != '"' or not isinstance(name, str):
        raise JSONDecodeError("Expecting property name enclosed in double quotes", record, at)
    start = _expect(record, end, ":")[1]
    value, end = _decode(record, start)
    return _Member(name, value, Span(start, end))


def _decode(record: str, at: int) -> tuple[object, int]:
    value, end = _DECODER.raw_decode(record, at)
    return value, end


def _mark(record: str, at: int) -> tuple[str, int]:
    """The punctuation mark at an offset ("" if none), and the offset after it."""
    found = _MARK.match(record, at)
    return (found[1] or "", found.end()) if found else ("", at)


def _expect(record: str, at: int, marks: str) -> tuple[str, int]:
    mark, end = _mark(record, at)
    if not mark or mark not in marks:
        raise JSONDecodeError(f"Expecting {' or '.join(map(repr, marks))}", record, at)
    return mark, end


def replace(text: Text, value: str) -> bytes:
    r"""The record of *text* with *value* instead; the unchanged record if the value is the same.

    >>> replace(find(b'{ "text":"Rain. Ad",  "id":1e400 }', "text"), "Rain.")
    b'{ "text":"Rain.",  "id":1e400 }'
    """
    start, end = text.span.start, text.span.end
    literal = text.record[start:end] if value == text.value else _literal(value, text.span.of(text.record))
    return (text.record[:start] + literal + text.record[end:]).encode("utf-8", "surrogateescape")


def extend(body: bytes, name: str, value: object) -> bytes:
    """The record with one more member at its end.

    Raises:
        RecordError: the record already has a member with that name.

    >>> extend(b'{"text": "Rain."}', "lines", 1)
    b'{"text": "Rain.", "lines": 1}'
    """
    end = body.rindex(b"}")
    if name.encode() in body and any(m.name == name for m in _members(body.decode("utf-8", "surrogateescape"))):
        raise RecordError(f"field {name!r} is there already, and would be written")
    return b"%b, %b: %b%b" % (body[:end].rstrip(), dumps(name).encode(), dumps(value).encode(), body[end:])


def check_unicode(body: bytes) -> None:
    r"""Check that a record can become a row of a table, whose texts are Unicode.

    Raises:
        RecordError: a byte that is no UTF-8, a lone surrogate, or a number of more digits than Python reads.

    >>> check_unicode(b'{"text": "Caf\xe9"}')
    Traceback (most recent call last):
        ...
    cleanarticle.cli.records.RecordError: no UTF-8 at byte 14 of the record; a table takes Unicode only
    """
    try:
        _dumps(_loads(body.decode()), ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise RecordError(f"no UTF-8 at byte {error.start + 1} of the record; a table takes Unicode only") from None
    except UnicodeEncodeError as error:
        code = ord(error.object[error.start])
        raise RecordError(f"half of a surrogate pair, U+{code:04X}; a table takes Unicode only") from None
    except ValueError as error:
        raise RecordError(str(error)) from None


def literal(text: Text, field: str) -> str:
    """The value of *field* in the record of *text*, as a JSON literal; `null` if there is no such field.

    >>> literal(find(b'{"id": 1e400, "text": ""}', "text"), "id")
    '1e400'
    """
    spans = [member.span for member in _members(text.record) if member.name == field]
    return spans[0].of(text.record) if spans else "null"


def _literal(value: str, model: str) -> str:
    """*value* as a JSON string in the style of *model*: with escapes if it is all ASCII, raw bytes stay raw."""
    if model.isascii():
        return _dumps(value)
    raw = frozenset(_SURROGATE.findall(model))
    return _SURROGATE.sub(lambda m: m[0] if m[0] in raw else f"\\u{ord(m[0]):04x}", _dumps(value, ensure_ascii=False))


def dumps(value: object) -> str:
    r"""*value* as JSON that can be encoded as UTF-8: lone surrogates are escaped, other characters are not.

    >>> print(dumps({"text": "\u00e9\udcff"}))
    {"text": "é\udcff"}
    """
    return _SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", _dumps(value, ensure_ascii=False))


def dead_letter(record: Record, file: str, reason: str) -> bytes:
    """A JSON line about a failed record, with all data needed to find it or to try again.

    `raw` is the record as text; a record that is not UTF-8 is given as `raw_base64` instead.
    """
    entry = {"file": file, "line": record.number, "offset": record.offset, "reason": reason, **_raw(record.body)}
    return dumps(entry).encode() + b"\n"


def _raw(body: bytes) -> dict[str, str]:
    try:
        return {"raw": body.decode()}
    except UnicodeDecodeError:
        return {"raw_base64": b64encode(body).decode("ascii")}
