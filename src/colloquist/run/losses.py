"""The losses of a run: conversations that failed as every other one would; after some of them it stops."""

import re
from collections import Counter

from colloquist.models import FATAL
from colloquist.run.problem import RunStopped
from colloquist.state.record import Record

MEND = {
    "wrong_key": "check the key and what it may be used for",
    "no_quota": "nothing is left to spend there: raise that",
    "unknown_model": "check the name of the model and the base URL",
}
"""What to do about a failure that every other conversation would meet."""
LOST_IN_A_ROW = 3
"""How many conversations may fail with a server that never answered, after all retries, before the run stops."""
REFUSED_IN_A_ROW = 10
"""How many may fail with one and the same refusal before the first that does not, before the run stops."""
_NUMBER = re.compile(r"\d+")


class Losses:
    """What was lost so far."""

    def __init__(self) -> None:
        """Nothing is."""
        self._lost = 0
        self._refusals: Counter[str] | None = Counter()

    def add(self, record: Record, mute: bool) -> None:
        """Take in how a conversation ended, and whether its server is `mute`.

        Raises RunStopped when every other conversation would fail like this one.
        """
        failure = record.failure or {"kind": "", "message": "", "node": ""}
        in_vain = failure["kind"] in ("unreachable", "rate_limited") and mute
        self._lost = self._lost + 1 if in_vain else 0
        if failure["kind"] in FATAL:
            raise RunStopped(
                f"{failure['message']} (at {failure['node']}); {MEND[failure['kind']]}, and the same command "
                "goes on from here"
            )
        if self._lost >= LOST_IN_A_ROW:
            raise RunStopped(
                f"{self._lost} conversations in a row could not reach the model: {failure['message']}; "
                "when it answers again, the same command with --retry-failed goes on from here"
            )
        self._stop_if_refused(record, failure["kind"], failure["message"])

    def _stop_if_refused(self, record: Record, kind: str, said: str) -> None:
        """Raise RunStopped when the first conversations were all refused in the same words, numbers apart."""
        if self._refusals is None or record.status != "failed":
            self._refusals = None
            return
        alike = _NUMBER.sub("", said) if kind == "bad_request" else ""
        self._refusals[alike] += 1
        if alike and set(self._refusals) == {alike} and self._refusals[alike] >= REFUSED_IN_A_ROW:
            raise RunStopped(
                f"the first {REFUSED_IN_A_ROW} conversations were all refused: {said}; mend what it says, and the "
                "same command with --retry-failed goes on from here"
            )
