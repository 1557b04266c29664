"""Whatever the refiner says, in whatever order: the tree stays a set of sound conversations."""

import asyncio
import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from colloquist.graphs import load
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings

BUDGETS = {"max_calls", "max_tokens", "max_cost"}
perspectives = st.builds(
    dict,
    name=st.sampled_from(["the insurer", "the plumber", "a child", "the regulator"]),
    why=st.just("another side"),
    same_person=st.booleans(),
    fork_turn=st.integers(-1, 12),
)
steps = st.one_of(
    st.tuples(st.just("continue"), st.none() | perspectives, st.integers(0, 2)),
    st.tuples(st.just("branch"), perspectives, st.integers(0, 2)),
    st.tuples(st.just("terminate"), st.none() | perspectives, st.integers(0, 2)),
    st.just("unreadable"),
)
limits = st.fixed_dictionaries(
    {
        "max_turns": st.integers(4, 13),
        "min_turns": st.integers(0, 10),
        "max_branches": st.integers(0, 3),
        "max_calls": st.none() | st.integers(1, 40),
        "max_tokens": st.none() | st.integers(1, 4000),
        "max_revisions": st.integers(0, 2),
        "summarise_after": st.integers(1, 40),
        "persona": st.booleans(),
    }
)


def script(drawn, verdict, fault):
    """Yield replies for the refiner: `faulty` times a fault first, then the verdict; then it ends it all."""
    for step in drawn:
        if step == "unreadable":
            yield "no verdict"
            continue
        decision, perspective, faulty = step
        for n in range(faulty):
            better = f"Better by {'ab'[n]}."
            yield verdict(decision, perspective=perspective, faults=[fault()], better_response=better)
        yield verdict(decision, perspective=perspective)
    while True:
        yield verdict("terminate")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, max_size=14), limits)
def test_every_path_alternates_ends_on_the_assistant_and_has_one_user(
    snippet, model, verdict, fault, drawn, options
):
    replies = script(drawn, verdict, fault)
    count = itertools.count()
    chosen = Settings(model=model([], refine=lambda messages: unique(next(replies), count)), **options)
    ended = asyncio.run(load("conversation").ainvoke(open_dialogue(snippet), context=chosen))
    record = record_of(ended, "conversation", chosen, 0.0)
    check_tree(record)
    check_paths(record, chosen)
    check_counts(record, chosen)
    assert record.usage["calls"] == len(chosen.model.seen)
    said = [call["output_tokens"] for call in record.calls]
    assert record.usage["output_tokens"] == sum(said)


def unique(reply, count):
    """Make every revision a text of its own, as a model would."""
    if isinstance(reply, dict) and reply["better_response"]:
        return reply | {"better_response": f"Better by {'i' * next(count)}."}
    return reply


def check_tree(record):
    ids = [turn.id for turn in (*record.turns, *record.dropped_turns)]
    assert len(ids) == len(set(ids))
    by_id = {turn.id: turn for turn in record.turns}
    for turn in record.turns:
        assert turn.parent_id is None or turn.parent_id in by_id
    if record.paths:
        assert [turn.id for turn in record.turns if turn.parent_id is None] == ["t1"]


def check_paths(record, chosen):
    for path in record.paths:
        turns = record.path_turns(path)
        assert [turn.role for turn in turns] == ["user", "assistant"] * (len(turns) // 2)
        assert turns[-1].role == "assistant"
        assert len(turns) <= chosen.max_turns
        assert len({turn.persona_id for turn in turns if turn.made_by == "model"}) <= 1
        assert all(turn.labels for turn in turns if turn.role == "assistant")
        assert path.stop.reason != "failed" or not path.accepted


def check_counts(record, chosen):
    assert record.usage["input_tokens"] == 100 * len(record.calls)
    assert len(record.paths) <= chosen.max_branches + 1
    assert record.status == ("done" if record.accepted else "failed" if record.failure else "rejected")
    if chosen.max_calls is not None:
        assert len(record.calls) <= chosen.max_calls
    if any(path.stop.reason in BUDGETS for path in record.paths):
        assert chosen.max_calls is not None or chosen.max_tokens is not None
