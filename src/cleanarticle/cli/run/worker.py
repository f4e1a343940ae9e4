"""Preload all modules and rules for the workers: the fork server imports this module once, and its children share it.

No other module imports this one, so loading here does not slow down anything else.
"""

import gc

import pebble

from cleanarticle import clean
from cleanarticle.cli.run import pool

clean("Rain is due on the coast on Monday, forecasters said.\n\nLeave a comment")
# Otherwise the garbage collector would write to all memory pages that the children share, and copy them.
gc.freeze()

__all__ = ["pebble", "pool"]
