from collections.abc import Mapping
from typing import Final

from cleanarticle.features.paragraph import Facts

FEATURES: Final[Mapping[str, str]]

class Table:
    size: Final[int]
    def __init__(self, paragraphs: list[Facts], gaps: list[int]) -> None: ...
    def rows(self) -> list[list[float]]: ...
    def column(self, name: str) -> list[float]: ...
