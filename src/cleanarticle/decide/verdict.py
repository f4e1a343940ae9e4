"""The verdict: whether a text holds an article, and if not, why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import regex

from cleanarticle.result import Removal, Verdict

_ERROR: Final = re.compile(
    r"\b(?:40[34]|50[0234])\b|page (?:not|cannot be|could not be) found|page (?:does not|doesn't|no longer) exists?"
    r"|access denied|something went wrong|enable javascript|are you a robot|verify (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)
# Any visible character: not white space, a control or a joiner.
_VISIBLE: Final = regex.compile(r"[^\s\p{Z}\p{Cc}\p{Cf}]")
# Longest error page, in code points; a longer text may be an article about errors.
_SHORT: Final = 1200


def verdict(source: str, left: str, removals: Sequence[Removal]) -> Verdict:
    """Return the verdict; see `Result.verdict`."""
    if not _VISIBLE.search(source):
        return "empty"
    if len(source) <= _SHORT and _ERROR.search(source) and len(left) < len(source) // 2 + 200:
        return "error"
    if _VISIBLE.search(left):
        return "article"
    sizes: Counter[str] = Counter()
    for removal in removals:
        sizes[removal.label] += len(removal.span)
    return "wall" if sizes.most_common(1)[0][0] in ("consent", "paywall") else "residue"
