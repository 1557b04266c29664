"""The command line: `colloquist generate`, `status`, `show` and `graph`."""

from colloquist.cli.app import main

__all__ = ["main"]
