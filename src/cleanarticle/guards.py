"""What stays although it looks like boilerplate: speech, what the article is about, and a budget."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cleanarticle.blocks import Block
from cleanarticle.facts import Facts
from cleanarticle.result import Match

# A rule of this weight or more decides alone; weaker ones need what stands around them.
DECISIVE: Final = 3.0
# A rule of this weight holds even where the article is about its subject.
CERTAIN: Final = 5.0

_SPEECH: Final = re.compile(
    r"\b(?:said|says|saying|asked|told|wrote|writes|added|replied|shouted|warned|urged|argued|insisted|announced"
    r"|explained|reads|tweeted|posted|sagte|a dit|dijo|ha detto|disse)\b",
    re.IGNORECASE,
)

# Words of a label's subject.  An article that keeps saying them speaks of the thing itself.
_SUBJECTS: Final = {
    "comments": r"\bcomment(?:s|ers?|ing|ed)?\b|\bmoderat(?:ion|ors?|ed)\b",
    "disclosure": r"\baffiliates?\b|\bsponsor(?:s|ed|ship)?\b|\bcommissions?\b",
    "advert": r"\badvert(?:s|ising|isers?|isements?)?\b|\bads?\b",
    "newsletter": r"\bnewsletters?\b|\bsubscri(?:be|bers?|bed|ption|ptions)\b|\bpodcasts?\b|\bwhatsapp\b|\bapps?\b|\bdonat\w+",
    "consent": r"\bcookies?\b|\bconsent\b|\bprivacy\b",
    "paywall": r"\bpaywalls?\b|\bsubscri(?:be|bers?|bed|ption|ptions)\b|\bmemberships?\b",
    "copyright": r"\bcopyright(?:s|ed)?\b|\blicen[cs](?:e|es|ed|ing)\b|\binfring\w+",
    "share": r"\bfacebook\b|\btwitter\b|\bwhatsapp\b|\btiktok\b|\binstagram\b|\blinkedin\b",
    "tags": r"\bhashtags?\b|\btags?\b|\bkeywords?\b",
}
_SUBJECT: Final = {label: re.compile(words, re.IGNORECASE) for label, words in _SUBJECTS.items()}
# An article is about a subject that this many of its paragraphs name.
_ABOUT: Final = 3


def spoken(text: str, start: int, end: int) -> bool:
    """Whether the stretch of *text* is somebody's speech: in quotation marks, or beside a verb of saying.

    >>> spoken('"Subscribe to our newsletter," the host said.', 0, 27)
    True
    """
    if text.count('"', 0, start) % 2 == 1 and '"' in text[end:]:
        return True
    opened = text[start : start + 1] == '"' and '"' in text[start + 1 :]
    return opened or ('"' in text and _SPEECH.search(text) is not None)


def about(paragraphs: Sequence[tuple[str, int]]) -> frozenset[str]:
    """The labels whose subject the article is about; *paragraphs* are texts with their words, those of prose count."""
    prose = [text for text, words in paragraphs if words >= 15 and text[-1:] in ".!?\"')"]
    return frozenset(
        label for label, words in _SUBJECT.items() if sum(1 for text in prose if words.search(text)) >= _ABOUT
    )


def allowed(
    texts: Sequence[str], offsets: Sequence[int], matches: Sequence[Sequence[Match]]
) -> list[tuple[Match, ...]]:
    """The matches of each line that no guard refuses.

    Args:
        texts: the lines, folded.
        offsets: where each begins in the source, in code points.
        matches: what the rules found in each.
    """
    flat = any(matches)
    subjects = about([(t, t.count(" ") + 1) for t in texts]) if flat else frozenset()
    result = []
    for text, offset, found in zip(texts, offsets, matches, strict=True):
        kept = []
        for m in found:
            if m.weight > 0 and m.label in subjects and m.weight < CERTAIN and len(text) > 60:
                continue
            if m.weight > 0 and spoken(text, m.span.start - offset, m.span.end - offset):
                continue
            kept.append(m)
        result.append(tuple(kept))
    return result


# Below this many paragraphs a text is what an extractor left, not a whole page.
_PAGE: Final = 30
# A whole page has less prose than this, by words.
_PAGE_PROSE: Final = 0.85


def anchored(facts: Sequence[Facts]) -> bool:
    """Whether anything proves that there is boilerplate: a decisive rule, or the shape of a whole page.

    Without it, structure alone removes nothing.
    """
    if any(f.evidence >= DECISIVE for f in facts):
        return True
    words = sum(f.words for f in facts)
    prose = sum(f.words for f in facts if f.prose)
    return len(facts) >= _PAGE and prose < _PAGE_PROSE * words and sum(f.evidence > 0 for f in facts) >= 2


def is_heading_of_speech(block: Block) -> bool:
    """Whether a paragraph introduces what follows; it ends with a colon."""
    return block.text[-1:] in ":："
