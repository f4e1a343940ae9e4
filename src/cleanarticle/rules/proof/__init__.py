"""Checks of a rule: its examples, the speed of its pattern, and where it fires on a corpus."""
