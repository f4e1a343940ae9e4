"""What `tools/fit.py` found: the lexicon and the votes."""
