"""Render data as an HTML page: self-contained, without scripts, the same bytes for the same data."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args
from urllib.parse import urlsplit

import click

from cleanarticle.labels import LABELS, MEANINGS
from cleanarticle.output.explain import Row, rows, visible
from cleanarticle.result import Result, Verdict

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER: Final = Path(__file__).parent
# Zero-width joiners and non-joiners of Persian, Indian scripts and emoji; `visible` would show them as escapes.
_JOINED: Final = re.compile("[\u200c\u200d]|[^\u200c\u200d]+")


def shown(text: str) -> str:
    r"""*text* for a page: invisible and misleading characters become escapes, except zero-width joiners.

    >>> shown("a\x00b\u200dc")
    'a\\x00b\u200dc'
    """
    return "".join(part if part in "\u200c\u200d" else visible(part) for part in _JOINED.findall(text))


def link(url: str) -> str:
    """*url* if it is a safe link, that is http or https without special characters; else an empty string.

    >>> link("https://example.org/a?b=1"), link("javascript:alert(1)"), link(" https://example.org")
    ('https://example.org/a?b=1', '', '')
    """
    with suppress(ValueError):
        parts = urlsplit(url)
        plain = url.isprintable() and not re.search(r"[\s\\<>\"]", url)
        if plain and parts.scheme in ("http", "https") and parts.hostname:
            return url
    return ""


def lines(result: Result) -> Iterator[tuple[Row, bool]]:
    """The lines of a document that are not blank, each with whether blank lines come before it."""
    gap = False
    for row in rows(result):
        if any(piece.text.strip() for piece in row.pieces):
            yield row, gap
            gap = False
        else:
            gap = True


def environment() -> Environment:
    """The Jinja environment of the page templates.

    Raises:
        click.ClickException: jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise click.ClickException("a page needs jinja2: pip install 'cleanarticle[report]'") from None
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(shown=shown, link=link, lines=lines, percent=lambda share: f"{share:.1%}")
    return made


def render(made: Environment, template: str, data: Mapping[str, object]) -> Iterator[bytes]:
    """Render a page as pieces of bytes."""
    from markupsafe import Markup

    style = (_FOLDER / "style.css").read_text(encoding="utf-8") + "".join(_filters())
    digest = b64encode(sha256(style.encode()).digest()).decode()
    known = {"labels": LABELS, "meanings": MEANINGS, "style": Markup(style), "digest": digest}  # noqa: S704 -- our own
    stream = made.get_template(template).stream({**known, **data})
    stream.enable_buffering(200)
    for piece in stream:
        yield piece.encode("utf-8", "backslashreplace")


def _filters() -> Iterator[str]:
    """The CSS rules that hide a label or verdict when its checkbox is off, without a script."""
    for label in LABELS:
        yield f"body:has(#show-{label}:not(:checked)) ol .l-{label} {{ display: none }}\n"
    for verdict in get_args(Verdict):
        yield f"body:has(#show-{verdict}:not(:checked)) .v-{verdict} {{ display: none }}\n"


def write(path: Path, pieces: Iterator[bytes]) -> None:
    """Write *pieces* to *path* atomically, so that a reader never sees half a page.

    Raises:
        OSError: the file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("xb") as stream:
            stream.writelines(pieces)
        temporary.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        temporary.unlink(missing_ok=True)
