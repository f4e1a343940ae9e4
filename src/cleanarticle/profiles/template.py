"""Templates of lines: a part that changes from page to page becomes a slot, all other text stays as it is.

`canonical` replaces all numbers, times and dates with slots.  Names are found by comparing pages, so `skeletons` only
lists possible templates.  Matching compares literals from left to right: its time grows with the length of the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from cleanarticle.text.fold import fold

NAME: Final = "{name}"
ANY: Final = "{any}"
DATE: Final = "{date}"
NUMBER: Final = "{number}"
TIME: Final = "{time}"
SLOTS: Final = (NUMBER, DATE, TIME, NAME, ANY)

_MONTHS: Final = """
january february march april may june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec januar jänner februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août
septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho
julho setembro outubro novembro dezembro januari februari maart augustus mei desember marts maj juni juli augusti
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta
joulukuuta stycznia lutego marca kwietnia czerwca lipca sierpnia września października listopada grudnia ledna února
března dubna května června července srpna září října listopadu prosince января февраля марта апреля мая июня июля
августа сентября октября ноября декабря січня лютого березня квітня травня червня липня серпня вересня жовтня листопада
грудня ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık ianuarie februarie martie aprilie
iunie iulie septembrie octombrie noiembrie decembrie ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου
αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου agustus oktober يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس
سبتمبر أكتوبر نوفمبر ديسمبر जनवरी फरवरी मार्च अप्रैल जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
"""
_DAYS: Final = """
monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonnabend
sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo lunedì
martedì mercoledì giovedì venerdì sabato domenica segunda-feira terça-feira quarta-feira quinta-feira sexta-feira
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag mandag tirsdag onsdag torsdag fredag lørdag søndag måndag
tisdag lördag söndag poniedziałek wtorek środa czwartek piątek sobota niedziela понедельник вторник среда четверг
пятница суббота воскресенье понеділок вівторок середа четвер субота неділя pazartesi salı çarşamba perşembe cuma
cumartesi pazar maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
"""
_DAY_NAMES: Final = frozenset(_DAYS.split())
_MONTH_NAMES: Final = frozenset(_MONTHS.split())
_DATE_NAMES: Final = _DAY_NAMES | _MONTH_NAMES
# Before the date regex runs, each letter of a day or month name is replaced with one of these.
_DAY, _MONTH = "\x00", "\x01"

_LETTERS: Final = re.compile(r"[^\W\d_]+(?:-feira)?")
_DATED: Final = re.compile(
    rf"(?:{_DAY}+[.,]? )?"
    rf"(?:\b\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?(?: de| of)? {_MONTH}+\.?|{_MONTH}+\.? \d{{1,2}}(?:st|nd|rd|th)?\b)"
    rf"(?:,?(?: de)? \d{{4}}\b)?|{_DAY}+",
    re.IGNORECASE,
)
_NUMERIC: Final = re.compile(
    r"\b\d{1,2}([./-])\d{1,2}\1\d{2,4}\b|\b\d{4}([./-])\d{1,2}\2\d{1,2}\b|\d{4}年\d{1,2}月\d{1,2}日"
)
_TIMED: Final = re.compile(
    r"\b\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m\b\.?| Uhr\b)?|\b\d{1,2}(?:\.\d{2})? ?[ap]m\b", re.IGNORECASE
)
_NUMBERED: Final = re.compile(r"\d+(?:[.,:/-]\d+)*")
_DIGIT: Final = re.compile(r"\d")
_SLOT: Final = re.compile(r"\{[a-z]+\}")

_WORD: Final = r"(?:\p{Lu}[\p{L}\p{M}'-]*\p{L}|\p{Lu}\.)"
_PARTICLE: Final = r"(?:de|da|di|du|van|von|der|den|del|della|dos|la|le|bin|al|el|ten|zu)"
_PERSON: Final = regex.compile(
    rf"{_WORD}(?: {_PARTICLE}){{0,2}}(?: {_WORD}(?: {_PARTICLE}){{0,2}}){{0,3}}(?<!\p{{Ll}} {_PARTICLE})"
)
_CAPITAL: Final = regex.compile(_WORD)
# A name has two to four words.
_SHORTEST, _LONGEST = 2, 4
_NAME_SIZE: Final = 80
# In code points.  Longer lines are paragraphs and get no slots.
_LONG: Final = 300
# In words.  Longer lines are sentences, and names in them do not indicate a template.
_WORDS: Final = 15


def canonical(text: str) -> str:
    """*text* with slots for numbers, times and dates; a long paragraph gets no slots, text with braces becomes empty.

    >>> canonical("Published on Monday, 3 March 2024 at 10:31pm | 24 comments")
    'Published on {date} at {time} | {number} comments'
    >>> canonical("You may also like")
    'You may also like'
    """
    if "{" in text or "}" in text:
        return ""
    text = " ".join(text.split())
    if len(text) > _LONG:
        return text
    digits = _DIGIT.search(text) is not None
    names = _DATE_NAMES if digits else _DAY_NAMES
    if any(word.strip(".,:()'").lower() in names for word in text.split(" ")):
        text = _without_dates(text)
    if digits:
        text = _NUMBERED.sub(NUMBER, _TIMED.sub(TIME, _NUMERIC.sub(DATE, text)))
    return text


def _without_dates(text: str) -> str:
    """*text* with slots for the dates that contain the name of a day or a month."""
    marked = _LETTERS.sub(_marked, text)
    pieces, at = [], 0
    for found in _DATED.finditer(marked):
        pieces += [text[at : found.start()], DATE]
        at = found.end()
    return "".join([*pieces, text[at:]])


def _marked(word: re.Match[str]) -> str:
    name = word[0].lower()
    mark = _DAY if name in _DAY_NAMES else _MONTH if name in _MONTH_NAMES else ""
    return mark * len(word[0]) or word[0]


def skeletons(line: str) -> list[str]:
    """The templates that a canonical *line* may belong to if its names change, those with fewer slots first.

    >>> skeletons("By Mara Lind for the Courier")
    ['By {name} for the Courier', '{name} for the Courier']
    """
    words = line.split(" ")
    if len(words) > _WORDS:
        return []
    runs = _runs(words)
    found: set[str] = set()
    for i, (start, end) in enumerate(runs):
        starts = (start, start + 1) if start == 0 else (start,)
        for first in starts:
            if _SHORTEST <= end - first <= _LONGEST:
                others = [run for run in runs[i + 1 :] if _SHORTEST <= run[1] - run[0] <= _LONGEST]
                found.add(_slotted(words, [(first, end)]))
                found.add(_slotted(words, [(first, end), *others]))
    return sorted((t for t in found if literal(t)), key=lambda t: (t.count(NAME), -len(t), t))


def _runs(words: list[str]) -> list[tuple[int, int]]:
    """The start and end of each run of capitalized words."""
    runs: list[tuple[int, int]] = []
    start = None
    for i, word in enumerate([*words, ""]):
        bare = word.rstrip(",;:|")
        capital = bool(_CAPITAL.fullmatch(bare))
        if capital and start is None:
            start = i
        if start is not None and (not capital or bare != word):
            end = i + 1 if capital else i
            runs.append((start, end))
            start = None
    return runs


def _slotted(words: list[str], runs: list[tuple[int, int]]) -> str:
    result = list(words)
    for start, end in reversed(runs):
        last = result[end - 1]
        result[start:end] = [NAME + last[len(last.rstrip(",;:|")) :]]
    return " ".join(result)


def literal(template: str) -> bool:
    """Whether *template* has a letter outside its slots."""
    return any(char.isalpha() for char in _SLOT.sub("", template))


@dataclass(frozen=True, slots=True)
class Template:
    """A template, split into literals and slots, that matches canonical lines.

    Attributes:
        text: the text of the template; `canonical` was applied to the parts outside its slots.
        parts: the literals; between two of them is a slot of `opened`.
        opened: `{name}` or `{any}` for each gap between literals.
    """

    text: str
    parts: tuple[str, ...]
    opened: tuple[str, ...]

    def matches(self, line: str) -> bool:
        """Whether a canonical *line* matches this template."""
        if not self.opened:
            return line == self.text
        first, *inner, last = self.parts
        if not line.startswith(first) or not line.endswith(last):
            return False
        at, end = len(first), len(line) - len(last)
        for slot, part in zip(self.opened, inner, strict=False):  # the last slot ends where the last literal begins
            found = line.find(part, at + 1, end)
            if found < 0 or not _fits(slot, line[at:found]):
                return False
            at = found + len(part)
        return at < end and _fits(self.opened[-1], line[at:end])


def _fits(slot: str, text: str) -> bool:
    return slot == ANY or (len(text) <= _NAME_SIZE and _PERSON.fullmatch(text) is not None)


def unknown_slot(text: str) -> str | None:
    """The first expression in braces in *text* that is not a slot, or None."""
    rest = text
    for slot in SLOTS:
        rest = rest.replace(slot, "")
    found = re.search(r"\{[^{}]*\}?|\}", rest)
    return found[0] if found else None


def compiled(text: str) -> Template:
    """Compile *text* to a template; numbers and dates in it become slots, too.

    >>> compiled("Follow {any} on our channel 4").matches("Follow the ferry on our channel {number}")
    True
    """
    folded = "".join(_pieces(fold(" ".join(text.split()))))
    cut = re.split(r"(\{name\}|\{any\})", folded)
    return Template(folded, tuple(cut[0::2]), tuple(cut[1::2]))


def _pieces(text: str) -> Iterator[str]:
    """The slots unchanged, and the text between them in canonical form with its outer spaces."""
    for piece in re.split(r"(\{[a-z]+\})", text):
        if piece in SLOTS or not piece.strip():
            yield piece
        else:
            before, after = piece[: len(piece) - len(piece.lstrip())], piece[len(piece.rstrip()) :]
            yield before + canonical(piece) + after
