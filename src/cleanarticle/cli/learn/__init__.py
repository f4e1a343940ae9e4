"""`cleanarticle learn`."""
