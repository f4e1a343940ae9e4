"""Adapters for data tools; each adapter imports its tool only when it is used."""
