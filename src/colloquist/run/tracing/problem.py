"""What keeps a trace from being shown or sent: errors and warnings, each with what to do about it."""


class TraceError(ValueError):
    """A trace that cannot be shown or sent; the message says why and what would do."""


class TracingWarning(UserWarning):
    """Traces that were not sent. The run went on without them."""


class NoReplay(Exception):
    """Why a conversation cannot be played again from its journal."""
