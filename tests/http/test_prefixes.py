"""Prompts grow at their end: what a provider has in its prefix cache is not asked for a second time."""

import importlib.util
from itertools import pairwise, takewhile
from pathlib import Path

import pytest

from colloquist.state.library import NoLibrary
from colloquist.state.snippet import Snippet

BENCH = Path(__file__).parents[2] / "bench"
EXCHANGES = 5
SOURCE = " ".join(
    f"Sentence {n} of the source says what a valve of size {n} does under load." for n in range(1, 17)
)
ANSWER = " It follows step by step from the spring, the rim and the pressure beneath." * 10


class Shelf:
    """A library of two other snippets, which join one after the other."""

    def neighbours(self, snippet):
        return [Snippet(text=f"Neighbour {n} tells how valves of bronze wear.") for n in (1, 2)]

    def related(self, query, limit):
        return []


@pytest.fixture(params=[NoLibrary(), Shelf()], ids=["one source", "sources join"])
async def grown(request, server, stub, played):
    """A conversation of five exchanges on one path, of usual size."""
    longer = stub.Fault(content=lambda good: good + ANSWER)
    server.rule = lambda asked: longer if asked.role == "assistant" else None
    # These answers are nearly the same, which would be mended.
    options = {"max_turns": 2 + 2 * EXCHANGES, "max_repairs": 0}
    record = await played(snippet=Snippet(text=SOURCE), library=request.param, **options)
    assert len(record.sources) == (2 if isinstance(request.param, Shelf) else 0)
    assert len(record.turns) == 2 + 2 * EXCHANGES
    return record


def shared(before, after):
    """Return how many characters two requests have in common from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))


@pytest.mark.parametrize("role", ["user", "assistant", "refiner"])
async def test_a_request_begins_as_the_one_before_it_of_its_role(server, grown, role):
    asked = [request.text for request in server.of(role)]
    newest = [turn.text for turn in grown.turns if turn.role == ("assistant" if role == "user" else "user")]
    newest = newest[:-1] if role == "user" else newest[1:]
    assert len(asked) == len(newest) == EXCHANGES
    for (before, after), turn in zip(pairwise(asked), newest, strict=False):
        assert shared(before, after) >= before.rindex(turn) + len(turn)


@pytest.mark.parametrize("role", ["user", "assistant", "refiner"])
async def test_what_all_conversations_share_stands_before_what_is_theirs(server, played, role):
    for n in range(2):
        await played(snippet=Snippet(text=f"{n} {SOURCE}"))
    first, second = (request.messages[0]["content"] for request in server.of(role))
    assert first == second or first.endswith(("</source>", "</persona>"))
    assert shared(first, second) > 1500


async def test_the_last_verdict_of_all_is_not_shown_what_nothing_could_draw_on_any_more(server, played):
    await played(max_turns=6, max_branches=0, library=Shelf())
    shown = [request.text.partition("<within_reach>\n")[2] for request in server.of("refiner")]
    assert [text.startswith("(nothing)") for text in shown] == [False, True]


async def test_most_of_what_is_sent_was_sent_before(server, grown):
    shares = {}
    for role in ("user", "assistant", "refiner"):
        asked = [request.text for request in server.of(role)]
        common = sum(shared(*pair) for pair in pairwise(asked))
        shares[role] = common / sum(map(len, asked))
    sent = sum(len(request.text) for request in server.requests)
    total = grown.usage["cached_tokens"] / grown.usage["input_tokens"]
    print({role: f"{share:.0%}" for role, share in shares.items()}, f"all: {total:.0%} of {sent} characters")
    assert min(shares.values()) > 0.6
    assert total > 0.6


@pytest.fixture
def counted():
    """The prefix cache of the bench server: what it counts is what docs/speed.md states."""
    spec = importlib.util.spec_from_file_location("bench_prefixes", BENCH / "prefixes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Prefixes()


async def test_three_quarters_of_a_conversation_of_five_exchanges_are_in_the_cache(server, stub, played, counted):
    longer = stub.Fault(content=lambda good: good + ANSWER)
    server.rule = lambda asked: longer if asked.role == "assistant" else None
    for n in range(3):
        await played(max_turns=10, max_repairs=0, snippet=Snippet(text=f"{n} {SOURCE}"))
    texts = ["\n".join(message["content"] for message in request.messages) for request in server.requests]
    cached = [counted.cached(text) for text in texts]
    last = len(texts) * 2 // 3
    assert sum(cached[last:]) / sum(map(len, texts[last:])) > 0.75
