"""What every worker needs; the fork server imports it once, and its children have it.

Loading is done here on purpose: a module that is imported by nobody else may take its time.
"""

import gc

import pebble

from cleanarticle import clean
from cleanarticle.cli.run import pool

clean("Rain is due on the coast on Monday, forecasters said.\n\nLeave a comment")
# The collector's marks would be written into every page that the children share.
gc.freeze()

__all__ = ["pebble", "pool"]
