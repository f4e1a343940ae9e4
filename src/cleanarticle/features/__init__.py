"""The features of a paragraph: its phrases, its shape and its context."""
