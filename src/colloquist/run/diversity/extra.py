"""What the measures of diversity need beside the base install, asked for only when they are taken."""

from importlib import import_module
from typing import Any


class ExtraMissing(ValueError):
    """A package of the extra `compare` is not installed; the message says how to get it."""


def wanted(module: str) -> Any:
    """Return a module of the extra `compare`. Raises ExtraMissing."""
    try:
        return import_module(module)
    except ImportError as error:
        raise ExtraMissing(
            f'measuring diversity needs {module.partition(".")[0]} ({error}): pip install "colloquist[compare]"'
        ) from None
