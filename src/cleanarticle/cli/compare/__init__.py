"""`cleanarticle compare`: the lines of a corpus that two rule sets, presets or versions treat differently."""
