"""Cuts the passage into the answers of a conversation: consecutive sentences that can be said as they stand."""

from collections.abc import Sequence

from langgraph.runtime import Runtime

from colloquist.models import Caller, Unusable
from colloquist.nodes.checks import Transcript
from colloquist.nodes.checks.truncation import truncation
from colloquist.nodes.messages import as_messages
from colloquist.prompts import render
from colloquist.prompts.blocks import source
from colloquist.prompts.manner import particular
from colloquist.state.dialogue import Dialogue, Turn
from colloquist.state.inpainting import CutAnswer, CutAnswers, InpaintingPatch, Stretch
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet
from colloquist.state.tree import snippets


async def cut_answers(state: Dialogue, runtime: Runtime[Settings]) -> InpaintingPatch:
    """Return which sentences make which answer, as many answers as a path has turns for."""
    settings, passage = runtime.context, snippets(state)[0]
    room = settings.max_turns // 2
    caller = Caller("cut_answers", state, settings)
    prompt = render(
        "cut_answers",
        settings.prompts,
        source=source(1, passage),
        room=str(room),
        manner=particular(settings, "seed"),
    )
    cut = await caller.value(
        "seed", as_messages(prompt), CutAnswers, lambda said: _check(said.answers, passage, room)
    )
    stretches = [Stretch(first=one.first, last=one.last) for one in cut.answers]
    return {"stretches": stretches, "calls": caller.calls}


def words_of(passage: Snippet, stretch: Stretch) -> str:
    """Return the sentences of a stretch as they stand in the passage, with its line breaks."""
    wanted = passage.sentences[stretch["first"] - 1 : stretch["last"]]
    start = end = 0
    for n, sentence in enumerate(passage.sentences[: stretch["last"]], start=1):
        at = passage.text.find(sentence, end)
        if at < 0:
            return " ".join(wanted)
        start, end = at if n == stretch["first"] else start, at + len(sentence)
    return passage.text[start:end]


def _check(answers: Sequence[CutAnswer], passage: Snippet, room: int) -> None:
    if len(answers) > room:
        raise Unusable("unreadable", f"answers: {len(answers)} are given, there is room for {room}")
    at = 0
    for one in answers:
        if not at < one.first <= one.last <= len(passage.sentences):
            where = f"{one.first} to {one.last}"
            raise Unusable(
                "unreadable",
                f"answers: {where} is no stretch of sentences 1 to {len(passage.sentences)} after the one before",
            )
        at = one.last
        _check_end(one, passage)


def _check_end(one: CutAnswer, passage: Snippet) -> None:
    text = words_of(passage, Stretch(first=one.first, last=one.last))
    turn = Turn(id="", role="assistant", text=text)  # type: ignore[typeddict-item]  # only the words are looked at
    for found in truncation(Transcript([turn], [passage])):
        raise Unusable("unreadable", f"answers: {one.first} to {one.last} cannot be said: {found['says']}")
