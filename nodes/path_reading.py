"""Reading a finished path for a comparison: what each sentence and each exchange is, told by nobody's labels.

The reader sees the sources and what was said, and no strategy, label, persona or decision.
"""

import re
from collections.abc import Sequence

from colloquist.models import Caller, Unusable
from colloquist.nodes.messages import as_messages
from colloquist.prompts import blocks, render
from colloquist.state.dialogue import Turn
from colloquist.state.reading import PathReading
from colloquist.state.sentences import split_sentences
from colloquist.state.snippet import Snippet

_ID = re.compile(r"\d+\.\d+|t\d+")


async def read_path(
    caller: Caller, turns: Sequence[Turn], sources: Sequence[Snippet], language: str = "en"
) -> PathReading:
    """Return the reading of a path. Raises ModelFailure when no reply was usable."""
    answers = [n for n, turn in enumerate(turns, start=1) if turn["role"] == "assistant"]
    last = sum(len(split_sentences(turns[n - 1]["text"], language)) for n in answers)
    prompt = render(
        "read_conversation",
        caller.settings.prompts,
        sources="\n".join(blocks.source(n, snippet) for n, snippet in enumerate(sources, start=1)),
        conversation=blocks.numbered(turns, language),
        sentences=f"sentences a1 to a{last}, each once," if last > 1 else "sentence a1",
        turns="turns " + ", ".join(map(str, answers)) if len(answers) > 1 else f"turn {answers[0]}",
    )
    known = {f"{n}.{k}" for n, one in enumerate(sources, start=1) for k in range(1, len(one.sentences) + 1)}
    known |= {f"t{n}" for n, turn in enumerate(turns, start=1) if turn["role"] == "user"}

    def check(reading: PathReading) -> None:
        _check_once("sentences", "a", [one.sentence for one in reading.sentences], range(1, last + 1))
        _check_once("exchanges", "turn ", [one.turn for one in reading.exchanges], answers)
        _check_ids(reading, known)

    return await caller.value("judge", as_messages(prompt), PathReading, check)


def _check_once(what: str, mark: str, given: Sequence[int], wanted: Sequence[int]) -> None:
    missing, strange = sorted(set(wanted) - set(given)), sorted(set(given) - set(wanted))
    if missing or strange or len(given) != len(wanted):
        wrong = f"{mark}{missing[0]} is missing" if missing else f"{mark}{(strange or given)[0]} is one too many"
        raise Unusable("unreadable", f"{what}: {wrong}; all {len(wanted)} are wanted, each once")


def _check_ids(reading: PathReading, known: set[str]) -> None:
    for one in reading.sentences:
        ids = [id_.strip("[]() ") for id_ in one.rests_on]
        if strange := [id_ for id_ in ids if id_ not in known]:
            hint = "" if _ID.fullmatch(strange[0]) else "; ids look like 1.3 or t3"
            raise Unusable("unreadable", f"a{one.sentence} rests on {strange[0]!r}, which is not there{hint}")
        if one.says == "supported" and not ids:
            raise Unusable(
                "unreadable", f"a{one.sentence} is supported, but rests_on names nothing that supports it"
            )
