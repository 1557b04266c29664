"""What the closing step has against each path: the cheap checks' findings, and those that follow from claims."""

from collections.abc import Iterable, Iterator, Sequence

from colloquist.nodes.checks import BLOCKING, Speaker, check_path
from colloquist.nodes.checks.figures import reckons
from colloquist.state.dialogue import Dialogue, Path, Turn
from colloquist.state.finding import Finding, Severity
from colloquist.state.settings import Settings
from colloquist.state.tree import persona_of, sources_of, turns_to
from colloquist.state.verification import ClaimCheck, Seen

CLAIMS = ("grounded", "derived")
_SAYS = {
    "contradicted": "it cannot be true",
    "not_in_source": "some of it is borne out by no source",
    "doubtful": "it goes beyond the sources and is doubtful",
}
_BEYOND = "it claims what no source holds"


def all_findings(dialogue: Dialogue, settings: Settings) -> list[Seen]:
    """Return what is found on the paths now; what several paths share stands there once."""
    found: dict[tuple[str, ...], Seen] = {}
    for path in dialogue["paths"]:
        for one in on_path(dialogue, path, settings):
            key = key_of(one)
            shared = found[key]["paths"] if key in found else []
            if path["id"] not in shared:
                found[key] = Seen(**one, paths=[*shared, path["id"]], fate="seen")
    return list(found.values())


def key_of(finding: Finding) -> tuple[str, ...]:
    """Return what makes a finding the same as another."""
    return finding["turn_id"], finding["kind"], finding["sentence"], finding["says"]


def on_path(dialogue: Dialogue, path: Path, settings: Settings) -> Iterator[Finding]:
    """Yield the findings on one path: form, figures and names first, then claim by claim."""
    turns = turns_to(dialogue["turns"], path["leaf"])
    language = str(dialogue["snippet"]["language"])
    who = persona_of(dialogue, path["persona_id"])
    speakers = [
        Speaker(voice["persona_id"], voice["name"], persona_of(dialogue, voice["persona_id"]))
        for voice in path.get("voices", [])
    ]
    cheap = check_path(turns, sources_of(dialogue, turns), who, language, speakers)
    checks = checks_of(dialogue)
    borne_out = {key for key, one in checks.items() if one["verdict"] == "supported"}
    for one in cheap:
        reckoned = one["kind"] == "number" and _kind(turns, one) == "derived"
        if reckoned and (one["turn_id"], one["sentence"]) in borne_out:
            yield {**one, "severity": "signal"}
        else:
            yield one
    for turn in turns:
        if turn["role"] == "assistant":
            yield from _on_claims(turn, checks, settings)


def checks_of(dialogue: Dialogue) -> dict[tuple[str, str], ClaimCheck]:
    """Return what was last said of each claim, by turn and sentence."""
    return {(one["turn_id"], one["sentence"]): one for one in dialogue["claims"]}


def blocking(findings: Iterable[Seen], path_id: str) -> list[Seen]:
    """Return the findings that keep a path out of the data."""
    return [one for one in findings if blocks(one) and path_id in one["paths"]]


def blocks(one: Seen) -> bool:
    """Whether a finding stands, and keeps its paths out."""
    return one["severity"] in BLOCKING and one["fate"] in ("seen", "rejected")


def carried_on(earlier: Sequence[Seen], now: Sequence[Seen]) -> list[Seen]:
    """Return the findings of now after earlier ones that are gone: mended, unless the turn is still at fault."""
    still = {one["turn_id"] for one in now if blocks(one)}
    keys = {key_of(one) for one in now}
    gone: list[Seen] = []
    for one in earlier:
        if one["fate"] != "seen":
            gone.append(one)
        elif one["severity"] in BLOCKING and key_of(one) not in keys:
            gone.append({**one, "fate": "rejected" if one["turn_id"] in still else "repaired"})
    return [*gone, *now]


def _kind(turns: Sequence[Turn], finding: Finding) -> str:
    labels = next((turn.get("labels", []) for turn in turns if turn["id"] == finding["turn_id"]), [])
    return next((label["kind"] for label in labels if label["sentence"] == finding["sentence"]), "")


def _on_claims(turn: Turn, checks: dict[tuple[str, str], ClaimCheck], settings: Settings) -> Iterator[Finding]:
    for label in turn.get("labels", []):
        said = checks.get((turn["id"], label["sentence"]))
        if said and said["verdict"] in _SAYS:
            kind = "extension" if said["verdict"] == "doubtful" else said["verdict"]
            yield _finding(turn, label["sentence"], kind, f"{_SAYS[said['verdict']]}: {said['why']}")
        elif label["kind"] == "extension" and settings.extensions == "forbid":
            # A sum that is written out rests on nothing but itself, and is redone.
            severity: Severity = "signal" if reckons(label["sentence"]) else "repair"
            yield {**_finding(turn, label["sentence"], "extension", _BEYOND), "severity": severity}


def _finding(turn: Turn, sentence: str, kind: str, says: str) -> Finding:
    return Finding(kind=kind, severity="repair", turn_id=turn["id"], sentence=sentence, says=says)
