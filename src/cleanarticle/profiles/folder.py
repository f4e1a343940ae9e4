"""A folder of profiles: each is read when a page of its site comes, and once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from cleanarticle.profiles.address import site_of
from cleanarticle.profiles.file import ProfileError, load
from cleanarticle.profiles.profile import Profile

# Profiles that are held; which of them says nothing about results.
_HELD: Final = 500


class Folder:
    """The profiles of a folder, by the addresses of pages."""

    def __init__(self, path: Path) -> None:
        """Take the folder; none of its files is read yet.

        Raises:
            ProfileError: it is no folder.
        """
        self.path = path.absolute()
        if not self.path.is_dir():
            raise ProfileError(f"{path}: no folder of profiles")
        self._read = lru_cache(maxsize=_HELD)(self._load)

    def profile(self, url: str) -> Profile | None:
        """The profile for the page at *url*; None where its site has none.

        Raises:
            ProfileError: the file cannot be used.
        """
        site = site_of(url)
        return self._read(site) if site else None

    def file(self, site: str) -> Path:
        """Where the profile of *site* is, or would be."""
        return self.path / f"{site}.toml"

    def _load(self, site: str) -> Profile | None:
        path = self.file(site)
        if not path.exists():
            return None
        profile = load(path)
        if profile.site != site:
            raise ProfileError(f"{path}: is about {profile.site!r}, which belongs into {profile.site}.toml")
        return profile
