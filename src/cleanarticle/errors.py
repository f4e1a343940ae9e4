"""Exceptions, and messages that suggest the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final


class HtmlError(ValueError):
    """An HTML page could not be read; the message says why."""


class HtmlTimeoutError(HtmlError):
    """An HTML page took longer to read than the caller's limit."""


class OptionError(ValueError):
    """An unknown label, preset, option or configuration key."""


class RuleError(ValueError):
    """A rule file cannot be used; the message names the file, the rule and the fix."""


class PatternTimeoutError(RuleError):
    """A pattern of a rule file took too long on a line; the message names the rule and the time limit."""


# Longest name in a message, in code points; longer ones are cut.
_LONGEST_NAME: Final = 60


def short(name: object) -> str:
    r"""Quote *name* for a message: escape unprintable characters and cut long names.

    >>> print(short("a\x1bb"), short("x" * 99))
    'a\x1bb' 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'
    """
    text = str(name)
    return repr(text if len(text) <= _LONGEST_NAME else text[:_LONGEST_NAME] + "…")


def unknown(kind: str, name: object, known: Iterable[str]) -> OptionError:
    """Return an error for *name* that suggests the nearest valid name and lists all of them.

    >>> print(unknown("label", "coments", ["comments", "tags"]))
    unknown label 'coments'; did you mean 'comments'? Valid: comments, tags
    """
    valid = list(known)
    spelt = {choice.lower(): choice for choice in valid}
    near = get_close_matches(str(name)[:_LONGEST_NAME].lower(), spelt, n=1, cutoff=0.5)
    hint = f"; did you mean '{spelt[near[0]]}'?" if near else "."
    return OptionError(f"unknown {kind} {short(name)}{hint} Valid: {', '.join(valid)}")
