"""Comparisons: which lines of a corpus two sets of rules, two presets or two versions treat differently."""
