"""A walk goes where LangGraph would go, and leaves to LangGraph what only LangGraph can do."""

import asyncio
import contextvars
import json
import operator
from types import SimpleNamespace
from typing import Annotated, Any, TypedDict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.callbacks import BaseCallbackHandler, get_usage_metadata_callback
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.config import get_config, get_stream_writer
from langgraph.errors import GraphRecursionError, NodeError
from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import Command, RetryPolicy, Send, interrupt

import colloquist as cq
from colloquist import nodes
from colloquist.graphs import load, strategies
from colloquist.run.apart import Apart
from colloquist.run.converse import config
from colloquist.run.walk import Walk, is_watched
from colloquist.run.way import Unwalkable, way_through
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

VALVE = Snippet(
    text="A relief valve opens at 3 bar. It closes again at 2.7 bar. The gap keeps it from chattering. "
    "A valve that chatters wears out its seat. Seats are lapped flat to within a micron."
)
PLAIN: Any = {"recursion_limit": 25, "metadata": {}}


class State(TypedDict, total=False):
    said: Annotated[list[str], operator.add]
    last: str


def graph_of(*nodes, ends=END, **options):
    """Return nodes in a row, compiled."""
    graph = StateGraph(State)
    for node in nodes:
        graph.add_node(node)
    names = [node.__name__ for node in nodes]
    for earlier, later in zip([START, *names], [*names, ends], strict=True):
        if later:
            graph.add_edge(earlier, later)
    return graph.compile(**options)


async def walked(graph, opened, about=PLAIN, context=None):
    way = way_through(graph)
    assert way
    return await Walk(way, context, about).through(opened)


def outcome(work):
    try:
        return asyncio.run(work)
    except Unwalkable:
        return Unwalkable
    except Exception as error:
        return type(error), str(error)


def by_either(graph, opened, about=PLAIN):
    """Return what a walk comes to, and what LangGraph does."""
    return outcome(walked(graph, opened, about)), outcome(graph.ainvoke(opened, config=about))


@pytest.mark.parametrize("name", strategies())
@pytest.mark.parametrize("seed", [0, 7])
def test_every_strategy_is_walked_and_ends_as_it_does_with_langgraph(name, seed):
    graph, chosen = load(name), Settings(model="embedded", seed=seed)
    opened = open_dialogue(VALVE)
    about = config(opened, name, chosen)
    mine = asyncio.run(walked(graph, opened, about, chosen))
    theirs = asyncio.run(graph.ainvoke(opened, context=chosen, config=about))
    assert untimed(mine) == untimed(theirs)
    assert mine["status"] in ("done", "rejected", "failed")


def untimed(dialogue):
    return {**dialogue, "calls": [{**call, "seconds": 0} for call in dialogue["calls"]]}


# What a drawn node may do, and where a drawn decision may lead.
DEEDS = ["says", "says nothing", "says it twice", "says more than there is", "goes", "goes and says", "breaks"]
NODES = ["a", "b", "c"]
deeds = st.tuples(st.sampled_from(DEEDS), st.sampled_from([*NODES, END]))
leads = st.one_of(st.sampled_from([*NODES, END]), st.lists(st.sampled_from([*NODES, END, "nowhere"]), min_size=1))


def doing(name, deed, to):
    def node(state: State):
        said = {"said": [f"{name}{len(state.get('said', []))}"], "last": name}
        if deed == "breaks":
            raise LookupError(f"{name} broke at {state.get('last')}")
        return {
            "says": said,
            "says nothing": None,
            "says it twice": {"said": [name, name]},
            "says more than there is": {**said, "unheard": 1},
            "goes": Command(goto=to),
            "goes and says": Command(update=said, goto=to),
        }[deed]

    return node


def deciding(labels, annotated):
    def decision(state):
        # Another label at every visit, so that a way through the graph may be long and still end.
        return labels[(len(state.get("said", [])) + bool(state.get("unheard"))) % len(labels)]

    if annotated:
        decision.__annotations__["state"] = State
    return decision


def drawn_graph(nodes, ways, mends, annotated):
    graph = StateGraph(State)
    for name, (deed, to) in nodes.items():
        graph.add_node(name, doing(name, deed, to), destinations=(to,) if "goes" in deed else None)
        if isinstance(ways[name], list):
            graph.add_conditional_edges(name, deciding(ways[name], annotated))
        elif "goes" not in deed or ways[name] == END:
            graph.add_edge(name, ways[name])
    if mends:

        def mended(state: State, error: NodeError):
            if len(state.get("said", [])) > 3:
                raise error.error
            return Command(update={"said": [f"mended {error.node}: {error.error}"]}, goto=mends)

        graph.set_node_defaults(error_handler=mended)
    graph.add_edge(START, "a")
    return graph.compile()


@settings(max_examples=300, deadline=None)
@given(
    nodes=st.fixed_dictionaries(dict.fromkeys(NODES, deeds)),
    ways=st.fixed_dictionaries(dict.fromkeys(NODES, leads)),
    mends=st.sampled_from(["", *NODES, END]),
    annotated=st.booleans(),
    limit=st.integers(1, 12),
    opened=st.sampled_from([{"said": ["hello"]}, {"last": "before"}, {"said": [], "last": "x", "unheard": 2}]),
)
def test_whatever_a_graph_does_a_walk_ends_as_langgraph_does_or_is_given_up(
    nodes, ways, mends, annotated, limit, opened
):
    graph = drawn_graph(nodes, ways, mends, annotated)
    mine, theirs = by_either(graph, opened, {"recursion_limit": limit, "metadata": {}})
    assert mine in (Unwalkable, theirs)


def test_a_walk_is_given_up_at_the_limit_that_langgraph_has_and_not_before():
    def again(state: State):
        return {"said": ["again"]}

    graph = StateGraph(State).add_node(again).add_edge(START, "again")
    graph.add_conditional_edges("again", lambda state: END if len(state["said"]) == 5 else "again")
    ends = [by_either(graph.compile(), {}, {"recursion_limit": limit, "metadata": {}}) for limit in range(3, 9)]
    assert [mine for mine, _ in ends] == [Unwalkable] * 3 + [{"said": ["again"] * 5}] * 3
    assert [theirs for _, theirs in ends[3:]] == [{"said": ["again"] * 5}] * 3
    assert {theirs[0] for _, theirs in ends[:3]} == {GraphRecursionError}


def says(state: State):
    return {"said": ["says"]}


def speaks(state: State):
    return {"said": ["speaks"]}


def forked():
    graph = StateGraph(State).add_node(says).add_node(speaks)
    graph.add_edge(START, "says").add_edge(START, "speaks").add_edge(["says", "speaks"], END)
    return graph.compile()


def retried():
    graph = StateGraph(State).add_node(says, retry_policy=RetryPolicy())
    return graph.add_edge(START, "says").compile()


def nested():
    return StateGraph(State).add_node("inner", graph_of(says)).add_edge(START, "inner").compile()


@pytest.mark.parametrize(
    "graph",
    [
        forked(),
        retried(),
        nested(),
        graph_of(says, checkpointer=InMemorySaver()),
        graph_of(says, speaks, interrupt_before=["speaks"]),
        graph_of(says).with_config(tags=["mine"]),
    ],
    ids=["a fork", "retries", "a graph within", "a memory", "a pause", "a configuration of its own"],
)
def test_a_graph_with_more_in_it_than_a_way_is_left_to_langgraph(graph):
    assert way_through(graph) is None


def test_another_langgraph_that_keeps_its_graphs_otherwise_is_left_to_itself():
    assert way_through(SimpleNamespace(builder=SimpleNamespace())) is None


def sends(state: State):
    return Command(goto=[Send("speaks", {"said": ["sent"]})])


def sends_one(state: State):
    return Command(goto=Send("speaks", {"said": ["sent"]}))


async def runs_another_graph(state: State):
    return {"said": (await graph_of(speaks).ainvoke({}))["said"]}


def pauses(state: State):
    return {"said": [interrupt("go on?")]}


def returns_a_list(state: State):
    return [{"said": ["one of a list"]}]


def pauses_in_silence(state: State):
    try:
        interrupt("go on?")
    except Exception:
        return {"said": ["no"]}


async def cancels_itself(state: State):
    raise asyncio.CancelledError


def asks_which_try_it_is(state: State, runtime: Runtime):
    return {"said": [f"{runtime.execution_info.node_attempt}"]}


def asks_where_it_is(state: State, config: RunnableConfig):
    return {"last": config["metadata"]["langgraph_triggers"][0]}


def asks_for_a_checkpoint(state: State, config: RunnableConfig):
    return {"last": config["configurable"]["checkpoint_ns"]}


def asks_who_listens(state: State, config: RunnableConfig):
    return {"said": [type(config["callbacks"]).__name__]}


@pytest.mark.parametrize(
    "does",
    [
        *(sends, sends_one, pauses, pauses_in_silence, returns_a_list, cancels_itself),
        runs_another_graph,
        *(asks_which_try_it_is, asks_where_it_is, asks_for_a_checkpoint, asks_who_listens),
    ],
)
def test_a_walk_is_given_up_where_only_langgraph_knows_what_a_node_means(does):
    assert outcome(walked(graph_of(does, speaks), {})) is Unwalkable


def test_a_walk_is_given_up_where_a_decision_or_who_mends_does_what_only_langgraph_knows():
    def breaks(state: State):
        raise LookupError

    async def cancelled(state: State):
        raise asyncio.CancelledError

    def mended(mend):
        graph = StateGraph(State).add_node(breaks, error_handler=mend).add_edge(START, "breaks")
        return graph.compile()

    decided = StateGraph(State).add_node(says).add_edge(START, "says")
    decided.add_conditional_edges("says", cancelled, {"end": END})
    assert outcome(walked(decided.compile(), {})) is Unwalkable
    assert outcome(walked(mended(pauses), {})) is Unwalkable
    assert outcome(walked(mended(cancelled), {})) is Unwalkable


@pytest.mark.parametrize("returned", [{"said": ["a"], "unheard": 1}, Command(update={"unheard": 1})])
@pytest.mark.parametrize("seen", [State, None], ids=["annotated", "bare"])
def test_a_decision_sees_what_langgraph_shows_it(returned, seen):
    def returns(state: State):
        return returned

    def decides(state):
        return "speaks" if "unheard" in state else END

    if seen:
        decides.__annotations__["state"] = seen
    graph = StateGraph(State).add_node(returns).add_node(speaks).add_edge(START, "returns")
    graph.add_conditional_edges("returns", decides)
    mine, theirs = by_either(graph.compile(), {"last": "x"})
    assert mine == theirs


def test_nothing_of_one_walk_is_left_for_the_next():
    heard = contextvars.ContextVar("heard", default=0)

    def extends(into, more):
        into.extend(more)
        return into

    class Careless(TypedDict, total=False):
        notes: Annotated[list[str], extends]

    async def notes(state: Careless):
        state["notes"].append("by the way")
        heard.set(heard.get() + 1)
        return {"notes": [f"heard {heard.get()}"]}

    async def again(state: Careless):
        return {"notes": [f"then {heard.get()}"]}

    graph = StateGraph(Careless).add_node(notes).add_node(again)
    graph.add_edge(START, "notes").add_edge("notes", "again")
    compiled = graph.compile()
    ends = [outcome(walked(compiled, {})) for _ in range(3)]
    assert ends == [asyncio.run(compiled.ainvoke({}))] * 3


def test_a_builder_that_goes_on_building_changes_nothing():
    graph = StateGraph(State).add_node(says).add_edge(START, "says")
    compiled = graph.compile()
    assert way_through(compiled)
    graph.add_node(speaks).add_edge("says", "speaks")
    assert way_through(compiled) is None
    more = StateGraph(State).add_node(says).add_node(speaks).add_edge(START, "says")
    compiled = more.compile()
    more.add_edge("says", "speaks")
    assert way_through(compiled) is None


def test_a_walk_that_is_cancelled_from_outside_ends_there():
    began = asyncio.Event()

    async def waits(state: State):
        began.set()
        await asyncio.sleep(60)

    async def cancelled():
        walk = asyncio.create_task(walked(graph_of(waits), {}))
        await began.wait()
        walk.cancel()
        with pytest.raises(asyncio.CancelledError):
            await walk

    asyncio.run(cancelled())


def test_a_node_is_told_its_settings_its_place_and_where_to_stream_to():
    heard: list[Any] = []

    def listens(state: State, runtime: Runtime[str], config: RunnableConfig):
        get_stream_writer()("nobody reads this")
        heard.extend([runtime.context, config["metadata"], get_config()["metadata"]])

    asyncio.run(walked(graph_of(says, listens), {}, {**PLAIN, "metadata": {"mine": 1}}, "my settings"))
    where = {"mine": 1, "langgraph_step": 2, "langgraph_node": "listens"}
    assert heard == ["my settings", where, where]


def test_what_is_done_after_a_walk_is_not_taken_for_a_part_of_it():
    async def afterwards():
        await walked(graph_of(says), {})
        with pytest.raises(RuntimeError):
            get_config()

    asyncio.run(afterwards())


def test_who_listens_is_noticed():
    assert not is_watched(PLAIN)
    assert is_watched({**PLAIN, "callbacks": [BaseCallbackHandler()]})
    with get_usage_metadata_callback():
        assert is_watched(PLAIN)


async def finish(state, runtime):
    """Close as the box does, in a form that only LangGraph reads."""
    return [Command(update=await nodes.finish(state, runtime))]


def test_what_langgraph_grows_after_all_is_paid_for_once(paid, valves_of, tmp_path):
    options = {"model": "m", "base_url": paid.url, "max_turns": 6, "max_branches": 0}
    plain = cq.generate(valves_of(6), tmp_path / "plain", **options)
    asked = sorted(one.words for one in paid.asked)
    paid.asked.clear()
    given_up = cq.generate(valves_of(6), tmp_path / "up", strategy=cq.conversation(finish=finish), **options)
    assert sorted(one.words for one in paid.asked) == asked
    assert given_up.counts == plain.counts
    assert told_in(tmp_path / "up") == told_in(tmp_path / "plain") != []


def test_a_strategy_that_was_given_up_once_is_not_walked_again(valves_of, tmp_path):
    visits = []

    async def ends(state, runtime):
        visits.append(state["snippet"]["id"])
        return [Command(update=await nodes.finish(state, runtime))]

    outcome = cq.generate(valves_of(4), tmp_path / "run", strategy=cq.conversation(finish=ends), concurrency=1)
    assert outcome.counts["done"] == 4
    assert len(visits) == 5
    assert visits[0] == visits[1]


def told_in(folder):
    rows = [json.loads(line) for line in (folder / "records.jsonl").read_text().splitlines()]
    return [[turn["text"] for turn in row["turns"]] for row in rows]


def test_a_conversation_that_cancels_its_own_task_stops_the_run_and_is_not_gone_without_a_word(
    valves_of, tmp_path
):
    async def cancels(state, runtime):
        asyncio.current_task().cancel()
        await asyncio.sleep(0)

    with pytest.raises(cq.RunStopped, match="cancelled from within"):
        cq.generate(valves_of(2), tmp_path / "run", strategy=cq.conversation(finish=cancels))


async def test_work_that_is_awaited_apart_ends_raises_and_is_cancelled_as_it_would_be():
    mark = contextvars.ContextVar("mark", default="outside")
    seen = []

    async def work(how):
        mark.set("inside")
        try:
            await asyncio.sleep(0 if how != "waits" else 60)
            seen.append(mark.get())
            if how == "raises":
                raise LookupError(how)
            async with asyncio.timeout(0.001 if how == "runs late" else None):
                await asyncio.sleep(0 if how != "runs late" else 60)
        finally:
            seen.append(mark.get())
        return how

    def apart(how):
        return Apart(work(how), contextvars.copy_context())

    async def awaits(how):
        return await apart(how)

    assert await apart("ends") == "ends"
    with pytest.raises(LookupError, match="raises"):
        await apart("raises")
    with pytest.raises(TimeoutError):
        await apart("runs late")
    waiting = asyncio.create_task(awaits("waits"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    left = apart("left").__await__()
    next(left)
    left.close()
    assert set(seen) == {"inside"}
    assert mark.get() == "outside"
