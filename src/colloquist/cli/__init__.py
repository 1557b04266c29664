"""The command line: `colloquist generate`, `show` and `graph`."""

from colloquist.cli.app import main

__all__ = ["main"]
