"""Decisions: what each paragraph is, what may not go, and under which label."""
