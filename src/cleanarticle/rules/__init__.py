"""Rules: what they are, the packs that ship, which of them match a line, and the proof that they work."""
