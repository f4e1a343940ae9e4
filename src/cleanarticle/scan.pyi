Need = str | tuple[bool, tuple["Need", ...]]

class Door:
    longest: int
    starts: frozenset[str] | None
    need: Need | None
    wakes: frozenset[str] | None
    def __init__(
        self, longest: int, starts: frozenset[str] | None, need: Need | None, wakes: frozenset[str] | None
    ) -> None: ...

class Scanner:
    def __init__(self, doors: list[Door]) -> None: ...
    def candidates(self, folded: str, lines: list[tuple[int, int]]) -> list[list[int]]: ...
