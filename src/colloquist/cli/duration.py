"""A duration as people write it: 90s, 45m, 8h, 1h30m, 2d, or plain seconds."""

import re

from colloquist.state.settings import SettingsError

_UNITS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}
_PART = r"(\d+(?:\.\d+)?)"
_WRITTEN = re.compile(rf"(?:{_PART}d)?\s*(?:{_PART}h)?\s*(?:{_PART}m)?\s*(?:{_PART}s?)?", re.IGNORECASE)


def seconds_in(written: str) -> float:
    """Return the seconds that a duration has. Raises SettingsError for what is none."""
    found = _WRITTEN.fullmatch(written.strip())
    if not found or not any(found.groups()):
        raise SettingsError(f"{written!r} is no duration: write 90s, 45m, 8h, 1h30m, or seconds")
    return sum(float(number or 0) * unit for number, unit in zip(found.groups(), _UNITS.values(), strict=True))
