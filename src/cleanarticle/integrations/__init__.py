"""Adapters for the tools that people clean articles in; each imports its tool when it is used."""
