"""What the checks catch of faults that were planted on purpose, class by class, and what they say of clean text.

    python bench/planted_faults.py            the table, and the CPU time of a path
    python bench/planted_faults.py --misses   also every fault that went unseen and every false alarm
    python bench/planted_faults.py --verifier gpt-4o --base-url URL
                                              a second column: with the verifier's verdicts on every claim
                                              ("embedded" stands in by counting words: no measure)

A case counts as caught when a finding would keep its path out of the data (reject or repair). Precision is
asked of each kind of finding: how many of its findings are on cases with a planted fault.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import sqrt

from cases import PARTS, Case, cases
from verifying import verified

from colloquist.nodes.checks import BLOCKING, check_path
from colloquist.state.dialogue import Turn
from colloquist.state.finding import Finding

Judge = Callable[[Case], Sequence[Finding]]
FACTS = ("number", "unit", "date", "name")


def main() -> None:
    """Print the table of each part of the set and of both together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="list what went unseen and what was a false alarm")
    parser.add_argument("--verifier", metavar="MODEL", help="a model that verifies every claim too")
    parser.add_argument("--base-url", help="server of that model that speaks OpenAI's API")
    options = parser.parse_args()
    judges: dict[str, Judge] = {"cheap checks": cheap}
    parts = {part: cases(part) for part in PARTS}
    everything = [case for part in parts.values() for case in part]
    paths = long_paths(everything)
    words = sum(len(turn["text"].split()) for path in paths for turn in path.turns) / len(paths)
    print(
        f"CPU per path of ten turns and {words:.0f} words, read for the first time: {milliseconds(paths):.1f} ms"
    )
    if options.verifier:
        against = verified(everything, options.verifier, options.base_url)
        judges[f"with {options.verifier}"] = lambda case: [*cheap(case), *against[case.name]]
    for name, chosen in {**parts, "all": everything}.items():
        print(f"\n## {name}: {len(chosen)} cases\n")
        print("\n".join(table(chosen, judges)))
    print("\n## precision of each kind of finding, all cases\n")
    print("\n".join(precision(everything, cheap)))
    if options.misses:
        print("\n".join(misses(everything, cheap)))


def cheap(case: Case) -> list[Finding]:
    """Return what the cheap checks find that keeps a path out of the data."""
    found = check_path(case.turns, case.sources, case.persona, case.language)
    return [finding for finding in found if finding["severity"] in BLOCKING]


def table(chosen: Sequence[Case], judges: dict[str, Judge]) -> list[str]:
    """Return a Markdown table: a row for each class of fault, a column for each judge, false alarms last."""
    rows = [f"| planted | cases | {' | '.join(judges)} |", f"|---|---|{'---|' * len(judges)}"]
    for fault in sorted({case.fault for case in chosen} - {"clean"}, key=lambda name: (name not in FACTS, name)):
        of_class = [case for case in chosen if case.fault == fault]
        rows.append(f"| {fault} | {len(of_class)} | {' | '.join(_share(of_class, j) for j in judges.values())} |")
    clean = [case for case in chosen if case.fault == "clean"]
    rows.append(
        f"| none (false alarms) | {len(clean)} | {' | '.join(_share(clean, j) for j in judges.values())} |"
    )
    return rows


def caught(chosen: Iterable[Case], judge: Judge) -> int:
    """Return how many of the cases a judge would keep out."""
    return sum(bool(judge(case)) for case in chosen)


def _share(chosen: Sequence[Case], judge: Judge) -> str:
    hits = caught(chosen, judge)
    low, high = wilson(hits, len(chosen))
    return f"{hits} = {hits / len(chosen):.0%} ({low:.0%} to {high:.0%})"


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    z = 1.96
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def precision(chosen: Sequence[Case], judge: Judge) -> list[str]:
    """Return a Markdown table of the kinds of finding: how many there are, and how many on a planted fault."""
    all_, right = Counter[str](), Counter[str]()
    for case in chosen:
        kinds = {finding["kind"] for finding in judge(case)}
        all_.update(kinds)
        right.update(kinds if case.fault != "clean" else ())
    rows = ["| finding | cases | on a planted fault |", "|---|---|---|"]
    return rows + [f"| {kind} | {count} | {right[kind]} |" for kind, count in sorted(all_.items())]


def misses(chosen: Sequence[Case], judge: Judge) -> list[str]:
    """Return a line for each fault that went unseen and each false alarm."""
    lines = []
    for case in chosen:
        found = judge(case)
        if bool(found) != (case.fault != "clean"):
            says = "; ".join(f"{finding['kind']}: {finding['says']}" for finding in found) or "not seen"
            lines.append(f"{case.name} ({case.fault}): {says}")
    return lines


def long_paths(chosen: Sequence[Case]) -> list[Case]:
    """Return a path of ten turns for each document: its opening, and what follows in four of its clean cases."""
    paths = []
    for document in sorted({case.name.rpartition("-")[0] for case in chosen}):
        clean = [case for case in chosen if case.fault == "clean" and case.name.startswith(document)][:4]
        turns = [*clean[0].turns[:2], *(turn for case in clean for turn in case.turns[2:4])]
        numbered = [Turn({**turn, "id": f"t{n}"}) for n, turn in enumerate(turns, start=1)]
        sources = list({one.id: one for case in clean for one in case.sources}.values())
        paths.append(replace(clean[0], turns=numbered, sources=sources))
    return paths


def milliseconds(paths: Sequence[Case]) -> float:
    """Return the CPU time of one path; to be asked first, while no text has been read before."""
    check_path([Turn({**paths[0].turns[0], "text": "What is said first reads the prompts, once for all."})], [])
    started = time.process_time()
    for path in paths:
        cheap(path)
    return 1000 * (time.process_time() - started) / len(paths)


if __name__ == "__main__":
    main()
