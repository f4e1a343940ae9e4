"""Output: the cleaned text, and reports of the decisions for people and programs."""
