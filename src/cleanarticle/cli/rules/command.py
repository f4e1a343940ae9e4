"""`cleanarticle rules`: test your own rules, list all rules, show one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Unpack

import click

from cleanarticle.cleaner import Cleaner
from cleanarticle.cli.corpus import Corpus, Keys, inputs
from cleanarticle.cli.main import Exit, Settings, options_of, rule_table, same, settings, write_out
from cleanarticle.errors import RuleError
from cleanarticle.options import Options
from cleanarticle.output.explain import clipped, visible
from cleanarticle.rules.index import builtin_packs, builtin_rules
from cleanarticle.rules.matching.match import Matcher
from cleanarticle.rules.proof.examples import Problem, alone, beside, inside, unsafe
from cleanarticle.rules.proof.firing import GOES, MEANINGS, OUTCOMES, Firing, rows, with_and_without
from cleanarticle.rules.schema import Rule, load_pack, read_pack

_HELP: Final = {"help_option_names": ["-h", "--help"]}
_EXAMPLES: Final = """\b
Examples:
  cleanarticle rules test house.toml
  cleanarticle rules test house.toml pages.jsonl --text-key body

\b
Exit status:
  0    every rule proves itself
  1    something is wrong with a rule
  2    wrong usage, or a file that cannot be read or is no rule file
  3    every rule proves itself, but some documents could not be read
"""


class Flags(Settings):
    """The command line of `rules test`, as click parsed it."""

    file: str
    files: tuple[str, ...]
    text_key: str | None
    id_key: str | None
    url_key: str | None
    sample: int


@click.group("rules", context_settings=_HELP)
def command() -> None:
    """Test rules of your own, list all rules, show one."""


@command.command("test", epilog=_EXAMPLES, params=settings(), context_settings=_HELP)
@click.argument("file", type=click.Path(path_type=str))
@inputs(required=False)
@click.option(
    "--sample",
    metavar="N",
    default=3,
    show_default=True,
    type=click.IntRange(min=0),
    help="Show N different lines of each outcome, always the same ones.",
)
def test(**flags: Unpack[Flags]) -> int:
    """Test the rules of FILE as those that ship are tested, and say what they do on INPUT.

    Each rule must match what it removes and not what it keeps, alone and in an article, and be safe against slow
    lines. INPUT is JSON lines where it ends in .jsonl or .ndjson or where a field is named, else a text; - is standard
    input.
    """
    base = options_of(flags)
    rules = read_pack(Path(flags["file"]))
    problems = list(proved(rules, flags["file"]))
    write_out("".join(f"{line}\n" for line in _verdicts(flags["file"], rules, problems)))
    outcome = Exit.FOUND if problems else Exit.FINE
    if not flags["files"] or any(problem.slow for problem in problems):
        return outcome
    corpus = Corpus(flags["files"], Keys(flags["text_key"], flags["id_key"], flags["url_key"]))
    firing = _fired(corpus, rules, (base, flags["file"], flags["sample"]))
    write_out("".join(f"{line}\n" for line in _described(firing, rules)))
    return outcome or (Exit.FAILED if corpus.failed else Exit.FINE)


def proved(rules: Sequence[Rule], file: str) -> Iterator[Problem]:
    """The problems of *rules*; if a pattern is not safe against slow lines, no rule is run."""
    slow = [problem for rule in rules for problem in unsafe(rule)]
    yield from slow
    if slow:
        return
    for rule in rules:
        yield from alone(rule)
    yield from beside(rules, Matcher(builtin_packs(), rules))
    cleaner = Cleaner(Options(preset="body", rules=[file]))
    for rule in rules:
        yield from inside(rule, cleaner)


def _verdicts(file: str, rules: Sequence[Rule], problems: Sequence[Problem]) -> Iterator[str]:
    wrong = {problem.rule for problem in problems}
    yield visible(f"{file}: {len(rules)} rule{'s' if len(rules) != 1 else ''}, {len(wrong)} wrong")
    for rule in rules:
        yield f"{'wrong' if rule.id in wrong else 'ok   '}  {rule.id}"
        for problem in problems:
            if problem.rule == rule.id:
                yield visible(f"       {problem.message}{':' if problem.line else ''}")
                yield from [f"         {clipped(problem.line)}"] if problem.line else []


def _fired(corpus: Corpus, rules: Sequence[Rule], chosen: tuple[Options, str, int]) -> Firing:
    base, file, size = chosen
    known = next((str(path) for path in base.rules if same(str(path), file)), file)
    with_file, without_file = with_and_without(base, known)
    firing, without = Firing(rules, with_file, size), Cleaner(without_file)
    for page in corpus:
        try:
            firing.add(page, without)
        except Exception as error:  # one document must not stop the others, whatever is wrong with it
            corpus.fail(page.place, error)
    return firing


def _described(firing: Firing, rules: Sequence[Rule]) -> Iterator[str]:
    yield ""
    yield f"{firing.documents} document{'s' if firing.documents != 1 else ''}"
    table = list(rows(firing, rules))
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for name, *counts in table:
        yield "  ".join([f"{name:<{widths[0]}}", *(f"{n:>{w}}" for n, w in zip(counts, widths[1:], strict=True))])
    for rule in rules:
        for outcome in OUTCOMES:
            if (rule.id, outcome) in firing.samples and outcome != GOES:
                yield from _sampled(firing, rule.id, outcome)
    if firing.others:
        yield ""
        yield f"lines that change although no rule fires on them: {firing.others}"
        for change in (sample.item for sample in firing.elsewhere.samples):
            yield visible(f"  {change.place} line {change.number}: {clipped(change.text)}")
            yield visible(f"    # {change.old or 'stayed'} -> {change.new or 'stays'}")


def _sampled(firing: Firing, rule: str, outcome: str) -> Iterator[str]:
    yield ""
    yield f"{rule}, {outcome} ({MEANINGS[outcome]}): {firing.outcomes[rule, outcome]}"
    for sample in firing.samples[rule, outcome].samples:
        times = f" ({sample.times} times)" if sample.times > 1 else ""
        other = f"  # {sample.item.other}" if sample.item.other else ""
        yield visible(f"  {sample.item.place}{times}: {clipped(sample.item.text)}{other}")


@command.command("list", params=settings(), context_settings=_HELP)
def list_all(**flags: Unpack[Settings]) -> int:
    """Print id, label, scope, weight and reason of each rule."""
    write_out(rule_table(options_of(flags)))
    return Exit.FINE


@command.command("show", context_settings=_HELP)
@click.argument("name", metavar="ID")
@click.option("--rules", metavar="FILE", multiple=True, type=click.Path(path_type=Path), help="Search this file, too.")
def show(name: str, rules: tuple[Path, ...]) -> int:
    """Print a rule: what it matches, why, and its proof."""
    known = {rule.id: rule for rule in (*builtin_rules(), *(rule for path in rules for rule in load_pack(path)))}
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.5)
        raise RuleError(f"no rule {name!r}{'; near it: ' + ', '.join(near) if near else ''}")
    write_out("".join(f"{visible(line)}\n" for line in _shown(known[name])))
    return Exit.FINE


def _shown(rule: Rule) -> Iterator[str]:
    yield f"id       {rule.id}"
    yield f"label    {rule.label}"
    yield f"scope    {rule.scope}"
    yield f"weight   {rule.weight:+g}"
    yield f"pattern  {rule.pattern}"
    yield f"why      {rule.why}"
    for line in rule.removes:
        yield f"removes  {line}"
    for line in rule.keeps:
        yield f"keeps    {line}"
