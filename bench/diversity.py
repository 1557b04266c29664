"""What steering brings: the measures of diversity of the same input with and without it, embedded model.

Three runs for each seed: everything drawn by lot; personas, moves and lengths dealt, but nothing said about
how to begin; and all of it, as a run does. The conversations are as many of each. The embedded model words
an opening from a table, so what a larger model makes of the same notes is another question: this shows that
what is dealt arrives, and what evenness alone is worth.

    python bench/diversity.py --snippets 200 --seeds 3
"""

import argparse
import json
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import mean

from corpus import write_corpus

from colloquist.nodes.drawing import OPENINGS
from colloquist.prompts import phrases
from colloquist.run.diversity import MEASURES, diversity_of_each, own_opening
from colloquist.run.diversity.alike import Openings
from colloquist.run.folder import read_records
from colloquist.run.generate import generate

ARMS: Mapping[str, Mapping[str, bool]] = {
    "by lot": {"steering": False},
    "dealt": {"steering": True},
    "and forms": {"steering": True},
}
_FORMS = re.compile(r"(?<=<!-- opening -->\n).*?(?=<!--)", re.DOTALL)


def main() -> None:
    """Make the runs and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--snippets", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    found: dict[str, list[Mapping[str, float]]] = {arm: [] for arm in ARMS}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_corpus(folder / "corpus.jsonl", options.snippets)
        _without_forms(folder / "prompts")
        for seed in range(options.seeds):
            made = {arm: _made(folder, arm, seed) for arm in ARMS}
            measured = diversity_of_each({arm: _conversations(made[arm]) for arm in ARMS})
            for arm in ARMS:
                found[arm].append({**measured[arm], **_coverage(made[arm])})
        sizes = " / ".join(str(len(_conversations(run))) for run in made.values())
        print(f"{options.snippets} snippets, {options.seeds} seeds; conversations of the last: {sizes}\n")
        _print_table(found)
        _print_cost([own_opening(one) for one in _conversations(made["and forms"])])


def _without_forms(prompts: Path) -> None:
    prompts.mkdir()
    casting = Path(__file__).parents[1] / "prompts" / "casting.md"
    (prompts / "casting.md").write_text(_FORMS.sub("Begin as you would.\n", casting.read_text()))


def _made(folder: Path, arm: str, seed: int) -> Path:
    out = folder / f"{arm}-{seed}"
    own = {"prompts": folder / "prompts"} if arm == "dealt" else {}
    generate(folder / "corpus.jsonl", out, words=2000, seed=seed, **ARMS[arm], **own)
    return out


def _conversations(run: Path) -> list[list[dict[str, str]]]:
    rows = map(json.loads, (run / "conversations.jsonl").read_text().splitlines())
    return [
        [{**said, "made_by": who} for said, who in zip(row["messages"], row["meta"]["made_by"], strict=True)]
        for row in rows
    ]


def _coverage(run: Path) -> dict[str, float]:
    """Return how many times more often the most frequent card comes than the least frequent one."""
    options, seen = phrases("casting"), defaultdict[str, Counter[str]](Counter)
    for record in read_records(run):
        for person in record.personas.values():
            seen["temperament"][str(person["tone"])] += 1
            seen["writing"][str(person["style"])] += 1
        for path in record.paths:
            seen["opening move"].update([turn.move for turn in record.path_turns(path) if turn.move][:1])
    decks = {kind: options[kind].splitlines() for kind in ("temperament", "writing")} | {"opening move": OPENINGS}
    counts = {kind: [seen[kind][card] for card in deck] for kind, deck in decks.items()}
    return {f"{kind}, most : least": max(of) / max(1, min(of)) for kind, of in counts.items()}


def _print_table(found: Mapping[str, Sequence[Mapping[str, float]]]) -> None:
    print(f"{'':28}{'better':>8}" + "".join(f"{arm:>24}" for arm in found))
    for name in found["by lot"][0]:
        better = "higher" if name in MEASURES and MEASURES[name].higher else "lower"
        cells = []
        for runs in found.values():
            values = [run[name] for run in runs]
            cells.append(f"{mean(values):.3g} ({min(values):.3g}-{max(values):.3g})")
        print(f"{name:28}{better:>8}" + "".join(f"{cell:>24}" for cell in cells))


def _print_cost(openings: Sequence[str]) -> None:
    """Say what noticing alike openings costs: 20,000 made of the words of these, and these once more."""
    chance, said = Random(0), [word for one in openings for word in one.split()]
    run = [" ".join(chance.choices(said, k=20)) for _ in range(20_000)] + 2 * list(openings)
    with tempfile.TemporaryDirectory() as folder:
        seen = Openings(Path(folder))
        began = time.process_time()
        for one in run:
            seen.add(one)
        took = time.process_time() - began
        seen.close()
    print(f"\nnoticing: {1000 * took / len(run):.3f} ms of CPU an opening ({seen.noticed.told()})")


if __name__ == "__main__":
    main()
