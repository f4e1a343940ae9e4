from collections.abc import Callable, Iterable

from cleanarticle.rules.matching.prefilter import Door

class Scanner:
    def __init__(
        self,
        doors: Iterable[Door] = (),
        rarest: Callable[[str, int], int] = ...,
        dump: bytes | None = None,
    ) -> None: ...
    def dump(self) -> bytes: ...
    def candidates(self, folded: str, lines: list[tuple[int, int]]) -> list[list[int]]: ...
