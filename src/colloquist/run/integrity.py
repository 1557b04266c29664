"""The integrity of a run: what was checked, what was found and mended, what was rejected and why, in counts.

They are kept flat, so that those of conversations add up; `nested` is how the manifest shows them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from colloquist.nodes.checks import tics
from colloquist.run.derived import CONVERSATIONS
from colloquist.run.lines import rows
from colloquist.state.dialogue import Turn

Counts = Mapping[str, int]
CHECKED = ("paths", "turns", "sentences")
KINDS = ("found", "repaired", "cut", "rejected", "signals")
SAMPLED = 500
"""Conversations, evenly spread over a run, in which phrases are looked for that recur."""
NAMED = 5


def integrity_of(row: Mapping[str, Any]) -> Counter[str]:
    """Return the counts of one record's row."""
    standing = row["turns"]
    answers = [turn for turn in standing if turn["role"] == "assistant"]
    found = Counter(
        paths=len(row["paths"]), turns=len(standing), sentences=sum(len(turn["labels"]) for turn in answers)
    )
    for one in row.get("findings", ()):
        found.update(_of_finding(one))
    found.update(f"claims/{one['verdict']}" for one in row.get("claims", ()))
    found.update(f"probes/{turn['refused_well']}" for turn in answers if turn.get("refused_well"))
    found.update(
        f"reasons/{reason.partition(': ')[2] if reason.startswith('found: ') else reason.partition(':')[0]}"
        for path in row["paths"]
        for reason in path["reasons"]
    )
    return +found


def _of_finding(finding: Mapping[str, Any]) -> list[str]:
    if finding["severity"] == "signal":
        return [f"signals/{finding['kind']}"]
    fate = finding["fate"] if finding["fate"] in KINDS else "rejected"
    return [f"found/{finding['kind']}", f"{fate}/{finding['kind']}"]


def nested(counts: Counts) -> dict[str, Any]:
    """Return counts as the manifest keeps them: by kind of finding, verdict, how probes were met, reason."""
    kinds = sorted({key.partition("/")[2] for key in counts if key.partition("/")[0] in KINDS})
    by_group = {group: _group(counts, group) for group in ("claims", "probes", "reasons")}
    return {
        "checked": {name: counts.get(name, 0) for name in CHECKED},
        "findings": {
            kind: {fate: counts.get(f"{fate}/{kind}", 0) for fate in KINDS if counts.get(f"{fate}/{kind}")}
            for kind in kinds
        },
        **by_group,
    }


def _group(counts: Counts, group: str) -> dict[str, int]:
    named = {key.partition("/")[2]: n for key, n in counts.items() if key.startswith(f"{group}/")}
    return dict(sorted(named.items(), key=lambda pair: (-pair[1], pair[0])))


def recurring(folder: Path, conversations: int) -> list[dict[str, Any]]:
    """Return the phrases that come back across the accepted conversations of a run, most widespread first.

    One line after the other is read and at most SAMPLED are looked into, so a large run costs little more.
    """
    stride = max(1, -(-conversations // SAMPLED))
    return [tic._asdict() for tic in tics(_spoken(folder / CONVERSATIONS, stride))[:NAMED]]


def _spoken(path: Path, stride: int) -> Iterator[tuple[str, list[Turn]]]:
    for _, row in rows(path, every=stride):
        yield f"{row['meta']['source']}/{row['meta']['title']}", [_turn(message) for message in row["messages"]]


def _turn(message: Mapping[str, Any]) -> Turn:
    turn: Turn = {"role": message["role"], "text": message["content"]}  # type: ignore[typeddict-item]
    return turn


def told(integrity: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return an integrity as labelled lines, for a screen; nothing of what there is none of."""
    checked = integrity["checked"]
    lines = [("checked", ", ".join(f"{checked[name]:,} {name}" for name in CHECKED))]
    for kind, fates in integrity["findings"].items():
        if "found" in fates:
            became = [f"{fates[fate]:,} {fate}" for fate in ("repaired", "cut", "rejected") if fate in fates]
            lines.append(("found", f"{fates['found']:,} {kind}: {', '.join(became)}"))
    signals = [
        f"{kind} {fates['signals']:,}" for kind, fates in integrity["findings"].items() if "signals" in fates
    ]
    lines += [("signals", ", ".join(signals))] if signals else []
    for group, label in (("claims", "claims"), ("probes", "probes met"), ("reasons", "not accepted")):
        said = [f"{name.replace('_', ' ')} {n:,}" for name, n in integrity[group].items()]
        lines += [(label, ", ".join(said))] if said else []
    for tic in integrity.get("tics", ()):
        lines.append(
            ("recurs", f'"{tic["phrase"]}" ({tic["where"]}) in {tic["conversations"]:,} of {tic["of"]:,}')
        )
    return lines
