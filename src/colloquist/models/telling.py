"""What a paused lane says of itself: since when, why, and when it goes on."""

import time
from math import inf

from colloquist.models.outage import in_words
from colloquist.models.silence import FIRST_PAUSE, Silence

NOTABLE = 5.0
"""Seconds of a pause from which on it is worth telling."""


def paused(error: Exception, seconds: float) -> str | None:
    """Return what to say of a server that asks for a pause of so many seconds."""
    if seconds < NOTABLE:
        return None
    return f"asks for a pause ({in_words(error)}); going on at {_clock(seconds)}"


def silent(error: Exception, silence: Silence, now: float) -> str | None:
    """Return what to say of a server that has fallen silent, once a probe has failed."""
    if silence.pause <= FIRST_PAUSE or silence.probe_at in (inf, -inf):
        return None
    since = _clock((silence.heard_at or now) - now)
    return f"has not answered since {since} ({in_words(error)}); next try at {_clock(silence.probe_at - now)}"


def _clock(seconds: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(time.time() + seconds))
