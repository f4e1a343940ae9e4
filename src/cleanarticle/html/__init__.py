"""A page of HTML to text."""
