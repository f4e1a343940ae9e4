"""Merge newly learned lines into an existing profile: counts are added, and edits by a person stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cleanarticle.profiles.evidence import share
from cleanarticle.profiles.profile import Entry, Profile
from cleanarticle.profiles.site import order

# An entry below this share of the pages is deleted, unless a person wrote or changed it.
_FORGOTTEN: Final = 0.03


def merged(old: Profile | None, new: Profile) -> Profile:
    """Merge *new* into *old*.

    Args:
        old: the existing profile with the edits of a person, or None.
        new: the profile learned from pages that *old* does not include.
    """
    old = old or Profile(new.site)
    fresh = {entry.slug: entry for entry in new.entries}
    standing = {entry.slug for entry in old.entries}
    deleted = {*old.deleted, *(name for mark in old.written if (name := mark.split(" ")[0]) not in standing)} - standing
    entries = [kept for entry in old.entries if (kept := _kept(entry, fresh, old, new))]
    added = [e for name, e in fresh.items() if name not in standing | deleted and old.find(e.text) is None]
    learned = [entry for entry in entries if not _by_hand(entry, old)]
    return Profile(
        site=new.site,
        pages=old.pages + new.pages,
        entries=tuple(sorted([*entries, *added], key=order)),
        written=frozenset(_mark(entry) for entry in [*learned, *added]),
        deleted=tuple(sorted(deleted)),
    )


def _mark(entry: Entry) -> str:
    """Slug, label and places of an entry, stored to detect edits by a person."""
    return " ".join([entry.slug, entry.label, *entry.places])


def _by_hand(entry: Entry, old: Profile) -> bool:
    """Whether a person wrote or changed the entry."""
    return _mark(entry) not in old.written or entry.off or entry.sure or entry.note != ""


def _kept(entry: Entry, fresh: dict[str, Entry], old: Profile, new: Profile) -> Entry | None:
    """The old entry with the new counts added; None if it is now rare and no person wrote or changed it."""
    now = fresh.get(entry.slug)
    by_hand = _by_hand(entry, old)
    if by_hand and not entry.of:
        return entry
    count, pages = (now.count, now.pages) if now else (0, 0)
    result = replace(entry, count=entry.count + count, pages=entry.pages + pages, of=entry.of + new.pages)
    return result if by_hand or share(result.pages, result.of) >= _FORGOTTEN else None
