"""A conversation in a person's hands: the record with what one does with it, and the steps it grew by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import PrivateAttr

from colloquist.show.page import page
from colloquist.show.reading import plain
from colloquist.show.step import Step
from colloquist.state.record import Record, RecordPath
from colloquist.state.trace import Trace

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

__all__ = ["Conversation", "Step"]


class Conversation(Record):
    """A record that shows itself: as a page in a notebook, as text in a terminal, as chat messages."""

    _trace: Trace | None = PrivateAttr(default=None)

    @classmethod
    def of(cls, record: Record, trace: Trace | None = None) -> Self:
        """Return the same record as a conversation; it is not validated a second time."""
        fields = {name: getattr(record, name) for name in Record.model_fields}
        made = cls.model_construct(record.model_fields_set, **fields)
        made._trace = trace
        return made

    @property
    def trace(self) -> Trace | None:
        """What was seen while it was made, if anybody looked; `cq.trace(conversation)` shows it."""
        return self._trace

    def messages(self, path: str | None = None) -> list[dict[str, str]]:
        """Return a path as chat messages: role and content from the root to the leaf.

        Without `path` it is the first accepted path, or the first there is. Raises LookupError for a path
        that the conversation does not have; one that never got a path has no messages.
        """
        chosen = self._chosen(path)
        turns = self.path_turns(chosen) if chosen else []
        return [turn.message for turn in turns]

    def text(self, path: str | None = None) -> str:
        """Return a path as plain text, a paragraph per turn; chosen as in `messages`."""
        return "\n\n".join(f"{said['role']}: {said['content']}" for said in self.messages(path))

    def _chosen(self, path: str | None) -> RecordPath | None:
        if path is None:
            return next(iter([*self.accepted, *self.paths]), None)
        for own in self.paths:
            if own.id == path:
                return own
        there = ", ".join(own.id for own in self.paths) or "none"
        raise LookupError(f"record {self.id} has no path {path!r}; there are: {there}")

    def _repr_html_(self) -> str:
        return page(self)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Show the terminal form wherever rich prints."""
        from colloquist.show.telling import Telling

        yield Telling(self)

    def __str__(self) -> str:
        """Return the terminal form without colours."""
        from colloquist.show.telling import Telling

        return plain(Telling(self))

    def __repr__(self) -> str:
        """Return what it is in one line; the whole is `print(conversation)`."""
        sizes = f"{len(self.paths)} paths, {len(self.turns)} turns"
        return f"<Conversation {self.id}: {self.status}, {sizes}>"
