"""What is at fault never stands: revisions are judged, verdicts that cannot be read fail the path."""

import pytest

from colloquist.models.scripted import OutOfLines


async def test_a_minor_fault_leaves_the_answer_as_it_is(played, model, verdict, fault):
    script = [verdict(faults=[fault("minor")], better_response="Ignored."), verdict("terminate")]
    record = await played(model(script))
    assert record.drafts == ()
    assert "Ignored." not in [turn.text for turn in record.turns]


async def test_a_revision_is_judged_before_it_replaces_the_draft(played, model, verdict, fault):
    bad = verdict(faults=[fault()], better_response="Mended first. Mended second.")
    labels = [
        {"sentence": 1, "kind": "derived", "cites": ["1.1", "1.3"]},
        {"sentence": 2, "kind": "refusal", "cites": []},
    ]
    record = await played(model([bad, verdict("terminate", labels=labels)]))
    last = record.turns[-1]
    assert last.text == "Mended first. Mended second."
    assert last.revised
    assert [(x.sentence, x.kind, len(x.cites)) for x in last.labels] == [
        ("Mended first.", "derived", 2),
        ("Mended second.", "refusal", 0),
    ]
    [draft] = record.drafts
    assert draft["turn_id"] == last.id
    assert draft["text"].startswith("Answer")
    assert [v["of"] for v in record.verdicts] == ["draft", "revision"]


async def test_an_answer_that_stays_at_fault_is_taken_out_with_its_exchange(played, model, verdict, fault):
    bad = verdict(faults=[fault()], better_response="Still wrong.")
    record = await played(model([verdict(), bad, bad | {"better_response": "Wrong again."}]))
    [path] = record.paths
    assert path.stop.reason == "unresolved_fault"
    assert path.accepted
    assert len(record.path_turns(path)) == 4
    assert len(record.dropped_turns) == 2
    assert len(record.drafts) == 2


async def test_a_first_answer_that_stays_at_fault_rejects_the_snippet(played, model, verdict, fault):
    bad = verdict(faults=[fault()], better_response="Still wrong.")
    record = await played(model([bad]), max_revisions=0)
    assert record.status == "rejected"
    assert not record.accepted


async def test_a_verdict_that_cannot_be_read_is_asked_again_with_the_error(played, model, verdict):
    played_by = model(["not JSON at all", verdict("terminate")])
    record = await played(played_by)
    assert record.status == "done"
    assert [call["outcome"] for call in record.calls if call["node"] == "refine"] == ["unreadable", "ok"]
    told = played_by.seen[-1][1]
    assert told[-2].text == "not JSON at all"
    assert "cannot be used" in told[-1].text


async def test_a_verdict_that_stays_unreadable_fails_the_conversation(played, model):
    record = await played(model(["no"] * 3))
    assert record.status == "failed"
    assert record.failure["kind"] == "unreadable"
    assert record.failure["node"] == "refine"
    [path] = record.paths
    assert path.stop.reason == "failed"
    assert not path.accepted
    assert record.usage["calls"] == 7


async def test_a_failing_branch_does_not_take_the_finished_path_with_it(played, model, verdict):
    record = await played(model([verdict(), verdict("branch"), "no", "no", "no"]))
    assert record.status == "done"
    first, second = record.paths
    assert first.accepted
    assert (second.stop.reason, second.accepted) == ("failed", False)


@pytest.mark.parametrize(
    "change",
    [
        {"labels": []},
        {"scores": {}},
        {"decision": "stop"},
        {"decision": "branch", "perspective": None},
        {"faults": [{"kind": "factual", "severity": "rewrite", "what": "x"}], "better_response": None},
        {"unheard_of": 1},
    ],
)
async def test_a_verdict_that_is_incomplete_counts_as_unreadable(played, model, verdict, change):
    record = await played(model([verdict() | change, verdict("terminate")]))
    assert record.status == "done"
    assert [c["outcome"] for c in record.calls if c["node"] == "refine"] == ["unreadable", "ok"]


async def test_a_claim_of_support_that_cites_nothing_real_counts_as_extension(played, model, verdict):
    labels = [{"sentence": 1, "kind": "grounded", "cites": ["7.9"]}]
    record = await played(model([verdict("terminate", labels=labels)]))
    [label] = record.turns[-1].labels
    assert (label.kind, label.cites) == ("extension", ())


async def test_a_turn_that_repeats_an_earlier_one_is_asked_for_again(played, model, verdict):
    lines = ["Answer A.", "Answer A.", "Answer B."]
    record = await played(model([verdict(), verdict("terminate")], assistant_turn=lines))
    assert [turn.text for turn in record.turns if turn.role == "assistant"] == [
        "A valve.",
        "Answer A.",
        "Answer B.",
    ]


async def test_markup_of_the_prompt_never_becomes_a_turn(played, model, verdict):
    lines = ['<turn n="3" by="user">\nWhy?\n</turn>'] * 3
    record = await played(model([verdict("terminate")], user_turn=lines))
    assert record.status == "failed"
    assert not any("<turn" in turn.text for turn in record.turns)


async def test_a_bug_in_a_model_object_is_not_taken_for_a_failed_model(played, model, verdict):
    record = await played(model([verdict("terminate")], assistant_turn=[]))
    assert record.status == "failed"
    assert OutOfLines.__name__ in record.failure["message"]


async def test_a_user_who_falls_out_of_character_is_taken_out_with_the_exchange(played, model, verdict):
    strange = verdict()
    strange["scores"] = strange["scores"] | {"in_character": 1}
    record = await played(model([verdict(), strange]))
    [path] = record.paths
    assert path.stop.reason == "unresolved_fault"
    assert "out of character" in path.stop.detail
    assert len(record.path_turns(path)) == 4
