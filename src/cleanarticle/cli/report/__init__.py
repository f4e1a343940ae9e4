"""`cleanarticle report`: one HTML page that shows what was kept and what was removed in many documents."""
