"""Going on with a run whose input, settings or failures are no longer what they were."""

import json

import pytest

from colloquist.prompts import render
from colloquist.run.generate import generate
from colloquist.run.problem import RunFolderError, RunStopped


def says(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def folder(tmp_path):
    """Three documents in a folder."""
    (tmp_path / "in").mkdir()
    for name in ("a", "b", "c"):
        text = f"Valve {name} opens when its spring gives way. It closes at a lower pressure than it opens at."
        (tmp_path / "in" / f"{name}.md").write_text(f"# Valve {name}\n\n{text}\n")
    return tmp_path / "in"


def test_changed_input_is_named_and_what_was_made_stays_and_counts(folder, tmp_path):
    generate(folder, tmp_path / "run", max_turns=4)
    before = says(tmp_path / "run" / "records.jsonl")
    (folder / "a.md").unlink()
    (folder / "b.md").write_text(
        "# Valve b\n\nValve b leaks when its seat is worn. A new seat makes it tight again.\n"
    )
    (folder / "d.md").write_text("# Valve d\n\nValve d has no spring at all. A weight on a lever holds it shut.\n")
    heard = []
    outcome = generate(folder, tmp_path / "run", max_turns=4, watcher=lambda tally: heard.extend(tally.changes))
    named = [change.replace(str(folder), "in") for change in outcome.manifest["input_changes"]]
    assert named == ["added: in/d.md", "removed: in/a.md", "edited: in/b.md"]
    assert heard
    counts = outcome.counts
    assert (counts["snippets"], counts["gone"]) == (5, 2)
    assert counts["done"] + counts["rejected"] + counts["failed"] == 5
    assert says(tmp_path / "run" / "records.jsonl")[:3] == before
    again = generate(folder, tmp_path / "run", max_turns=4)
    assert again.counts == counts
    assert again.manifest["input_changes"] == outcome.manifest["input_changes"]


def test_what_could_not_be_read_is_said_once_and_no_longer_when_it_can(folder, tmp_path):
    (folder / "bad.txt").write_text("")
    for _ in range(2):
        generate(folder, tmp_path / "run", max_turns=4)
        assert [row["kind"] for row in says(tmp_path / "run" / "failures.jsonl")] == ["unreadable"]
    (folder / "bad.txt").write_text("Valve e opens when its spring gives way. It closes at a lower pressure.\n")
    assert generate(folder, tmp_path / "run", max_turns=4).counts["unreadable"] == 0
    assert says(tmp_path / "run" / "failures.jsonl") == []


@pytest.mark.parametrize("name", ["timeout", "retries", "max_calls", "max_tokens"])
def test_what_only_waits_or_stops_may_differ_on_resume(folder, tmp_path, name):
    generate(folder, tmp_path / "run", max_turns=4, limit=1)
    counts = generate(folder, tmp_path / "run", max_turns=4, **{name: 10**6}, concurrency=1).counts
    assert (counts["snippets"], counts["done"], counts["gone"]) == (3, 3, 0)
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["input_changes"] == []


@pytest.mark.parametrize(("option", "value"), [("seed", 1), ("extensions", "allow"), ("temperature", 0.5)])
def test_what_changes_the_data_may_not(folder, tmp_path, option, value):
    generate(folder, tmp_path / "run", max_turns=4)
    with pytest.raises(RunFolderError, match=f"made with {option} = .*, not {value!r}"):
        generate(folder, tmp_path / "run", max_turns=4, **{option: value})
    with pytest.raises(RunFolderError, match="made with words = 220, not 90"):
        generate(folder, tmp_path / "run", max_turns=4, words=90)


def test_a_prompt_whose_text_changed_is_noticed_wherever_it_stands(folder, tmp_path):
    parts = "".join(f"<!-- {part.kind} -->\n{part.text}\n" for part in render("moves"))
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "moves.md").write_text(parts)
    generate(folder, tmp_path / "run", max_turns=4, prompts=tmp_path / "one")
    generate(folder, tmp_path / "run", max_turns=4, prompts=tmp_path / "two")
    (tmp_path / "one" / "moves.md").write_text(f"{parts}And mean it.\n")
    with pytest.raises(RunFolderError, match=r"made with prompt moves\.md in text"):
        generate(folder, tmp_path / "run", max_turns=4, prompts=tmp_path / "one")


def test_failed_snippets_stay_failed_until_they_are_to_be_retried(valves_of, paid, tmp_path):
    options = {"model": "stub", "base_url": paid.url, "max_turns": 4, "retries": 0}
    paid.fault_from, paid.fault_status = 36, 400
    first = generate(valves_of(8), tmp_path / "run", concurrency=1, **options).counts
    assert first["failed"] > 0
    asked = len(paid.asked)
    paid.fault_from = None
    assert generate(valves_of(8), tmp_path / "run", **options).counts == first
    assert len(paid.asked) == asked
    counts = generate(valves_of(8), tmp_path / "run", retry_failed=True, **options).counts
    assert (counts["snippets"], counts["retried"], counts["failed"]) == (8, first["failed"], 1)
    answered = [one.words for one in paid.asked if one.answered]
    cut_off = [one.words for one in paid.asked if one.valve == "5" and one.answered]
    assert counts["calls"] == len(answered)
    assert len(set(answered)) == len(answered) - max(0, len(cut_off) - len(set(cut_off)))


def test_a_reply_that_could_not_be_used_is_asked_for_anew_and_still_counted(valves_of, paid, tmp_path):
    options = {"model": "stub", "base_url": paid.url, "max_turns": 4}
    first = generate(valves_of(6), tmp_path / "run", **options).counts
    assert first["failed"] == 1
    asked = len(paid.asked)
    again = generate(valves_of(6), tmp_path / "run", retry_failed=True, **options).counts
    assert [one.valve for one in paid.asked[asked:]] == ["5"] * 3
    assert (again["failed"], again["retried"]) == (1, 1)
    assert again["calls"] == len(paid.asked) == first["calls"] + 3
    rows = says(tmp_path / "run" / "failures.jsonl")
    assert sorted(row["kind"] for row in rows if row["kind"] != "duplicate") == ["failed", "retried"]


def test_a_server_that_never_answers_stops_the_run_instead_of_failing_all_of_it(valves_of, paid, tmp_path):
    options = {"model": "stub", "base_url": paid.url, "max_turns": 4, "retries": 0}
    paid.fault_from = 0
    with pytest.raises(RunStopped, match="3 conversations in a row could not reach the model"):
        generate(valves_of(20), tmp_path / "run", concurrency=1, **options)
    asked = len(paid.asked)
    assert asked < 20
    paid.fault_from = None
    counts = generate(valves_of(20), tmp_path / "run", retry_failed=True, **options).counts
    assert counts["snippets"] == 20 == counts["done"] + counts["rejected"] + counts["failed"]
    assert counts["failed"] == 1
