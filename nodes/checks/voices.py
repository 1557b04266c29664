"""Several voices on the user's side: each speaks in turn and under its own name, and nobody speaks for another."""

from collections.abc import Iterator

from colloquist.nodes.checks.transcript import Transcript, on_turn
from colloquist.state.finding import Finding
from colloquist.state.voices import out_of_turn, speaks_as


def voices(path: Transcript) -> Iterator[Finding]:
    """Find a voice out of turn, under another's name or of nobody at the table, and an answer in a voice's name.

    That a voice has said nothing by the end is a signal: such a path is a conversation, but no debate.
    """
    if not path.speakers:
        return
    names = {who.persona_id: who.name for who in path.speakers}
    asked = [turn for turn in path.turns if turn["role"] == "user" and turn["made_by"] != "seed"]
    wrong = out_of_turn(names, [(turn["persona_id"], turn["text"]) for turn in asked])
    if wrong:
        yield on_turn(asked[wrong[0]], "voices", wrong[1], "reject")
    for turn in path.turns:
        if turn["role"] == "assistant" and (name := speaks_as(names.values(), turn["text"])):
            yield on_turn(turn, "voices", f"the assistant speaks as {name}")
    silent = [name for id_, name in names.items() if id_ not in {turn["persona_id"] for turn in asked}]
    if asked and silent:
        yield on_turn(asked[-1], "one_sided", f"{' and '.join(silent)} never spoke", "signal")
