"""A text and its parts: lines with exact offsets, paragraphs, folding of look-alike characters."""
