"""A text and its pieces: lines with exact offsets, paragraphs, letters that are taken for one another."""
