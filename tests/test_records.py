"""JSON lines: one text is replaced, every other byte of a record stays."""

from __future__ import annotations

import base64
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleanarticle.cli.records import RecordError, dead_letter, dumps, find, read, replace


def upper(body: bytes) -> bytes:
    """A change that is easy to see."""
    text = find(body, "text")
    return replace(text, text.value.upper())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'{"text":"rain"}', b'{"text":"RAIN"}'),
        (b' {  "id" : 1 ,"text"\t:  "rain" , "z":[ 1,2 ]  } ', b' {  "id" : 1 ,"text"\t:  "RAIN" , "z":[ 1,2 ]  } '),
        (b'{"text":"text","x":"text"}', b'{"text":"TEXT","x":"text"}'),
        (b'{"x":{"text":"inner"},"text":"rain"}', b'{"x":{"text":"inner"},"text":"RAIN"}'),
        (b'{"\\u0074ext":"rain"}', b'{"\\u0074ext":"RAIN"}'),
        (b'{"id":1,"id":2,"text":"rain"}', b'{"id":1,"id":2,"text":"RAIN"}'),
        (b'{"n":1.10e+400,"m":-0.0,"text":"rain"}', b'{"n":1.10e+400,"m":-0.0,"text":"RAIN"}'),
        (b'{"n":NaN,"m":-Infinity,"text":"rain"}', b'{"n":NaN,"m":-Infinity,"text":"RAIN"}'),
        (b'{"x":"\\ud800 \\/","text":"rain"}', b'{"x":"\\ud800 \\/","text":"RAIN"}'),
        (b'{"x":"\xff","text":"rain"}', b'{"x":"\xff","text":"RAIN"}'),
        (b'{"n":' + b"9" * 5000 + b',"text":"rain"}', b'{"n":' + b"9" * 5000 + b',"text":"RAIN"}'),
    ],
    ids=lambda value: value.decode("ascii", "backslashreplace")[:40],
)
def test_all_but_the_text_stays(before: bytes, after: bytes) -> None:
    assert upper(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"text":"caf\\u00e9"}', b'{"text":"CAF\\u00c9"}'),
        ('{"text":"café"}', '{"text":"CAFÉ"}'.encode()),
        ('{"text":"é\\ud800a"}', '{"text":"É\\ud800A"}'.encode()),
        ('{"text":"é\\ud83d\\ude00a"}', '{"text":"É\U0001f600A"}'.encode()),
        ('{"text":"\\ud800a"}', b'{"text":"\\ud800A"}'),
        ('{"text":"a\\nb\\u0000"}', b'{"text":"A\\nB\\u0000"}'),
        (b'{"text":"a\xff\\udc80"}', b'{"text":"A\xff\\udc80"}'),
    ],
)
def test_text_is_written_as_it_was_read(before: str | bytes, after: bytes) -> None:
    assert upper(before if isinstance(before, bytes) else before.encode()) == after


def test_unchanged_text_keeps_its_own_spelling() -> None:
    body = b'{"text":"a\\/b \\u0041"}'
    assert replace(find(body, "text"), "a/b A") == body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"rain", "not JSON"),
        (b"{", "not JSON"),
        (b'{"text":"rain"', "not JSON"),
        (b'{"text":"rain",}', "not JSON"),
        (b'{"text" "rain"}', "not JSON"),
        (b'{1:2,"text":"rain"}', "not JSON"),
        (b'{"text":"rain"} x', "not JSON"),
        (b'{"text":"rain"}{"text":"sun"}', "not JSON"),
        (b'{"text":"a\x00b"}', "not JSON"),
        (b'{"text":"rain","x":tru}', "not JSON"),
        (b"1", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'["text"]', "not a JSON object"),
        (b"{}", "unknown field 'text'"),
        (b'{"txt":"rain"}', "unknown field 'text'; did you mean 'txt'"),
        (b'{"text":null}', "'text' is not a string"),
        (b'{"text":1}', "'text' is not a string"),
        (b'{"text":1.5}', "'text' is not a string"),
        (b'{"text":' + b"9" * 5000 + b"}", "'text' is not a string"),
        (b'{"text":["rain"]}', "'text' is not a string"),
        (b'{"text":"rain","text":"sun"}', "'text' stands 2 times"),
        (b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b',"text":"rain"}', "nested too deep"),
        (b"[" * 100_000, "nested too deep"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else value[:30].decode("latin-1"),
)
def test_record_without_a_usable_text_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(RecordError) as caught:
        find(body, "text")
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 300


def test_line_ends_at_a_line_feed_and_nowhere_else() -> None:
    data = b'\xef\xbb\xbf{"a":1}\r\n\n{"a":"\xe2\x80\xa8\x0b\x0c\x85"}\n \r\n{}'
    found = list(read(io.BytesIO(data)))
    assert b"".join(r.line(r.body) for r in found) == data
    assert [(r.number, r.offset, r.blank) for r in found] == [
        (1, 0, False),
        (2, 12, True),
        (3, 13, False),
        (4, 28, True),
        (5, 31, False),
    ]
    assert [r.end for r in found] == [b"\r\n", b"\n", b"\n", b"\r\n", b""]


@given(st.binary())
def test_any_bytes_split_into_lines_and_back(data: bytes) -> None:
    assert b"".join(r.line(r.body) for r in read(io.BytesIO(data))) == data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
SURROGATES = st.text(st.characters(codec=None), max_size=20)


@given(st.dictionaries(st.text(), JSON), SURROGATES, st.booleans(), SURROGATES)
def test_only_the_field_changes_whatever_the_record(
    others: dict[str, object], old: str, ascii_only: bool, new: str
) -> None:
    record = {**others, "text": old}
    line = json.dumps(record) if ascii_only else dumps(record)
    changed = json.loads(replace(find(line.encode(), "text"), new))
    expected = json.loads(json.dumps({**record, "text": new}))
    assert json.dumps(changed) == json.dumps(expected)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_text_or_a_record_error(body: bytes) -> None:
    try:
        text = find(body, "text")
    except RecordError:
        return
    assert replace(text, text.value) == body


def test_dead_letter_holds_all_that_it_takes_to_try_again() -> None:
    first, second = read([b"oops\r\n", b"\xff{\n"])
    assert json.loads(dead_letter(first, "in.jsonl", "not JSON")) == {
        "file": "in.jsonl",
        "line": 1,
        "offset": 0,
        "reason": "not JSON",
        "raw": "oops",
    }
    entry = json.loads(dead_letter(second, "in.jsonl", "not JSON"))
    assert (entry["line"], entry["offset"]) == (2, 6)
    assert base64.b64decode(entry["raw_base64"]) == b"\xff{"
