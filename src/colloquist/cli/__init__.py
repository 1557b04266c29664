"""The command line: `colloquist generate`, `compare`, `status`, `show` and `graph`."""

import signal

from colloquist.run.collector import loading

__all__ = ["main"]


def main() -> None:
    """Run the command line.

    Looking for garbage in what it loads took a seventh of the imports, and most of the exit.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # until somebody listens; a traceback of imports helps nobody
    with loading():
        from colloquist.cli.app import main as run
    run()
