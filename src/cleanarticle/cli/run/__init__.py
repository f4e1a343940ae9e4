"""`cleanarticle run`: clean many documents in parallel processes, in files of many kinds."""
