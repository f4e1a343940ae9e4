"""Fuzzing: every entry point under input that is nearly right."""
