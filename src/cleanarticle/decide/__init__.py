"""Decisions: which paragraphs are boilerplate, which must be kept, and the label of each removal."""
