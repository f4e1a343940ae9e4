"""Extract text from HTML pages."""
