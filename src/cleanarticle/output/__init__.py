"""Decisions to text, and to what people and programs see of them."""
