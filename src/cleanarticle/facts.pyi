from collections.abc import Mapping
from typing import Final

OPEN: Final = 0
SENTENCE: Final = 1
QUESTION: Final = 2
COLON: Final = 3
COMMA: Final = 4
ELLIPSIS: Final = 5
SIGNS: Final[Mapping[str, int]]

class Words:
    def __init__(self, weights: dict[str, float]) -> None: ...

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
    label: Final[str]
    against: Final[float]
    prose: Final[bool]
    asked: Final[int]
    known: Final[int]
    own: float

def facts(text: str, evidence: float, label: str, against: float, words: Words) -> Facts: ...
def signs(f: Facts) -> list[str]: ...
def tokens(text: str) -> list[str]: ...
