"""Judge every pattern of the packs, twice: by recheck, which reads it, and by the clock, on lines made to slow it down.

    make audit          both, in about an hour
    python tools/audit.py --only en.tags

recheck (https://makenowjust-labs.github.io/recheck/) knows the regular expressions of JavaScript; each pattern is
written anew in these from its tree, in one case for all, which can only make it worse.  What has no counterpart there
(possessive repeats, atomic groups) is measured only.  A finding of recheck is put to the clock: bounded repeats that it
takes for dangerous may be cheap.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from cleanarticle.rules.index import builtin_rules
from cleanarticle.rules.matching.patterns import (
    CHARS,
    LOOKS,
    REPEATS,
    Parsed,
    UnreadablePatternError,
    nested,
    parse,
    sre,
)
from cleanarticle.rules.matching.prefilter import longest
from cleanarticle.rules.proof.growth import DEAR, SIZE, baits, dear, growing
from cleanarticle.rules.schema import Rule

HERE = Path(__file__).parent
CLASSES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\p{L}\p{N}_",
    sre.CATEGORY_NOT_WORD: r"\W",
}
PLACES = {sre.AT_BEGINNING: "^", sre.AT_END: "$", sre.AT_BOUNDARY: r"\b", sre.AT_NON_BOUNDARY: r"\B"}


class NoCounterpartError(ValueError):
    """A pattern that JavaScript cannot say."""


class Script:
    """A pattern as JavaScript's regular expressions spell it."""

    def __init__(self, pattern: str) -> None:
        """Parse *pattern*."""
        self._classes: dict[int, str] = {}
        self._tree = parse(pattern, self._stand_in)

    def _stand_in(self, name: str) -> str:
        code = 0xF0000 + len(self._classes)
        self._classes[code] = name
        return chr(code)

    def source(self) -> str:
        r"""The pattern.

        >>> Script(r"(?i)^\p{Lu}[^.]{2,9}(?-i:x)$").source()
        '^\\p{Lu}(?:[^\\u{2e}]){2,9}(?:\\u{78})$'
        """
        return self._all(self._tree)

    def _all(self, parsed: Parsed) -> str:
        return "".join(self._one(op, arg) for op, arg in parsed)

    def _one(self, op: object, arg: object) -> str:
        if op in CHARS:
            return self._char(op, arg)
        if op is sre.AT and arg in PLACES:
            return PLACES[arg]
        inner = "|".join(map(self._all, nested(op, arg)))
        if op in REPEATS and op is not sre.POSSESSIVE_REPEAT:
            times: tuple[int, int, Parsed] = arg  # type: ignore[assignment]
            least, most, _ = times
            return f"(?:{inner}){{{least},{'' if most >= sre.MAXREPEAT else most}}}"
        if op in (sre.SUBPATTERN, sre.BRANCH):
            return f"(?:{inner})"
        if op in LOOKS:
            behind = "<" if arg[0] < 0 else ""  # type: ignore[index]
            return f"(?{behind}{'=' if op is sre.ASSERT else '!'}{inner})"
        raise NoCounterpartError(str(op))

    def _char(self, op: object, arg: object) -> str:
        if op is sre.ANY:
            return "."
        if op is sre.NOT_LITERAL:
            return f"[^{self._item(sre.LITERAL, arg)}]"
        if op is sre.LITERAL:
            return self._item(op, arg)
        negated = arg[0][0] is sre.NEGATE  # type: ignore[index]
        items = "".join(self._item(*item) for item in arg[negated:])  # type: ignore[index]
        return f"[{'^' if negated else ''}{items}]"

    def _item(self, op: object, arg: object) -> str:
        if op is sre.CATEGORY:
            return CLASSES[arg]
        if op is sre.RANGE:
            return "-".join(rf"\u{{{code:x}}}" for code in arg)  # type: ignore[attr-defined]
        code: int = arg  # type: ignore[assignment]
        return self._classes.get(code) or rf"\u{{{code:x}}}"


def scripts(rules: Iterable[Rule]) -> dict[str, str]:
    """Id and JavaScript of the rules that have a counterpart."""
    found = {}
    for rule in rules:
        try:
            found[rule.id] = Script(rule.pattern).source()
        except (NoCounterpartError, UnreadablePatternError):
            continue
    return found


def recheck(rules: Iterable[Rule], folder: Path, timeout: int) -> Iterator[dict[str, str]]:
    """What recheck, installed in *folder*, says of each rule, with *timeout* milliseconds for each."""
    lines = "".join(json.dumps({"id": name, "source": text}) + "\n" for name, text in scripts(rules).items())
    command = ["node", str((HERE / "recheck.mjs").resolve()), str(timeout)]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as judge:
        if judge.stdin is None or judge.stdout is None:
            raise RuntimeError("node has no pipes")
        judge.stdin.write(lines)
        judge.stdin.close()
        yield from map(json.loads, judge.stdout)


def measured(rules: Iterable[Rule]) -> Iterator[tuple[str, str]]:
    """Rules that are slow by the clock, and why."""
    for rule in rules:
        line = dear(rule.pattern, rule.removes)
        if line is not None:
            yield rule.id, f"{DEAR:.3f} s for {line!r}"
        line = growing(rule.pattern, baits(rule.pattern, rule.removes))
        if line is not None:
            reach = longest(rule.pattern)
            tried = f"tried on lines of at most {reach} characters" if reach < SIZE else "tried on any line"
            yield rule.id, f"grows faster than the line, {tried}: {line[:60]!r}"


def main() -> int:
    """Print what was found; the exit code is 1 if a rule is slow."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--recheck", type=Path, metavar="FOLDER", help="where npm installed recheck")
    arguments.add_argument("--timeout", type=int, default=1000, help="milliseconds of recheck for each pattern")
    arguments.add_argument("--only", default="", metavar="START", help="audit the rules whose ids begin so")
    given = arguments.parse_args()
    rules = [rule for rule in builtin_rules() if rule.id.startswith(given.only)]
    slow = dict(measured(rules))
    for name, why in slow.items():
        print(f"{name}: {why}")
    print(f"measured: {len(rules)} rules, {len(slow)} slow", flush=True)
    if given.recheck:
        counts: Counter[str] = Counter()
        for said in recheck(rules, given.recheck, given.timeout):
            counts[f"{said['status']} {said['complexity']}".strip()] += 1
            if said["status"] not in ("safe", "timeout", "cancel"):
                print(f"{said['id']}: recheck: {said['status']} {said['complexity']}: {said['attack']}", flush=True)
        counts["no counterpart"] = len(rules) - sum(counts.values())
        print("recheck:", ", ".join(f"{count} {name}" for name, count in counts.most_common()))
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
