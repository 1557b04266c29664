"""Looking at one conversation of a run, or at one in hand: its trace, with what it was made from."""

from dataclasses import replace
from pathlib import Path

from colloquist.run.converse import Machine
from colloquist.run.folder import find_record
from colloquist.run.tracing.course import of_record
from colloquist.run.tracing.replay import replayed
from colloquist.show.conversation import Conversation
from colloquist.show.trace import TraceView


def trace(
    run: str | Path | Conversation, id: str | None = None, *, strategy: str | Machine | None = None
) -> TraceView:
    """Return the trace of a conversation: nodes, calls, prompts, replies, times, tokens, cost, decisions.

    `run` is a run folder and `id` a record in it, or how its id begins (unset, the first); prompts and replies
    come from the journal of the run, and no model is asked. A conversation in hand has all of it when it was
    made with trace="local" or trace=True. `strategy` is the graph of a run whose strategy has no name here.
    Raises RunFolderError when there is no such run or record.
    """
    if isinstance(run, Conversation):
        return of_conversation(run)
    record = find_record(run, id)
    return TraceView(record, replayed(Path(run), record, strategy))


def of_conversation(conversation: Conversation) -> TraceView:
    """Return the trace that a conversation was made with, or what its record tells."""
    if seen := conversation.trace:
        return TraceView(conversation, seen)
    note = 'made without a trace, so prompts and replies are not there; converse(..., trace="local") keeps them'
    return TraceView(conversation, replace(of_record(conversation, 0.0), notes=(note,)))
