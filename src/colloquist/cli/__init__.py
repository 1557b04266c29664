"""The command line: `colloquist generate`, `compare`, `status`, `show` and `graph`."""

import atexit
import gc
import signal

__all__ = ["main"]


def main() -> None:
    """Run the command line; what it loads and makes is many small objects that stay.

    Looking for garbage among them took a seventh of the imports and most of the exit. A library must not
    decide that for a process; a command may.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # until somebody listens; a traceback of imports helps nobody
    gc.disable()
    atexit.register(gc.freeze)
    from colloquist.cli.app import main as run

    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    gc.enable()
    run()
