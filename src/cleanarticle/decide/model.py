"""The fitted model: phrases, votes (gradient-boosted trees) and costs, from text files that `tools/fit.py` writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from cleanarticle.decide.extent import COLUMNS
from cleanarticle.decide.votes import Votes
from cleanarticle.features.lexicon import KINDS, Lexicon


@dataclass(frozen=True, slots=True)
class Costs:
    """Costs against wrong removals, subtracted from the log-odds of furniture and boilerplate.

    The first three apply in full to a text that looks clean.  They fall as more of the text is likely boilerplate,
    down to an eighth on a whole page.

    Attributes:
        boilerplate: cost of boilerplate for a paragraph of one word.
        furniture: cost of furniture.
        prose: extra cost of both for a paragraph that is clearly prose and has no decisive rule.
        change: cost of a change between article, furniture and boilerplate from one paragraph to the next.
        abroad: extra cost of boilerplate in a text of which the lexicon knows no word, so that only the shape of the
            lines counts; lower if it knows some.
        place: extra cost of boilerplate if the paragraph's phrases do not suggest it.
        words: extra cost of boilerplate for each doubling of the paragraph's words: a long paragraph is a bigger loss.
        lists: extra cost of boilerplate in a text that has only list items and no prose; lower if it has some prose.
        end: log-odds that the end of the article needs; lower as the others.
    """

    boilerplate: float = 0.0
    furniture: float = 0.0
    prose: float = 0.0
    change: float = 0.0
    abroad: float = 0.0
    place: float = 0.0
    words: float = 0.0
    lists: float = 0.0
    end: float = 0.0


@dataclass(frozen=True, slots=True)
class Model:
    """The fitted model.

    Attributes:
        lexicon: the phrases and their weights.
        boilerplate: trees that give the log-odds of being boilerplate.
        furniture: trees that give the log-odds of being furniture, for a paragraph that is not boilerplate.
        end: trees that give the log-odds that the article ends above a paragraph, see `extent`.
        costs: the costs of each state.
    """

    lexicon: Lexicon
    boilerplate: Votes
    furniture: Votes
    end: Votes
    costs: Costs


def _content(text: str) -> list[str]:
    """Return the lines of a model file without comment lines, which begin with `#` and a space."""
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def parse_phrases(text: str) -> dict[str, tuple[float, ...]]:
    r"""Return the weights of each phrase, in the order of `lexicon.KINDS`.

    Each line has a phrase, a tab, and pairs of a label and a weight.  The line without a phrase has the start values
    of the sums.

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


def parse_votes(text: str, names: Sequence[str] | None = None) -> Votes:
    """Parse a file of votes: the start value of the sum on the first line, then one vote (tree) on each line.

    A vote is `feature limit below above`.  If the feature is at most the limit, *below* is taken, else *above*; each
    of the two is a number (log-odds) or another vote.

    Args:
        text: the content of the file.
        names: the names of the features; `surroundings.FEATURES` by default.
    """
    base, *votes = _content(text)
    return Votes(float(base), votes, names)


def parse_costs(text: str) -> Costs:
    """Parse a file of costs: a name and a number (log-odds) on each line.

    >>> parse_costs("boilerplate 1.5").boilerplate
    1.5
    """
    rows = (line.split(" ") for line in _content(text))
    return Costs(**{name: float(value) for name, value in rows})


def load_model(folder: Traversable) -> Model:
    """Load the model from a folder with its five files, which are named after its parts."""

    def read(name: str) -> str:
        return folder.joinpath(name).read_text(encoding="utf-8")

    return Model(
        Lexicon(parse_phrases(read("phrases.txt"))),
        parse_votes(read("boilerplate.txt")),
        parse_votes(read("furniture.txt")),
        parse_votes(read("end.txt"), COLUMNS),
        parse_costs(read("costs.txt")),
    )


@cache
def builtin_model() -> Model:
    """Return the built-in model, loaded once."""
    return load_model(resources.files("cleanarticle.model"))
