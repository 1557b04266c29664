"""The measures: what is counted of a snippet's conversations, what it means, and which way is better.

What was said is taken from the reader alone, who reads all contestants in the same way; the labels that a
strategy gives its own answers count for nothing here.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from colloquist.run.comparison.bootstrap import Part
from colloquist.run.comparison.made import Made
from colloquist.state.reading import STAGES

Better = Literal["more", "less", ""]
Form = Literal["share", "number", "money", "seconds"]
SAID, VARIED, LONG = "what was said", "how varied, one conversation per snippet", "how long"
KEPT, TOOK = "what was kept", "what it took"
FAR = STAGES.index("worked_example")


class Measure(NamedTuple):
    """A figure: its sums of a snippet, or None for a snippet that has no part in it."""

    name: str
    words: str
    group: str
    better: Better
    form: Form
    meaning: str
    parts: Callable[[Made], Part | None]


def _each(count: Callable[[Made], float]) -> Callable[[Made], Part | None]:
    """Return a mean over conversations that were read."""
    return lambda made: (count(made), len(made.read)) if made.read else None


def _grounded(made: Made) -> Part | None:
    return (made.says("supported"), made.says()) if made.read else None


def _far(made: Made) -> Part | None:
    found = [STAGES.index(one.stage) >= FAR for one in made.exchanges()]
    return (sum(found), len(found)) if found else None


def _where_due(made: Made) -> Part | None:
    return (made.beyond("admitted"), made.beyond("admitted", "invented")) if made.read else None


def _snippet(count: Callable[[Made], float | None]) -> Callable[[Made], Part | None]:
    """Return a mean over snippets, those without an accepted conversation too."""

    def parts(made: Made) -> Part | None:
        counted = count(made)
        return None if counted is None else (counted, 1)

    return parts


def _used(name: str) -> Callable[[Made], float | None]:
    return lambda made: made.record.usage[name]


def _per_accepted(name: str) -> Callable[[Made], Part | None]:
    def parts(made: Made) -> Part | None:
        used = made.record.usage[name]
        return None if used is None else (used, len(made.record.accepted))

    return parts


def _stages(made: Made) -> float:
    return sum(len({one.stage for one in reading.exchanges}) for reading in made.read)


def _turns(made: Made) -> Part | None:
    paths = made.messages()
    return (sum(map(len, paths)), len(paths)) if paths else None


def _words(role: str) -> Callable[[Made], Part | None]:
    return lambda made: made.words(role) if made.record.accepted else None


def _seconds(made: Made) -> float:
    return sum(float(call["seconds"]) for call in made.record.calls)


MEASURES: tuple[Measure, ...] = (
    Measure(
        "grounded_share", "grounded share", SAID, "more", "share", "of all claims, those the sources bear out",
        _grounded,
    ),
    Measure(
        "unsupported", "unsupported claims", SAID, "less", "number",
        "sentences per conversation that the sources do not bear out, or contradict",
        _each(lambda made: made.says("not_in_source", "contradicted")),
    ),
    Measure(
        "contradicted", "contradicted claims", SAID, "less", "number",
        "sentences per conversation that cannot be true if the sources are",
        _each(lambda made: made.says("contradicted")),
    ),
    Measure(
        "stages", "depth: stages reached", SAID, "more", "number",
        "different stages per conversation, of seven, from foundation to general idea", _each(_stages),
    ),
    Measure(
        "past_mechanism", "depth: past the mechanism", SAID, "more", "share",
        "of all exchanges, those that work out an example, an edge case, a conflict, a transfer or a general idea",
        _far,
    ),
    Measure(
        "new_scenarios", "new scenarios", SAID, "more", "number",
        "concrete cases per conversation that the user brings in",
        _each(lambda made: sum(one.new_case for one in made.exchanges())),
    ),
    Measure(
        "refusals_where_due", "refusals where due", SAID, "more", "share",
        "of the exchanges that ask what the sources do not settle, those that admit it", _where_due,
    ),
    Measure(
        "invented_answers", "invented answers", SAID, "less", "number",
        "exchanges per conversation that answer what the sources do not settle",
        _each(lambda made: made.beyond("invented")),
    ),
    Measure(
        "needless_refusals", "needless refusals", SAID, "less", "number",
        "exchanges per conversation that do not know what the sources settle",
        _each(lambda made: made.beyond("refused_though_settled")),
    ),
    Measure("turns", "turns", LONG, "", "number", "messages per conversation", _turns),
    Measure("answer_words", "words per answer", LONG, "", "number", "of assistant turns", _words("assistant")),
    Measure("user_words", "words per user turn", LONG, "", "number", "of user turns", _words("user")),
    Measure(
        "accepted", "yield: snippets", KEPT, "more", "share", "of the snippets, those with an accepted path",
        _snippet(lambda made: bool(made.record.accepted)),
    ),
    Measure(
        "accepted_paths", "yield: paths", KEPT, "more", "share", "of the paths that were made, those accepted",
        lambda made: (len(made.record.accepted), len(made.record.paths)) if made.record.paths else None,
    ),
    Measure(
        "perspectives", "perspectives", KEPT, "more", "number", "accepted paths per snippet",
        _snippet(lambda made: len(made.record.accepted)),
    ),
    Measure("calls", "model calls", TOOK, "less", "number", "per snippet", _snippet(_used("calls"))),
    Measure(
        "input_tokens", "prompt tokens", TOOK, "less", "number", "per snippet", _snippet(_used("input_tokens"))
    ),
    Measure(
        "cached_tokens", "cached prompt tokens", TOOK, "", "number", "per snippet, by the provider",
        _snippet(_used("cached_tokens")),
    ),
    Measure(
        "output_tokens", "written tokens", TOOK, "less", "number", "per snippet", _snippet(_used("output_tokens"))
    ),
    Measure("seconds", "time", TOOK, "less", "seconds", "of waiting for replies, per snippet", _snippet(_seconds)),
    Measure("cost", "cost", TOOK, "less", "money", "US dollars per snippet", _snippet(_used("cost"))),
    Measure(
        "calls_per_accepted", "calls per accepted conversation", TOOK, "less", "number",
        "all calls over all accepted conversations", _per_accepted("calls"),
    ),
    Measure(
        "cost_per_accepted", "cost per accepted conversation", TOOK, "less", "money",
        "all dollars over all accepted conversations", _per_accepted("cost"),
    ),
)  # fmt: skip
