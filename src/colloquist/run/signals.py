"""The signals that ask a process of a run to end, and who hears them."""

import signal
from collections.abc import Callable
from typing import Any

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def listen(hear: Callable[[int, Any], object] | signal.Handlers) -> None:
    """Have `hear` called for the signals that ask a process to end, where they are not ignored (nohup)."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, hear)
