"""The garbage collector of a process that only makes a run: the command, a worker, who is measured beside them.

A run makes many small objects that stay, and next to no garbage. A library must not decide that for a process.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = (200_000, 50, 100)


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage while what stays is loaded; after that seldom, never in what was loaded, nor at exit."""
    gc.disable()
    atexit.register(gc.freeze)
    yield
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()
