"""Lines to matches: which patterns are worth trying on a line, what they find, and which matches count."""
