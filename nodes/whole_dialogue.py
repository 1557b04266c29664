"""Writes the whole conversation in one call: person, messages and answers, as Baize (2304.01196) and MIND do.

Nobody is blind here: whoever writes the messages knows the answers. What is said is cut, labelled and kept as
on any other path, so that the closing checks and the record see no difference.
"""

from collections.abc import Iterator, Sequence

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.drawing import casting_note, moves_in_words
from colloquist.nodes.labels import cited, label
from colloquist.nodes.messages import as_messages, check_turn
from colloquist.nodes.reaching import around
from colloquist.nodes.seed_answer import first_path
from colloquist.prompts import Part, blocks, phrases, render
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Label, Patch, Turn
from colloquist.state.persona import Cast, Persona
from colloquist.state.settings import Role, Settings
from colloquist.state.snippet import Snippet
from colloquist.state.stop import Stop
from colloquist.state.tree import snippets
from colloquist.state.whole import Exchange, SaidSentence, WholeDialogue

FEWEST = 2
SPEAKERS: tuple[Role, ...] = ("seed", "persona", "user", "assistant")


async def whole_dialogue(state: Dialogue, runtime: Runtime[Settings]) -> Patch:
    """Write every turn of the one path there is, and whoever asks where that is to be invented."""
    settings = runtime.context
    caller = Caller("whole_dialogue", state, settings)
    sources = snippets(state)
    sources += around(sources, "", settings)[: settings.sources]
    messages = as_messages(_prompt(state, settings, sources))
    said = await caller.value("assistant", messages, WholeDialogue, lambda one: _check(one, settings, sources))
    persona = settings.persona if isinstance(settings.persona, Persona) else said.persona
    casts = [Cast(id="u1", persona=persona.model_dump())] if persona else []
    turns = list(_turns(said, casts[0]["id"] if casts else None, sources))
    met = {id_ for turn in turns for id_ in turn.get("sources", [])}
    stop = Stop(reason="complete", detail=f"one call wrote all {len(turns)} turns")
    path = {"leaf": turns[-1]["id"], "persona_id": turns[-1]["persona_id"], "stop": stop}
    return {
        "casts": casts,
        "turns": turns,
        "paths": [{**first_path(), **path, "perspective": persona.perspective if persona else ""}],  # type: ignore[typeddict-item]
        "sources": [snippet.model_dump(mode="json") for snippet in sources[1:] if snippet.id in met],
        "calls": caller.calls,
    }


def _prompt(dialogue: Dialogue, settings: Settings, sources: Sequence[Snippet]) -> list[Part]:
    who, person = _who(dialogue, settings)
    return render(
        "whole_dialogue",
        settings.prompts,
        person=person,
        moves=moves_in_words(settings),
        beyond=phrases(f"beyond_{settings.extensions}", settings.prompts)["assistant"],
        manner="".join(particular(settings, role) for role in SPEAKERS),
        sources="\n\n".join(blocks.source(number, one) for number, one in enumerate(sources, start=1)),
        who=who,
        exchanges=str(settings.max_turns // 2),
    )


def _who(dialogue: Dialogue, settings: Settings) -> tuple[str, str]:
    """Return what is known of whoever asks, and how to make use of it."""
    words = phrases("whole_person", settings.prompts)
    if settings.persona is True:
        return f"Casting note: {casting_note(dialogue, settings)}", words["invented"]
    if settings.persona is False:
        return blocks.anybody(""), words["anybody"]
    return blocks.persona(settings.persona), words["given"]


def _check(said: WholeDialogue, settings: Settings, sources: Sequence[Snippet]) -> None:
    most = settings.max_turns // 2
    if not FEWEST <= len(said.exchanges) <= most:
        raise Unusable("unreadable", f"it has {len(said.exchanges)} exchanges; {FEWEST} to {most} are wanted")
    if settings.persona is True and said.persona is None:
        raise Unusable("unreadable", "persona is null; describe the person")
    before: list[Turn] = []
    for number, exchange in enumerate(said.exchanges, start=1):
        for text in (exchange.message.strip(), _joined(exchange.answer)):
            _check_text(text, number, before)
            before.append(Turn(text=text))  # type: ignore[typeddict-item]  # only the words are compared
    if not any(cited(part.cites, sources) for exchange in said.exchanges for part in exchange.answer):
        raise Unusable("unreadable", "no sentence of the answers cites a sentence of a source by its id")


def _check_text(text: str, exchange: int, before: Sequence[Turn]) -> None:
    if not any(char.isalnum() for char in text):
        raise Unusable("empty", f"exchange {exchange}: the message or the answer is empty")
    try:
        check_turn(text, before)
    except Unusable as fault:
        raise Unusable(fault.kind, f"exchange {exchange}: {fault}") from None


def _joined(parts: Sequence[SaidSentence]) -> str:
    """Put the sentences of an answer together; one that begins with a line break stays on a line of its own."""
    pieces = [part.text if part.text.startswith("\n") else f" {part.text.strip()}" for part in parts]
    return "".join(piece.rstrip() for piece in pieces if piece.strip()).strip()


def _turns(said: WholeDialogue, persona_id: str | None, sources: Sequence[Snippet]) -> Iterator[Turn]:
    met = [sources[0].id]
    for number, exchange in enumerate(said.exchanges):
        labels = _labels(exchange, sources)
        used = dict.fromkeys(cite.partition("#")[0] for one in labels for cite in one["cites"])
        joined = [id_ for id_ in used if id_ not in met]
        met += joined
        asked, answer = f"t{2 * number + 1}", f"t{2 * number + 2}"
        shared = {"path_id": "p1", "made_by": "model", "persona_id": persona_id}
        question = {"id": asked, "parent_id": f"t{2 * number}" if number else None, "role": "user"}
        move = {"move": exchange.move} if exchange.move and number else {}
        yield Turn(**shared, **question, **move, text=exchange.message.strip())  # type: ignore[typeddict-item]
        yield Turn(
            **shared,  # type: ignore[typeddict-item]
            id=answer,
            parent_id=asked,
            role="assistant",
            text=_joined(exchange.answer),
            sources=joined,
            labels=labels,
        )


def _labels(exchange: Exchange, sources: Sequence[Snippet]) -> list[Label]:
    said = [part for part in exchange.answer if part.text.strip()]
    return [label(part.text.strip(), part.kind, part.cites, sources) for part in said]
