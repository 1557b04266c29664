"""Prompts grow at their end: what a provider has in its prefix cache is not asked for a second time."""

from itertools import pairwise, takewhile

import pytest

from colloquist.state.library import NoLibrary
from colloquist.state.snippet import Snippet

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
    record = await played(max_turns=2 + 2 * EXCHANGES, snippet=Snippet(text=SOURCE), library=request.param)
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
