"""Which label a paragraph that is no article has, and in words what decided."""

from __future__ import annotations

from typing import Final

from cleanarticle.decide.sequence import BOILERPLATE
from cleanarticle.features.lexicon import KINDS, Lexicon
from cleanarticle.features.paragraph import Facts
from cleanarticle.labels import BOILERPLATE as BOILERPLATE_LABELS
from cleanarticle.labels import FURNITURE as FURNITURE_LABELS
from cleanarticle.result import Match
from cleanarticle.text.paragraphs import Block

# Label, reason and log-odds of being what the label says.
Decision = tuple[str, str, float]

# A rule of this weight names a line, if it is gone for whatever reason.
_NAMES: Final = 0.5
# What stands below a heading or between such lines has their label, where its own words say little: the share of the
# label above that is added to its own.
_INHERITED: Final = 0.35
# Phrases decide where their log-odds are more than this; else the surroundings do.
_SPEAKS: Final = -1.0
_GROUPS: Final = {
    kind: tuple(KINDS.index(label) for label in labels)
    for kind, labels in ((1, FURNITURE_LABELS), (2, BOILERPLATE_LABELS))
}


def _strongest(matches: tuple[Match, ...], labels: tuple[str, ...]) -> Match | None:
    """The first of the rules that speak the loudest of the whole paragraph for one of *labels*."""
    best = None
    for match in matches:
        if match.whole and match.label in labels and (best is None or match.weight > best.weight):
            best = match
    return best


def name(
    blocks: list[Block], facts: list[Facts], states: list[int], odds: list[float], lexicon: Lexicon
) -> list[Decision | None]:
    """What every paragraph is that is no article; None for the article.

    Args:
        blocks: the paragraphs.
        facts: what is known of each.
        states: what group each belongs to, see `sequence`.
        odds: log-odds of each of belonging there.
        lexicon: the phrases that count.
    """
    result: list[Decision | None] = []
    above = -1
    for i, state in enumerate(states):
        if not state:
            result.append(None)
            above = -1
            continue
        labels = BOILERPLATE_LABELS if state == BOILERPLATE else FURNITURE_LABELS
        rule = _strongest(blocks[i].matches, labels)
        if rule is not None and rule.weight >= _NAMES:
            result.append((rule.label, rule.rule, max(odds[i], rule.weight)))
            above = KINDS.index(rule.label)
            continue
        above = _likeliest(facts[i], _GROUPS[state], above if state == BOILERPLATE else -1)
        label = KINDS[above]
        result.append((label, _reason(blocks[i].text, facts[i], state, label, lexicon), odds[i]))
    return result


def _reason(text: str, f: Facts, state: int, label: str, lexicon: Lexicon) -> str:
    """In words what decided where no rule did: the phrases that say the most, or what stands around."""
    words = lexicon.strongest(text, label) if (f.boiler if state == BOILERPLATE else f.trim) > _SPEAKS else []
    return "words: " + ", ".join([f'"{word}"' for word in words]) if words else "place"


def _likeliest(f: Facts, group: tuple[int, ...], above: int) -> int:
    """The label of a group that the phrases, and the paragraph above, speak for the most."""
    total = 0.0
    for k in group:
        total += f.shares[k]
    best, top = group[0], -1.0
    for k in group:
        share = f.shares[k] / total + (_INHERITED if k == above else 0.0)
        if share > top:
            best, top = k, share
    return best
