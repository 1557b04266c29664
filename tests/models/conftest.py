"""The clock that tests of a pace run by, and the servers they ask."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_SPEC = importlib.util.spec_from_file_location("pacing", Path(__file__).with_name("pacing.py"))
_PACING = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = _PACING
_SPEC.loader.exec_module(_PACING)


@pytest.fixture(scope="session")
def pacing() -> ModuleType:
    """Time that passes at once, and servers with limits."""
    return _PACING
