"""From a finished dialogue to its record: what stands, what was cut off, and everything that made it."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from itertools import zip_longest
from typing import Any

from colloquist.prompts import fingerprint, names
from colloquist.state.dialogue import Dialogue, Path, Turn
from colloquist.state.record import Record
from colloquist.state.settings import ROLES, Settings
from colloquist.state.tree import steps_taken, turns_to

LEFT_OUT = {"library", "journal", "floor", "pace", "budget", "batches", "roles", "model", "persona"}
OF_SOME = ("reviews", "problems", "misconceptions", "questions", "preferences", "findings", "claims")
"""Parts of a record that not every strategy has, or had when its dialogue was begun."""


def record_of(
    dialogue: Dialogue, strategy: str, settings: Settings, seconds: float, strategy_fingerprint: str = ""
) -> Record:
    """Return the validated record of a dialogue that has ended; `strategy_fingerprint` names what made it.

    Raises pydantic.ValidationError when a strategy left something that is no conversation.
    """
    standing = _standing(dialogue)
    return Record.model_validate(
        {
            "id": dialogue["snippet"]["id"],
            "status": dialogue["status"],
            "reasons": dialogue["reasons"],
            "strategy": strategy,
            "seed": settings.seed,
            "snippet": dialogue["snippet"],
            "sources": _joined(dialogue, standing),
            "personas": {member["id"]: member["persona"] for member in dialogue["casts"]},
            "turns": [_turn(turn) for turn in dialogue["turns"] if turn["id"] in standing],
            "paths": [_path(path, dialogue) for path in dialogue["paths"]],
            "dropped_turns": [
                _turn(turn) for turn in dialogue["turns"] if turn["id"] not in standing and turn["text"]
            ],
            "drafts": dialogue["drafts"],
            "verdicts": dialogue["judgements"],
            "summaries": dialogue["summaries"],
            "dropped_perspectives": [
                {k: v for k, v in wish.items() if k != "opening"} for wish in dialogue["dropped_wishes"]
            ],
            **{part: dialogue.get(part, []) for part in OF_SOME},
            "failure": dialogue["failure"],
            "calls": dialogue["calls"],
            "usage": usage(dialogue["calls"]),
            "models": {role: settings.model_name(role) for role in ROLES},
            "settings": plain_settings(settings),
            "prompts": {name: fingerprint(name, settings.prompts) for name in names()},
            "strategy_fingerprint": strategy_fingerprint,
            "timings": {"seconds": round(seconds, 3)},
        }
    )


def usage(calls: Iterable[Mapping[str, Any]]) -> dict[str, float | int | None]:
    """Add up calls, tokens and cost; the cost is None as soon as one call's is not known."""
    listed = list(calls)
    costs = [call["cost"] for call in listed]
    known = [cost for cost in costs if cost is not None]
    return {
        "calls": len(listed),
        "input_tokens": sum(call["input_tokens"] for call in listed),
        "cached_tokens": sum(call["cached_tokens"] for call in listed),
        "output_tokens": sum(call["output_tokens"] for call in listed),
        "cost": round(sum(known), 8) if len(known) == len(costs) else None,
    }


def plain_settings(settings: Settings) -> dict[str, Any]:
    """Return the settings as JSON: models by name, without the library."""
    plain = {f.name: getattr(settings, f.name) for f in fields(settings) if f.name not in LEFT_OUT}
    given = settings.persona if isinstance(settings.persona, bool) else settings.persona.model_dump()
    roles = {
        role: {f.name: getattr(own, f.name) for f in fields(own) if f.name != "model"}
        | {"model": settings.model_name(role)}  # type: ignore[arg-type]
        for role, own in settings.roles.items()
    }
    paths = {key: str(plain[key]) for key in ("prompts", "prices") if plain[key] is not None}
    if isinstance(settings.prompts, Mapping):
        paths["prompts"] = ", ".join(sorted(settings.prompts))
    paths |= {key: _named(plain[key]) for key in ("source", "entails") if plain[key] is not None}
    return {**plain, **paths, "persona": given, "model": settings.model_name("seed"), "roles": roles}


def _named(function: object) -> str:
    return str(getattr(function, "__qualname__", None) or type(function).__qualname__)


def _standing(dialogue: Dialogue) -> set[str]:
    return {turn["id"] for path in dialogue["paths"] for turn in turns_to(dialogue["turns"], path["leaf"])}


def _joined(dialogue: Dialogue, standing: set[str]) -> list[dict[str, object]]:
    met = {id_ for turn in dialogue["turns"] if turn["id"] in standing for id_ in turn.get("sources", [])}
    return [source for source in dialogue["sources"][1:] if source["id"] in met]


def _turn(turn: Turn) -> dict[str, Any]:
    return {key: value for key, value in turn.items() if key not in ("brief", "draw_on")}


def _path(path: Path, dialogue: Dialogue) -> dict[str, Any]:
    kept = {key: value for key, value in path.items() if key not in ("faults", "opening")}
    reached = [turn["id"] for turn in steps_taken(dialogue, path)]
    steps = zip_longest(path.get("plan", []), reached[: len(path.get("plan", []))])
    plan = [{**step, "turn_id": turn_id} for step, turn_id in steps]
    return {**kept, "accepted": not path["faults"], "reasons": path["faults"], "plan": plan}
