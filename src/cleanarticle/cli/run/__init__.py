"""`cleanarticle run`: many documents at once, on all processors, in files of many kinds."""
