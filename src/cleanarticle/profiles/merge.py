"""What was learned now, and what stood in the file before: counts add, and a person's word stays."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cleanarticle.profiles.evidence import share
from cleanarticle.profiles.profile import Entry, Profile
from cleanarticle.profiles.site import order

# Of what is seen no more, a line goes when it was on no more of the pages than this.
_FORGOTTEN: Final = 0.03


def merged(old: Profile | None, new: Profile) -> Profile:
    """The profile to be written.

    Args:
        old: the file that is there, as a person left it; None where there is none.
        new: what was learned from pages that *old* has not seen.
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
    """What shows whether a person has changed a line."""
    return " ".join([entry.slug, entry.label, *entry.places])


def _by_hand(entry: Entry, old: Profile) -> bool:
    """Whether a person wrote or changed the line."""
    return _mark(entry) not in old.written or entry.off or entry.sure or entry.note != ""


def _kept(entry: Entry, fresh: dict[str, Entry], old: Profile, new: Profile) -> Entry | None:
    """The line with what is counted of it now; None where it is seen no more and no person has spoken for it."""
    now = fresh.get(entry.slug)
    by_hand = _by_hand(entry, old)
    if by_hand and not entry.of:
        return entry
    count, pages = (now.count, now.pages) if now else (0, 0)
    result = replace(entry, count=entry.count + count, pages=entry.pages + pages, of=entry.of + new.pages)
    return result if by_hand or share(result.pages, result.of) >= _FORGOTTEN else None
