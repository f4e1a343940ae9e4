"""The label of each paragraph that is not article, and the reason for it."""

from __future__ import annotations

from typing import Final

from cleanarticle.decide.sequence import BOILERPLATE
from cleanarticle.features.lexicon import KINDS, Lexicon
from cleanarticle.features.paragraph import Facts
from cleanarticle.labels import BOILERPLATE as BOILERPLATE_LABELS
from cleanarticle.labels import FURNITURE as FURNITURE_LABELS
from cleanarticle.result import Match
from cleanarticle.rules.schema import TELLING
from cleanarticle.text.paragraphs import Block

# Label, reason, and log-odds that the decision is right.
Decision = tuple[str, str, float]

# Added to the share of the label of the paragraph above: a line below a heading, or inside a list, mostly has the same
# label, even if its own words do not show it.
_INHERITED: Final = 0.35
# Above these log-odds the phrases are the reason; else the reason is `place`.
_SPEAKS: Final = -1.0
_GROUPS: Final = {
    kind: tuple(KINDS.index(label) for label in labels)
    for kind, labels in ((1, FURNITURE_LABELS), (2, BOILERPLATE_LABELS))
}


def _strongest(matches: tuple[Match, ...], labels: tuple[str, ...]) -> Match | None:
    """Return the match with the highest weight for one of *labels*, among matches of the whole paragraph."""
    best = None
    for match in matches:
        if match.whole and match.label in labels and (best is None or match.weight > best.weight):
            best = match
    return best


def name(
    blocks: list[Block], facts: list[Facts], states: list[int], odds: list[float], lexicon: Lexicon
) -> list[Decision | None]:
    """Return the decision for each paragraph; None for the article.

    Args:
        blocks: the paragraphs.
        facts: the features of each paragraph.
        states: the state of each paragraph, see `sequence`.
        odds: for each paragraph, log-odds of that state.
        lexicon: the phrases and their weights.
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
        if rule is not None and rule.weight >= TELLING:
            result.append((rule.label, rule.rule, max(odds[i], rule.weight)))
            above = KINDS.index(rule.label)
            continue
        above = _likeliest(facts[i], _GROUPS[state], above if state == BOILERPLATE else -1)
        label = KINDS[above]
        result.append((label, _reason(blocks[i].text, facts[i], state, label, lexicon), odds[i]))
    return result


def _reason(text: str, f: Facts, state: int, label: str, lexicon: Lexicon) -> str:
    """Return the reason of a decision without a rule: the phrases with the highest weights, or `place`."""
    words = lexicon.strongest(text, label) if (f.boiler if state == BOILERPLATE else f.trim) > _SPEAKS else []
    return "words: " + ", ".join([f'"{word}"' for word in words]) if words else "place"


def _likeliest(f: Facts, group: tuple[int, ...], above: int) -> int:
    """Return the most likely label of *group*, by the phrases and the label of the paragraph *above*."""
    total = 0.0
    for k in group:
        total += f.shares[k]
    best, top = group[0], -1.0
    for k in group:
        share = f.shares[k] / total + (_INHERITED if k == above else 0.0)
        if share > top:
            best, top = k, share
    return best
