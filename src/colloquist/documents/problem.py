"""What went wrong before a conversation could begin: errors for the caller, values for single inputs."""

from pydantic import BaseModel, ConfigDict, Field

from colloquist.state.snippet import Place


class InputError(ValueError):
    """What was given cannot be read at all: a path that is missing, a kind of file that is not known."""


class CorpusError(InputError):
    """A corpus file that cannot be used, or that cannot be made here."""


class NoText(ValueError):
    """One input holds no text that can be used; the message is the reason of its Unreadable."""


class Unreadable(BaseModel):
    """One input that gave no snippet. It takes its place in the stream, and the reader goes on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(description="file path as it was given")
    place: Place | None = Field(default=None, description="line or page, where the fault is not the whole file's")
    reason: str = Field(description="why, in words a person can act on")

    def __str__(self) -> str:
        """Say it in one line: where, then why."""
        at = self.place or Place()
        line = f":{at.line}" if at.line else ""
        page = f", page {at.page}" if at.page else ""
        return f"{self.source}{line}{page}: {self.reason}"


def in_one_line(error: BaseException) -> str:
    """Return what a library said, on one line and short enough for a report."""
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
