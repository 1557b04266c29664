"""The verifier over the planted set: the agent's own prompt, asked about every answer after the opening."""

import asyncio
from collections.abc import Sequence

from cases import Case

from colloquist.models import Caller
from colloquist.nodes.verifying import claims_of, look_at_claims
from colloquist.state.dialogue import Turn, open_dialogue
from colloquist.state.finding import Finding
from colloquist.state.settings import Settings

AT_A_TIME = 16


def verified(chosen: Sequence[Case], model: str, base_url: str | None) -> dict[str, list[Finding]]:
    """Return what the verifier has against each case, by the case's name. Raises ModelFailure."""
    settings = Settings(model=model, base_url=base_url, verify="claims", max_calls=None)
    return asyncio.run(_all(chosen, settings))


async def _all(chosen: Sequence[Case], settings: Settings) -> dict[str, list[Finding]]:
    room = asyncio.Semaphore(AT_A_TIME)

    async def one(case: Case) -> list[Finding]:
        async with room:
            return await _of(case, settings)

    found = await asyncio.gather(*(one(case) for case in chosen))
    return {case.name: findings for case, findings in zip(chosen, found, strict=True)}


async def _of(case: Case, settings: Settings) -> list[Finding]:
    met = [source.id for source in case.sources]
    turns = [Turn({**case.turns[0], "sources": met}), *case.turns[1:]]
    dialogue = open_dialogue(case.sources[0])
    dialogue["sources"] = [source.model_dump(mode="json") for source in case.sources]
    caller = Caller("verify", dialogue, settings)
    found: list[Finding] = []
    for n in range(3, len(turns), 2):
        claims = claims_of(turns[n], case.language)
        checks = await look_at_claims(caller, dialogue, turns[: n + 1], claims) if claims else []
        found += [
            Finding(
                kind=check["verdict"],
                severity="repair",
                turn_id=check["turn_id"],
                sentence=check["sentence"],
                says=check["why"],
            )
            for check in checks
            if check["verdict"] in ("contradicted", "not_in_source")
        ]
    return found
