"""The site of a URL."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")


def site_of(url: str) -> str | None:
    """The host of *url* without `www.`, in ASCII, or None.

    Every other subdomain is a separate site: `sport.example.com` has other menus than `example.com`, and the subdomains
    of some domains (`blogs.example`) have different owners.

    >>> site_of("https://www.Example.com:8080/story?id=1"), site_of("sport.example.com/story"), site_of("story")
    ('example.com', 'sport.example.com', None)
    """
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
        host = host.encode("idna").decode() if not host.isascii() else host
    except ValueError:
        return None
    host = host.rstrip(".").removeprefix("www.")
    known = "." in host and ".." not in host and _HOST.fullmatch(host)
    return host if known else None
