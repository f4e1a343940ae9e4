"""The input for learning: the lines of a page, each with the cleaner's decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cleanarticle.cleaner import Cleaner
from cleanarticle.profiles.profile import prose, sentence
from cleanarticle.profiles.template import canonical
from cleanarticle.result import Removal, Segment
from cleanarticle.text.document import Line
from cleanarticle.text.segment import segment

# In words.  Shorter lines are common in the menus of many sites.
_TELLING: Final = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of a page.

    Attributes:
        text: the canonical form.
        label: the label with which the cleaner removes the line; empty if the line stays.
        ruled: whether a rule decided the removal, and not the structure of the text.
        prose: whether the line stays and may be a paragraph of the article.
        sentence: whether the line ends like a sentence, or is long.
    """

    text: str
    label: str
    ruled: bool
    prose: bool
    sentence: bool

    @property
    def telling(self) -> bool:
        """Whether the line stays and may be specific to one story: a paragraph, or a list row such as an ingredient."""
        return self.prose or (not self.label and self.text.count(" ") + 1 >= _TELLING)


def look(text: str, cleaner: Cleaner) -> list[Seen]:
    """The lines of a page that may be learned; lines with braces are skipped."""
    result = cleaner.analyze(text)
    lines = segment(text).lines
    seen = []
    for line, removal in zip(lines, _removals(lines, result.segments), strict=True):
        form = canonical(line.text)
        if form:
            label = removal.label if removal else ""
            ruled = removal is not None and removal.ruled
            seen.append(Seen(form, label, ruled, not removal and prose(line.text), sentence(line.text)))
    return seen


def _removals(lines: tuple[Line, ...], segments: tuple[Segment, ...]) -> list[Removal | None]:
    """For each line, the removal that covers all of it, or None."""
    result: list[Removal | None] = []
    at = 0
    for line in lines:
        while segments[at].span.end <= line.offset:
            at += 1
        whole = segments[at].span.end >= line.offset + len(line.text)
        result.append(segments[at].removal if whole else None)
    return result
