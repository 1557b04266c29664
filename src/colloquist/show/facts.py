"""What a record says of itself in a line: title, models, what it cost, where a source was read."""

from colloquist.state.persona import Persona
from colloquist.state.record import Record
from colloquist.state.snippet import Snippet

UNTITLED = 60

PERSON = {
    "situation": "now",
    "knows": "knows",
    "gaps": "does not know",
    "goal": "wants",
    "tone": "tone",
    "style": "writes",
    "perspective": "angle",
}
"""The fields of a persona in reading order, in words; `role` is the headline."""


def title(record: Record) -> str:
    """Return what the conversation is about: the snippet's heading, or how it begins."""
    return headline(record.snippet)


def headline(snippet: Snippet) -> str:
    """Return a snippet's heading, or its first words where it has none."""
    return snippet.heading or shortened(snippet.sentences[0], UNTITLED)


def shortened(text: str, limit: int) -> str:
    """Return `text` in one line of at most `limit` characters, cut between words where there are any."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def models(record: Record) -> str:
    """Return the model, or who speaks with which when they differ."""
    names = set(record.models.values())
    if len(names) <= 1:
        return next(iter(names), "no model")
    roles = {name: [role for role, own in record.models.items() if own == name] for name in sorted(names)}
    return ", ".join(f"{name} ({', '.join(spoken)})" for name, spoken in roles.items())


def forks(record: Record) -> list[str]:
    """Return where somebody went back to before it went on as it does."""
    return [f"forked at {fork['at']}" for fork in record.forks]


def usage(record: Record) -> list[str]:
    """Return calls, tokens, cost and time, each in a few words."""
    used = record.usage
    seconds = record.timings.get("seconds")
    return [
        counted(int(used.get("calls") or 0), "call"),
        f"{used.get('input_tokens') or 0:,} tokens in, {used.get('output_tokens') or 0:,} out",
        price(used.get("cost")),
        *([f"{seconds:.1f} s"] if seconds else []),
    ]


def price(cost: float | None) -> str:
    """Return what something cost in US dollars; a small price is no nothing, and an unknown one neither."""
    if cost is None:
        return "cost unknown"
    if 0 < cost < 0.0001:
        return "less than $0.0001"
    return f"${cost:.4f}" if 0 < cost < 1 else f"${cost:,.2f}"


def clock(seconds: float) -> str:
    """Return a duration as minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def where(snippet: Snippet) -> str:
    """Return where a snippet was read, as far as it is known."""
    place = snippet.place
    spot = f":{place.line}" if place.line else f", page {place.page}" if place.page else ""
    return f"{snippet.source}{spot}" if snippet.source else ""


def person(persona: dict[str, object]) -> list[tuple[str, str]]:
    """Return a persona's fields in reading order, each under a word that reads well; `role` is left out."""
    known = [(word, persona[field]) for field, word in PERSON.items() if persona.get(field)]
    own = [(field, value) for field, value in persona.items() if field not in Persona.model_fields and value]
    return [(word, "; ".join(map(str, v)) if isinstance(v, list | tuple) else str(v)) for word, v in known + own]
