"""Opens the tutoring: what a reasonable learner has wrong about the snippet, said by one, and a first question."""

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.checks.source_talk import source_talk
from colloquist.nodes.checks.transcript import Transcript
from colloquist.nodes.labels import RESTS_ON_SOURCES, cited, label
from colloquist.nodes.messages import as_messages, check_turn
from colloquist.nodes.seed_answer import first_path, seed_exchange
from colloquist.nodes.withholding import gives_away
from colloquist.prompts import render
from colloquist.prompts.blocks import source
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Opening, Path, Turn
from colloquist.state.misconception import (
    FoundMisconception,
    Misconception,
    Tutoring,
    TutoringPatch,
    TutorOpening,
)
from colloquist.state.sentences import asks, split_sentences
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import snippets


async def find_misconceptions(state: Tutoring, runtime: Runtime[Settings]) -> TutoringPatch:
    """Write the opening exchange on a misconception; the model may say that the snippet bears none."""
    settings = runtime.context
    caller = Caller("find_misconceptions", state, settings)
    sources = snippets(state)
    manner = particular(settings, "seed")
    prompt = render("find_misconceptions", settings.prompts, source=source(1, sources[0]), manner=manner)
    language = str(state["snippet"]["language"])
    messages = as_messages(prompt)
    said = await caller.value("seed", messages, TutorOpening, lambda value: check(value, sources, language))
    if not said.misconceptions:
        reason = f"no misconception: {said.material.strip() or 'no reason was given'}"
        return {"reasons": [reason], "calls": caller.calls}
    return {
        "misconceptions": _kept(said, sources),
        "turns": _exchange(said, sources),
        "paths": [_path(said.misconceptions[0], settings, sources)],
        "calls": caller.calls,
    }


def check(said: TutorOpening, sources: list[Snippet], language: str) -> None:
    """Raise Unusable for an opening that rests on nothing, is no question, or gives the answer away."""
    if not said.misconceptions:
        return
    for number, found in enumerate(said.misconceptions, start=1):
        if not cited(found.shown_wrong_by, sources):
            raise Unusable(
                "unreadable",
                f"misconception {number}: shown_wrong_by names no sentence of the source by its id, such as 1.3",
            )
    first, reply = said.misconceptions[0], _reply(said)
    if not all(text.strip() for text in (first.belief, first.instead, said.message, reply)):
        raise Unusable("empty", "the belief, what is so instead, the message or the tutor's turn is empty")
    for text in (said.message, reply):
        check_turn(text, [])
        _check_talk(text, sources, language)
    if not asks(reply) or sum(asks(one) for one in split_sentences(reply, language)) > 1:
        raise Unusable("unreadable", "reply: the tutor's turn ends on its question, and there is only one")
    for part in said.reply:
        if part.kind in RESTS_ON_SOURCES and not cited(part.cites, sources):
            raise Unusable("unreadable", f'reply: "{part.text}" is {part.kind} and cites no sentence by its id')
    given = gives_away(reply, first.instead, said.message, language)
    if given:
        raise Unusable("unreadable", f'reply: "{given}" gives the answer away; ask, and leave it to be found')


def _check_talk(text: str, sources: list[Snippet], language: str) -> None:
    turn = Turn(id="", parent_id=None, path_id="", role="user", text=text, made_by="seed", persona_id=None)
    for found in source_talk(Transcript([turn], sources, None, language)):
        raise Unusable("unreadable", found["says"])


def _reply(said: TutorOpening) -> str:
    return " ".join(part.text.strip() for part in said.reply)


def _kept(said: TutorOpening, sources: list[Snippet]) -> list[Misconception]:
    return [
        Misconception(
            id=f"m{number}",
            belief=found.belief.strip(),
            grows_from=found.grows_from.strip(),
            instead=found.instead.strip(),
            cites=cited(found.shown_wrong_by, sources),
        )
        for number, found in enumerate(said.misconceptions, start=1)
    ]


def _exchange(said: TutorOpening, sources: list[Snippet]) -> list[Turn]:
    labels = [label(part.text.strip(), part.kind, part.cites, sources) for part in said.reply]
    return seed_exchange(said.message.strip(), _reply(said), labels)


def _path(first: FoundMisconception, settings: Settings, sources: list[Snippet]) -> Path:
    """Return the first path: what it is for, which the refiner is told, and what its first exchange goes for."""
    real = [one for one in first.shown_wrong_by if cited([one], sources)]
    fields = {"belief": first.belief.strip(), "cites": ", ".join(real), "instead": first.instead.strip()}
    words = {part.kind: " ".join(part.text.split()) for part in render("tutor_words", settings.prompts, **fields)}
    opening = Opening(aim=words["aim"], brief=words["brief"], draw_on=[])
    return {**first_path(), "why": words["why"], "opening": opening}
