"""The cheap checks on a conversation that has ended, for whoever changed one, imported one or doubts one."""

from colloquist.nodes.checks import Speaker, check_path
from colloquist.state.dialogue import Label, Turn
from colloquist.state.finding import Finding
from colloquist.state.persona import Persona
from colloquist.state.record import Record, RecordPath, RecordTurn
from colloquist.state.snippet import Snippet


def check(record: Record, path: str | None = None) -> list[Finding]:
    """Return what the checks that ask no model find on the paths of a conversation, or on one of them.

    What paths share is found once. A finding has a kind, a severity ("reject", "repair" or "signal"), the id
    of its turn, the sentence where there is one, and what was seen. Raises LookupError for a path that the
    conversation does not have.
    """
    chosen = [own for own in record.paths if path in (None, own.id)]
    if path is not None and not chosen:
        there = ", ".join(own.id for own in record.paths) or "none"
        raise LookupError(f"record {record.id} has no path {path!r}; there are: {there}")
    found: list[Finding] = []
    for own in chosen:
        found += [finding for finding in _on_path(record, own) if finding not in found]
    return found


def _on_path(record: Record, path: RecordPath) -> list[Finding]:
    turns = record.path_turns(path)
    speakers = [Speaker(one.persona_id, one.name, _persona(record, one.persona_id)) for one in path.voices]
    persona = _persona(record, path.persona_id)
    spoken = [as_turn(turn) for turn in turns]
    return check_path(spoken, met(record, turns), persona, record.snippet.language, speakers)


def _persona(record: Record, id_: str | None) -> Persona | None:
    found = record.personas.get(id_ or "")
    return Persona.model_validate(found) if found else None


def met(record: Record, turns: list[RecordTurn]) -> list[Snippet]:
    """Return the sources that the turns have met, in the order they joined."""
    joined = dict.fromkeys(id_ for turn in turns for id_ in turn.sources)
    known = {snippet.id: snippet for snippet in record.sources}
    return [record.snippet, *(known[id_] for id_ in joined if id_ in known)]


def as_turn(turn: RecordTurn) -> Turn:
    """Return a turn of a record as nodes and prompts take it."""
    labels = [Label(sentence=one.sentence, kind=one.kind, cites=list(one.cites)) for one in turn.labels]
    return Turn(
        id=turn.id,
        parent_id=turn.parent_id,
        path_id=turn.path_id,
        role=turn.role,
        text=turn.text,
        made_by=turn.made_by,
        persona_id=turn.persona_id,
        labels=labels,
    )
