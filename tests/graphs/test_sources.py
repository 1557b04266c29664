"""Sources grow with a conversation: by the refiner's choice, cited by id, never shown to the user agent."""

import pytest

from colloquist.documents import Corpus
from colloquist.graphs import load
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

NEXT = "The pilot chamber keeps the main valve shut until the set pressure is reached. Then it vents."


@pytest.fixture
def library(snippet):
    """A corpus of the shared snippet and its neighbour."""
    after = Snippet(text=NEXT, title="Relief valves", source=snippet.source, place={"index": 1})
    with Corpus.build(":memory:", [snippet, after]) as corpus:
        yield corpus


def drawing(verdict, name="r1"):
    """A verdict whose next answer draws on what is within reach."""
    moves = [
        {
            "move": "relate",
            "stage": "transfer",
            "aim": "ask on",
            "brief": f"use {name} with 1.2",
            "draw_on": [name],
        }
    ]
    return verdict(next_moves=moves)


async def play(snippet, library, played_by, **options):
    settings = Settings(model=played_by, library=library, **options)
    ended = await load("conversation").ainvoke(open_dialogue(snippet), context=settings)
    return record_of(ended, "conversation", settings, 0.0)


def asked(played_by, node):
    return ["\n".join(m.text for m in messages) for name, messages in played_by.seen if name == node]


async def test_what_the_refiner_reaches_for_joins_with_the_next_answer_and_is_cited_by_id(
    snippet, library, model, verdict
):
    labels = [{"sentence": 1, "kind": "grounded", "cites": ["2.1"]}]
    played_by = model([drawing(verdict), verdict("terminate", labels=labels)])
    record = await play(snippet, library, played_by)
    [joined] = record.sources
    assert joined.text == NEXT
    last = record.turns[-1]
    assert last.sources == (joined.id,)
    assert last.labels[0].cites == (f"{joined.id}#1",)


async def test_the_answer_is_briefed_by_the_number_its_source_has_then(snippet, library, model, verdict):
    played_by = model([drawing(verdict), verdict("terminate")])
    await play(snippet, library, played_by)
    first, second = asked(played_by, "assistant_turn")
    assert "[2.1] The pilot chamber" not in first
    assert "[2.1] The pilot chamber" in second
    assert "use source 2 with 1.2" in second


async def test_no_source_is_ever_shown_to_the_user_agent(snippet, library, model, verdict):
    played_by = model([drawing(verdict), verdict(), verdict("terminate")])
    await play(snippet, library, played_by)
    for request in asked(played_by, "user_turn"):
        assert "<source" not in request
        assert not any(sentence in request for sentence in (*snippet.sentences, NEXT))


async def test_what_a_brief_names_joins_even_when_it_is_not_drawn_on_apart(snippet, library, model, verdict):
    said = drawing(verdict)
    said["next_moves"] = [{**move, "draw_on": []} for move in said["next_moves"]]
    played_by = model([said, verdict("terminate")])
    record = await play(snippet, library, played_by)
    assert [joined.text for joined in record.sources] == [NEXT]
    assert "[2.1] The pilot chamber" in asked(played_by, "assistant_turn")[1]


async def test_a_name_that_is_not_within_reach_draws_nothing(snippet, library, model, verdict):
    record = await play(snippet, library, model([drawing(verdict, "r9"), verdict("terminate")]))
    assert record.sources == ()


async def test_sources_can_be_kept_to_the_snippet(snippet, library, model, verdict):
    played_by = model([drawing(verdict), verdict("terminate")])
    record = await play(snippet, library, played_by, sources=0)
    assert record.sources == ()
    assert all("(nothing)" in request for request in asked(played_by, "refine"))


async def test_a_long_conversation_goes_on_from_a_summary(snippet, library, model, verdict):
    played_by = model([verdict() for _ in range(9)])
    record = await play(snippet, library, played_by, summarise_after=8, max_turns=16)
    assert len(record.summaries) > 1
    last = asked(played_by, "user_turn")[-1]
    assert "<summary>" in last
    assert record.turns[0].text not in last
    sizes = [len(request) for request in asked(played_by, "refine")]
    assert max(sizes[4:]) < 1.1 * max(sizes[:4])
    for node in ("summarise", "user_turn"):
        assert not any("<source" in request for request in asked(played_by, node))
