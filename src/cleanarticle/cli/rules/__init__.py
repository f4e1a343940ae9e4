"""`cleanarticle rules`."""
