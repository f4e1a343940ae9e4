"""A folder of profiles; a profile is read when the first page of its site is cleaned, and then cached."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from cleanarticle.profiles.address import site_of
from cleanarticle.profiles.file import ProfileError, load
from cleanarticle.profiles.profile import Profile

# Number of profiles in the cache; it does not affect results.
_HELD: Final = 500


class Folder:
    """The profiles of a folder, found by the URLs of pages."""

    def __init__(self, path: Path) -> None:
        """Set the folder; no profile is read yet.

        Raises:
            ProfileError: *path* is not a folder.
        """
        self.path = path.absolute()
        if not self.path.is_dir():
            raise ProfileError(f"{path}: no folder of profiles")
        self._read = lru_cache(maxsize=_HELD)(self._load)

    def profile(self, url: str) -> Profile | None:
        """The profile for the page at *url*, or None if its site has none.

        Raises:
            ProfileError: the profile cannot be used.
        """
        site = site_of(url)
        return self._read(site) if site else None

    def file(self, site: str) -> Path:
        """The path of the profile of *site*; the file may not exist."""
        return self.path / f"{site}.toml"

    def _load(self, site: str) -> Profile | None:
        path = self.file(site)
        if not path.exists():
            return None
        profile = load(path)
        if profile.site != site:
            raise ProfileError(f"{path}: is about {profile.site!r}, which belongs into {profile.site}.toml")
        return profile
