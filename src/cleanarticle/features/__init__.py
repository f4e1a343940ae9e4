"""What is known of a paragraph: its phrases, its shape, and what stands around it."""
