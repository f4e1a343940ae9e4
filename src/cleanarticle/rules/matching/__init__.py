"""Match rules against lines: prefilter the patterns, run them, and discard matches that do not count."""
