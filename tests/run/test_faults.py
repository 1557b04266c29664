"""What can befall a run folder: each is said in one line, with status 2 or a stop, and nothing is harmed."""

import json
import os
import sqlite3

import pytest

from colloquist.run.lock import RunLock

FILES = ("records.jsonl", "conversations.jsonl", "failures.jsonl", "manifest.json")


@pytest.fixture
def made(start, tmp_path):
    """A finished run over six snippets, with its command."""
    rows = [{"text": f"Valve {n} opens at {n} bar. It closes at a lower pressure than that."} for n in range(6)]
    (tmp_path / "valves.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = ("generate", "valves.jsonl", "--out", "run", "--max-turns", "6")
    assert start(*command).wait() == 0
    return command


def contents(run):
    return {name: (run / name).read_bytes() for name in FILES}


def refused(process, says):
    assert process.wait() == 2, process.said
    assert says in process.said
    assert "Traceback" not in process.said
    assert len(process.said.splitlines()) <= 2


@pytest.mark.parametrize("name", ["records.jsonl", "failures.jsonl"])
@pytest.mark.parametrize("line", [b"\x00\x00\x00", b"[1]", b'{"id": "x"', b'{"id": "x", "kind": "failed"}'])
def test_a_damaged_line_in_the_middle_is_named_and_left_alone(made, start, tmp_path, name, line):
    path = tmp_path / "run" / name
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:1], line + b"\n", *lines[1:]]))
    before = contents(tmp_path / "run")
    refused(start(*made), f"{name}, line {1 + len(lines[:1])}: ")
    assert contents(tmp_path / "run") == before


@pytest.mark.parametrize("name", ["records.jsonl", "conversations.jsonl", "failures.jsonl"])
@pytest.mark.parametrize("tail", [b'{"id": "x', b"\x00" * 5000])
def test_an_unfinished_last_line_is_cut_off(made, start, tmp_path, name, tail):
    before = contents(tmp_path / "run")
    path = tmp_path / "run" / name
    path.write_bytes(path.read_bytes() + tail)
    assert start(*made).wait() == 0
    after = contents(tmp_path / "run")
    assert {key: after[key] for key in FILES[:3]} == {key: before[key] for key in FILES[:3]}


def test_a_last_line_that_lost_only_its_end_is_kept(made, start, tmp_path):
    before = contents(tmp_path / "run")
    path = tmp_path / "run" / "records.jsonl"
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert start(*made).wait() == 0
    assert contents(tmp_path / "run")["records.jsonl"] == before["records.jsonl"]


@pytest.mark.parametrize("damage", [
    lambda lines: [*lines[:2], b"\xff\n", *lines[2:]], lambda lines: lines[1:], lambda lines: lines * 2,
])  # fmt: skip
def test_conversations_that_were_damaged_are_derived_anew(made, start, tmp_path, damage):
    before = contents(tmp_path / "run")
    path = tmp_path / "run" / "conversations.jsonl"
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))
    assert start(*made).wait() == 0
    assert contents(tmp_path / "run")["conversations.jsonl"] == before["conversations.jsonl"]


def test_a_record_that_was_removed_is_made_again_from_the_journal(made, start, tmp_path, timeless):
    before = timeless(tmp_path / "run")
    path = tmp_path / "run" / "records.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert start(*made).wait() == 0
    assert timeless(tmp_path / "run") == before


def test_a_record_that_stands_twice_is_refused(made, start, tmp_path):
    path = tmp_path / "run" / "records.jsonl"
    path.write_bytes(path.read_bytes() * 2)
    refused(start(*made), "line 7: snippet")


@pytest.mark.parametrize(("name", "change", "says"), [
    ("manifest.json", lambda text: text.replace('"schema_version": 1', '"schema_version": 2'), "form 2"),
    ("manifest.json", lambda text: text[:40], "not JSON"),
    ("manifest.json", lambda text: None, "no manifest.json"),
    ("records.jsonl", lambda text: text.replace('"schema_version":1', '"schema_version":7'), "form 7"),
    ("journal.sqlite", lambda text: "no database, but as long as one" * 40, "the journal cannot be used"),
    ("corpus.sqlite", lambda text: "no database", "not a corpus"),
])  # fmt: skip
def test_a_folder_of_another_form_is_refused_and_left_alone(made, start, tmp_path, name, change, says):
    path = tmp_path / "run" / name
    text = change(path.read_text(errors="ignore"))
    if text is None:
        path.unlink()
    else:
        path.write_text(text)
    kept = (tmp_path / "run" / "records.jsonl").read_bytes()
    refused(start(*made), says)
    assert (tmp_path / "run" / "records.jsonl").read_bytes() == kept
    assert path.exists() is (text is not None)


def test_a_journal_that_is_damaged_inside_stops_the_run(made, start, tmp_path):
    path = tmp_path / "run" / "journal.sqlite"
    with sqlite3.connect(path) as journal:
        journal.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        journal.execute("PRAGMA journal_mode = DELETE")
    journal.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    records = tmp_path / "run" / "records.jsonl"
    records.write_bytes(b"".join(records.read_bytes().splitlines(keepends=True)[:3]))
    process = start(*made)
    assert process.wait() in (1, 2)
    assert "journal.sqlite" in process.said
    assert "Traceback" not in process.said
    path.unlink()
    assert start(*made).wait() == 0


def test_a_second_process_is_refused_and_told_who_writes(made, start, tmp_path):
    with RunLock(tmp_path / "run"):
        before = contents(tmp_path / "run")
        refused(start(*made), f"process {os.getpid()} is writing this run")
        assert contents(tmp_path / "run") == before
    assert start(*made).wait() == 0


def test_a_folder_that_cannot_be_written_is_refused(made, start, tmp_path):
    (tmp_path / "file").write_text("")
    refused(start(*made[:3], "file", *made[4:]), "cannot be written")
    refused(start(*made[:3], "file/run", *made[4:]), "cannot be written")


@pytest.mark.parametrize("kilobytes", [1, 20, 40, 60])
def test_a_full_disk_stops_the_run_and_it_goes_on_once_there_is_room(made, start, tmp_path, timeless, kilobytes):
    whole = timeless(tmp_path / "run")
    command = [*made[:3], "again", *made[4:]]
    process = start(*command, limit=kilobytes * 1024)
    assert process.wait() in ((1, 2) if kilobytes <= 40 else (0, 1, 2))
    assert "Traceback" not in process.said
    if process.status:
        assert "colloquist: " in process.said.splitlines()[-1]
    assert start(*command).wait() == 0
    assert timeless(tmp_path / "again") == whole
