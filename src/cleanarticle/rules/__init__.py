"""Rules: their format, the built-in packs, how they are matched against lines, and how they are checked."""
