"""Asking SymPy whether answers with variables are equal, in a process with hard limits on time and memory."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence

SECONDS = 30.0
"""For all pairs together, the start of the process included; each pair has its own limit within it."""
_SHARED = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL")


def decided(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], bool | None]:
    """Return for each pair of answers whether they are equal; None where that was not found out in time.

    The process gets the texts, reads them by the same grammar and says one verdict per line, so that what
    was decided before a limit struck is kept. No name of the texts ever becomes code.
    """
    command = [sys.executable, "-P", "-m", "colloquist.answers.worker"]
    try:
        ran = subprocess.run(
            command,
            input=json.dumps(pairs).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env=_environment(),
        )
        said = ran.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    lines = said.decode("ascii", "replace").splitlines()
    verdicts: list[bool | None] = [{"equal": True, "different": False}.get(line) for line in lines[: len(pairs)]]
    verdicts += [None] * (len(pairs) - len(verdicts))
    return dict(zip(pairs, verdicts, strict=True))


def _environment() -> dict[str, str]:
    """Return what the process sees: where modules are found here, and none of the keys that stand around it."""
    shared = {name: os.environ[name] for name in _SHARED if name in os.environ}
    return {**shared, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
