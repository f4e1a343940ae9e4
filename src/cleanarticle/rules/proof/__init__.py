"""The proof of a rule: its examples, how safe its pattern is, and where it fires on a corpus."""
