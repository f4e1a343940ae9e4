from typing import Final

from cleanarticle.features.lexicon import Lexicon

OPEN: Final = 0
SENTENCE: Final = 1
QUESTION: Final = 2
COLON: Final = 3
COMMA: Final = 4
ELLIPSIS: Final = 5

class Facts:
    words: Final[int]
    end: Final[int]
    begin: Final[int]
    stops: Final[float]
    capitals: Final[float]
    caseless: Final[bool]
    digits: Final[int]
    dated: Final[bool]
    you: Final[int]
    me: Final[int]
    linkish: Final[int]
    commas: Final[int]
    sentences: Final[int]
    quotes: Final[int]
    upper: Final[bool]
    informal: Final[int]
    name: Final[bool]
    evidence: Final[float]
    boiler_rule: Final[float]
    trim_rule: Final[float]
    label: Final[str]
    against: Final[float]
    sentence: Final[bool]
    prose: Final[bool]
    asked: Final[int]
    known: Final[int]
    own: float
    boiler: float
    trim: float
    shares: list[float]

def facts(text: str, evidence: tuple[float, float, str, float], lexicon: Lexicon) -> Facts: ...
