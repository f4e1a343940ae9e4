"""The fitted numbers: phrases, votes and costs; text files that `tools/fit.py` writes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from cleanarticle.decide.votes import Votes
from cleanarticle.features.lexicon import KINDS, Lexicon


@dataclass(frozen=True, slots=True)
class Costs:
    """What decides where probabilities alone do not, in log-odds.

    The first three are those of a text that looks clean; the more of it is likely boilerplate, the less they are, down
    to an eighth on a whole page.

    Attributes:
        boilerplate: how much more likely than article a paragraph of one word must be boilerplate to go.
        furniture: the same for furniture.
        prose: what both cost besides where a paragraph is prose beyond doubt and no rule has decided.
        change: what it costs to change between article, furniture and boilerplate from one paragraph to the next.
        abroad: what boilerplate costs besides in a text of whose words the lexicon knows none, so that its lines are
            judged by shape alone; less where it knows some.
        place: what boilerplate costs besides where neither a rule nor its phrases speak for it.
        words: what boilerplate costs besides for every doubling of a paragraph's words: the longer, the more is lost.
        lists: what boilerplate costs besides in a text without prose, whose lines are the items of lists; less where
            it has some.
    """

    boilerplate: float = 0.0
    furniture: float = 0.0
    prose: float = 0.0
    change: float = 0.0
    abroad: float = 0.0
    place: float = 0.0
    words: float = 0.0
    lists: float = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """What the decisions weigh with.

    Attributes:
        lexicon: the phrases that count.
        boilerplate: votes on whether a paragraph is boilerplate.
        furniture: votes on whether a paragraph that is no boilerplate is furniture.
        costs: what a wrong decision costs.
    """

    lexicon: Lexicon
    boilerplate: Votes
    furniture: Votes
    costs: Costs


def _content(text: str) -> list[str]:
    """The lines of a file of coefficients; `#` and a blank begin a comment line."""
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def parse_phrases(text: str) -> dict[str, tuple[float, ...]]:
    r"""The weights of each phrase, in the order of `lexicon.KINDS`.

    On each line a phrase, a tab, and for each label that it speaks for or against a weight; the line without a phrase
    says where the sums start.

    >>> weights = parse_phrases("sign up for\tnewsletter 1.25 article -0.5")["sign up for"]
    >>> weights[KINDS.index("newsletter")], weights[0]
    (1.25, -0.5)
    """
    places = {kind: i for i, kind in enumerate(KINDS)}
    phrases = {}
    for line in _content(text):
        phrase, _, said = line.partition("\t")
        weights = [0.0] * len(KINDS)
        words = said.split(" ")
        for kind, weight in zip(words[::2], words[1::2], strict=True):
            weights[places[kind]] = float(weight)
        phrases[phrase] = tuple(weights)
    return phrases


def parse_votes(text: str) -> Votes:
    """Votes from their file: where their sum starts on the first line, then a vote on each.

    A vote is `feature limit below above`: where the feature is at most the limit, *below* counts, else *above*; each
    of the two is a number of log-odds or another vote.
    """
    base, *votes = _content(text)
    return Votes(float(base), votes)


def parse_costs(text: str) -> Costs:
    """Costs from their file: a name and a number of log-odds on each line.

    >>> parse_costs("boilerplate 1.5").boilerplate
    1.5
    """
    rows = (line.split(" ") for line in _content(text))
    return Costs(**{name: float(value) for name, value in rows})


def load_model(folder: Traversable) -> Model:
    """The model in a folder with `phrases.txt`, `boilerplate.txt`, `furniture.txt` and `costs.txt`."""

    def read(name: str) -> str:
        return folder.joinpath(name).read_text(encoding="utf-8")

    return Model(
        Lexicon(parse_phrases(read("phrases.txt"))),
        parse_votes(read("boilerplate.txt")),
        parse_votes(read("furniture.txt")),
        parse_costs(read("costs.txt")),
    )


@cache
def builtin_model() -> Model:
    """The model that ships."""
    return load_model(resources.files("cleanarticle.model"))
