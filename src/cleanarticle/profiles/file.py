"""Profile files: TOML with one row for each line, which a person may edit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from json import dumps
from pathlib import Path
from typing import Any, Final

from cleanarticle.errors import RuleError, unknown
from cleanarticle.labels import LABELS
from cleanarticle.profiles.profile import PLACES, Entry, Profile
from cleanarticle.profiles.template import DATE, SLOTS, compiled, literal, unknown_slot

_HEADER: Final = """\
# The lines that pages of this site share: above the article [head], between its paragraphs [inside], below it [tail].
# {number}, {date}, {time} and {name} stand for what changes; {any}, for you to use, for anything.
# label says what a line is; so many different pages carry it, of so many that were looked at; count is how often.
# Change what you like, add lines as "Follow {any}" = "share", and mark those that are there:
#   off = true   is never used        sure = true   is used whatever the counts say        note = "..."
# What you delete does not come back. Comments are not kept; notes are.
"""
_MEMORY: Final = """\
# What the last run wrote. What is no longer above was deleted by hand.
"""


class ProfileError(RuleError):
    """A profile that cannot be used; the message names the file, the line and the fix."""


def load(path: Path) -> Profile:
    """Read a profile from a file.

    Raises:
        ProfileError: a file that cannot be read, invalid TOML, an unknown key, a value of a wrong type.
    """
    try:
        data = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: cannot be read: {error}") from None
    return parse(data, str(path))


def parse(data: str, where: str) -> Profile:
    r"""Parse the text of a profile file; *where* names the file in errors.

    Raises:
        ProfileError: invalid TOML, an unknown key, a value of a wrong type, a line given twice.

    >>> parse('site = "example.com"\n[tail]\n"Follow {any}" = "share"', "example.com.toml").entries[0].places
    ('tail',)
    """
    try:
        table = tomllib.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProfileError(f"{where}: not TOML: {error}") from None
    problem = _unknown(table, tuple(_TOP)) or _wrong(table, _TOP)
    memory = table.get("memory", {})
    problem = problem or _unknown(memory, tuple(_KEPT)) or _wrong(memory, _KEPT)
    if "site" not in table:
        problem = problem or 'site is missing: site = "example.com"'
    if problem:
        raise ProfileError(f"{where}: {problem}")
    entries = tuple(_entry(text, row, place, where) for place in PLACES for text, row in table.get(place, {}).items())
    twice = _twice(entries)
    if twice:
        raise ProfileError(f"{where}: line {twice!r} stands twice")
    written, deleted = frozenset(memory.get("written", ())), tuple(memory.get("deleted", ()))
    return Profile(table["site"], table.get("pages", 0), entries, written, deleted)


def _twice(entries: Iterable[Entry]) -> str | None:
    seen: set[str] = set()
    for entry in entries:
        text = compiled(entry.text).text
        if text in seen:
            return entry.text
        seen.add(text)
    return None


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _table(value: object) -> bool:
    return isinstance(value, dict)


# For each key: a test for its value, and the expected value in words.
_Kinds = Mapping[str, tuple[Callable[[object], bool], str]]
_TOP: Final[_Kinds] = {
    "site": (_text, "a host in quotes"),
    "pages": (_number, "a number"),
    **{place: (_table, f"a table, with its lines below [{place}]") for place in PLACES},
    "memory": (_table, "a table: [memory]"),
}
_KEPT: Final[_Kinds] = {"written": (_texts, "a list of texts"), "deleted": (_texts, "a list of texts")}
_LINE: Final[_Kinds] = {
    "label": (_text, "a label in quotes"),
    "also": (_texts, 'a list of places, as in ["tail"]'),
    "pages": (_number, "a number"),
    "of": (_number, "a number"),
    "count": (_number, "a number"),
    "off": (_flag, "true or false"),
    "sure": (_flag, "true or false"),
    "note": (lambda value: isinstance(value, str), "a text"),
}


def _unknown(table: Mapping[str, object], known: Sequence[str]) -> str | None:
    return next((str(unknown("key", key, known)) for key in table if key not in known), None)


def _wrong(table: Mapping[str, object], kinds: _Kinds) -> str | None:
    """An error message about the first value in *table* of a wrong type, or None."""
    return next(
        (f"{key} is {words}" for key, (fits, words) in kinds.items() if key in table and not fits(table[key])), None
    )


def _entry(text: str, row: object, place: str, where: str) -> Entry:
    table: dict[str, Any] = row if isinstance(row, dict) else {"label": row}
    problem = _text_problem(text) or _problem(table)
    if problem:
        raise ProfileError(f"{where}: line {text!r}: {problem}")
    count, pages, of = (int(table.get(key, 0)) for key in ("count", "pages", "of"))
    places = {place, *table.get("also", ())}
    return Entry(
        text=text,
        label=table["label"],
        places=tuple(place for place in PLACES if place in places),
        count=count,
        pages=pages,
        of=of,
        off=table.get("off", False),
        sure=table.get("sure", False),
        note=table.get("note", ""),
    )


def _problem(table: Mapping[str, object]) -> str | None:
    """An error message about the row of a line, or None."""
    problem = _unknown(table, tuple(_LINE)) or _wrong(table, _LINE)
    if problem or "label" not in table:
        return problem or "label is missing"
    if table["label"] not in LABELS:
        return str(unknown("label", table["label"], LABELS))
    also = table.get("also")
    wrong = [place for place in also if place not in PLACES] if isinstance(also, list) else []
    return str(unknown("place", wrong[0], PLACES)) if wrong else None


def _text_problem(text: str) -> str | None:
    slot = unknown_slot(text)
    if slot:
        return str(unknown("slot", slot, SLOTS))
    if re.search(r"\{(?:name|any)\}\{(?:name|any)\}", text):
        return "two open slots need something between them"
    if not literal(text) and text.strip() != DATE:
        return "a template needs a word besides its slots"
    return None


def render(profile: Profile) -> str:
    """Render *profile* as the text of a file; parsing it gives *profile*, with entries sorted by their first place."""
    blocks = [f"{_HEADER}\nsite = {_quoted(profile.site)}\npages = {profile.pages}\n"]
    for place in PLACES:
        rows = "".join(_row(entry) for entry in profile.entries if entry.places[0] == place)
        blocks += [f"[{place}]\n{rows}"] if rows else []
    blocks.append(f"{_MEMORY}[memory]\n{_list('written', sorted(profile.written))}{_list('deleted', profile.deleted)}")
    return "\n".join(blocks)


def _row(entry: Entry) -> str:
    fields = [f"label = {_quoted(entry.label)}"]
    if entry.of:
        fields += [f"pages = {entry.pages}", f"of = {entry.of}", f"count = {entry.count}"]
    if entry.places[1:]:
        fields.append(f"also = [{', '.join(map(_quoted, entry.places[1:]))}]")
    fields += [f"{key} = true" for key, on in (("off", entry.off), ("sure", entry.sure)) if on]
    if entry.note:
        fields.append(f"note = {_quoted(entry.note)}")
    value = _quoted(entry.label) if len(fields) == 1 else f"{{ {', '.join(fields)} }}"
    return f"{_quoted(entry.text)} = {value}\n"


def _list(key: str, texts: Iterable[str]) -> str:
    rows = "".join(f"    {_quoted(text)},\n" for text in texts)
    return f"{key} = [\n{rows}]\n" if rows else f"{key} = []\n"


def _quoted(text: str) -> str:
    """*text* as a TOML string, which is a JSON string except for DEL and lone surrogates."""
    plain = text.encode("utf-8", "replace").decode()
    return dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def show(profile: Profile) -> str:
    """Render *profile* for people: grouped by place, one row per line with its label and page counts."""
    head = f"{profile.site}: {len(profile.entries)} lines, learned from {profile.pages} different pages\n"
    blocks = []
    for place in PLACES:
        rows = "".join(_shown(entry) for entry in profile.entries if entry.places[0] == place)
        blocks += [f"\n{place}\n{rows}"] if rows else []
    if profile.deleted:
        blocks.append("\ndeleted by hand\n" + "".join(f"  {name}\n" for name in profile.deleted))
    return head + "".join(blocks)


def _shown(entry: Entry) -> str:
    seen = f"{entry.pages} of {entry.of}" if entry.of else "by hand"
    marks = [mark for mark, on in (("off", entry.off), ("sure", entry.sure)) if on]
    extra = ", ".join([*marks, *(f"also {place}" for place in entry.places[1:]), *filter(None, [entry.note])])
    return f"  {entry.label:<11}{seen:>12}  {entry.text}{f'  ({extra})' if extra else ''}\n"
