"""The closing step: what is found is mended or keeps its path out, and nothing that was not looked at is fine."""

import asyncio
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from colloquist.graphs import load
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings

WRONG = "It closes after a fall of 9 percent."
RIGHT = "It closes after a fall of 7 percent."


def answers(*texts):
    """Return a speaker that gives these answers in order, and goes on with harmless ones."""
    said = iter([*texts, *(f"The wider rim lifts it {'even ' * n}more." for n in range(20))])
    return lambda messages: next(said)


def shown(messages):
    """Return the numbers of the sentences that a verifier is asked about."""
    last = messages[1].text.rpartition("To be checked, in this order:")[2]
    return [int(line[1:].split()[0]) for line in last.splitlines() if line.startswith("a")]


def judging(word):
    """Return a verifier that says `word(sentence number, text)` of each claim."""

    def judge(messages):
        text = messages[1].text
        lines = dict(line[2:].split("] ", 1) for line in text.splitlines() if line.startswith("[a"))
        return {"claims": [{"sentence": n, "why": "so", "verdict": word(lines[str(n)])} for n in shown(messages)]}

    return judge


def replacing(text):
    """Return a mender that puts `text` in the place of the first sentence."""
    return lambda messages: {"edits": [{"sentence": 1, "text": text}]}


def grounded(verdict, cites, decision="continue"):
    return verdict(decision, labels=[{"sentence": 1, "kind": "grounded", "cites": cites}])


async def test_a_clean_conversation_is_accepted_with_what_was_found_beside_it(played, model, verdict):
    record = await played(model([verdict(), verdict("terminate")]))
    assert record.status == "done"
    assert record.findings == ()
    assert record.claims == ()


async def test_a_wrong_number_is_mended_and_both_versions_are_kept(played, model, verdict):
    script = [grounded(verdict, ["1.3"]), verdict(), verdict("terminate"), grounded(verdict, ["1.3"])]
    record = await played(model(script, assistant_turn=answers(WRONG), repair=mending(script[3], RIGHT)))
    [path] = record.accepted
    mended = record.path_turns(path)[3]
    assert mended.text == RIGHT
    assert mended.revised
    assert [label.sentence for label in mended.labels] == [RIGHT]
    [draft] = record.drafts
    assert (draft["of"], draft["text"], draft["turn_id"]) == ("repair", WRONG, mended.id)
    [finding] = record.findings
    assert (finding["kind"], finding["fate"], finding["paths"]) == ("number", "repaired", ["p1"])
    assert [one["of"] for one in record.verdicts] == ["draft"] * 3 + ["repair"]
    assert path.stop.detail == "because terminate"


def mending(verdict, *texts):
    """Return a repairer that mends with each of `texts` in turn and judges each with `verdict`."""
    said = iter([reply for text in texts for reply in ({"edits": [{"sentence": 1, "text": text}]}, verdict)])
    return lambda messages: next(said)


async def test_the_mender_sees_the_fault_the_sources_and_what_was_said_afterwards(played, model, verdict):
    playing = model(
        [grounded(verdict, ["1.3"]), verdict("terminate")],
        assistant_turn=answers(WRONG),
        repair=mending(grounded(verdict, ["1.3"]), RIGHT),
    )
    await played(playing)
    text = next(messages for node, messages in playing.seen if node == "repair")[-1].text
    assert "9 percent: not in what it cites" in text
    assert "[1.3] It closes only after" in text
    assert "<later>" in text
    assert "The wider rim lifts it more." in text
    assert "a valve that weeps" not in text


async def test_what_is_still_at_fault_after_the_last_round_is_rejected_with_its_reason(played, model, verdict):
    again = mending(grounded(verdict, ["1.3"]), "It closes after a fall of 8 percent.", "After 6 percent it does.")
    playing = model(
        [grounded(verdict, ["1.3"]), verdict("terminate")], assistant_turn=answers(WRONG), repair=again
    )
    record = await played(playing, max_repairs=2)
    assert record.status == "rejected"
    assert record.paths[0].reasons == ("found: number",)
    assert [one["fate"] for one in record.findings] == ["rejected"] * 3
    assert len(record.drafts) == 2
    assert sum(node == "repair" for node, _ in playing.seen) == 4


async def test_without_rounds_nothing_is_mended(played, model, verdict):
    playing = model([grounded(verdict, ["1.3"]), verdict("terminate")], assistant_turn=answers(WRONG))
    record = await played(playing, max_repairs=0)
    assert record.status == "rejected"
    assert record.reasons == ("path p1 (complete): found: number",)


async def test_a_mended_answer_that_the_refiner_would_rewrite_again_does_not_stand(played, model, verdict, fault):
    bad = {**grounded(verdict, ["1.3"]), "faults": [fault()], "better_response": "Something else."}
    playing = model(
        [grounded(verdict, ["1.3"]), verdict("terminate")],
        assistant_turn=answers(WRONG),
        repair=mending(bad, RIGHT),
    )
    record = await played(playing)
    assert record.status == "rejected"
    assert [turn.text for turn in record.turns if turn.id == "t4"] == [WRONG]
    assert record.drafts[0]["text"] == RIGHT


async def test_a_mender_without_a_mend_to_offer_leaves_the_path_out_for_its_fault(played, model, verdict):
    playing = model(
        [grounded(verdict, ["1.3"]), verdict("terminate")],
        assistant_turn=answers(WRONG),
        repair=lambda messages: "no edits",
    )
    record = await played(playing, tries=2)
    assert record.status == "rejected"
    assert record.failure is None
    assert "found: number" in record.paths[0].reasons
    assert [call["outcome"] for call in record.calls if call["node"] == "repair"] == ["unreadable"] * 2


async def test_a_fault_of_the_user_rejects_the_path_and_asks_no_model(played, model, verdict):
    said = iter(["As an AI language model, I can help you with that.", "And then?"])
    playing = model([verdict(), verdict("terminate")], user_turn=lambda messages: next(said))
    record = await played(playing)
    assert record.status == "rejected"
    assert "found: role_echo" in record.paths[0].reasons
    assert not [node for node, _ in playing.seen if node == "repair"]


async def test_goodbyes_at_the_end_are_cut_off_and_what_is_left_stands(played, model, verdict):
    said = iter(["Why does it close so late?", "Thanks, that is all!", "Bye!"])
    spoken = answers("The rim lifts it.", "You are welcome, good luck!", "Take care!")
    harmless = verdict(labels=[{"sentence": 1, "kind": "discourse", "cites": []}])
    playing = model(
        [verdict(), harmless, {**harmless, "decision": "terminate"}],
        user_turn=lambda messages: next(said),
        assistant_turn=spoken,
    )
    record = await played(playing)
    [path] = record.accepted
    assert [turn.text for turn in record.path_turns(path)][-1] == "The rim lifts it."
    assert len(record.dropped_turns) == 4
    [finding] = record.findings
    assert (finding["kind"], finding["fate"]) == ("goodbyes", "cut")


async def test_a_contradicted_claim_is_mended_and_only_the_mended_answer_is_asked_about_again(
    played, model, verdict
):
    false = "The spring is never overcome."
    playing = model(
        [grounded(verdict, ["1.1"]), verdict("terminate")],
        assistant_turn=answers(false),
        verify=judging(lambda text: "contradicted" if "never" in text else "supported"),
        repair=mending(grounded(verdict, ["1.1"]), "The spring is overcome."),
    )
    record = await played(playing, verify="claims")
    assert record.status == "done"
    assert [(one["kind"], one["fate"]) for one in record.findings] == [("contradicted", "repaired")]
    assert [one["verdict"] for one in record.claims] == ["supported", "contradicted", "supported", "supported"]
    assert sum(node == "verify" for node, _ in playing.seen) == 4


async def test_the_seed_answer_is_verified_too(played, model, verdict):
    playing = model(
        [verdict("terminate")],
        verify=judging(lambda text: "not_in_source" if text == "A valve." else "supported"),
        repair=lambda messages: "no edits",
    )
    record = await played(playing, verify="claims", max_repairs=0)
    assert record.status == "rejected"
    assert record.findings[0]["turn_id"] == "t2"


async def test_the_verifier_sees_neither_the_persona_nor_what_the_refiner_said(played, model, verdict):
    playing = model([verdict("terminate")], verify=judging(lambda text: "supported"))
    await played(playing, verify="claims")
    for node, messages in playing.seen:
        if node == "verify":
            text = "\n".join(message.text for message in messages)
            assert "[1.2] Once it is open" in text
            assert "boiler inspector" not in text
            assert "weeps" not in text
            assert "because terminate" not in text


async def test_a_verifier_that_fails_leaves_claims_open_and_open_claims_are_not_accepted(played, model, verdict):
    playing = model([verdict("terminate")], verify=lambda messages: "no verdict")
    record = await played(playing, verify="claims", tries=2)
    assert record.status == "failed"
    assert record.failure == {"node": "verify", "kind": "unreadable", "message": record.failure["message"]}
    assert record.paths[0].reasons == ("failed: verify: unreadable",)


async def test_a_verifier_that_leaves_a_claim_out_is_asked_again(played, model, verdict):
    replies = iter([{"claims": []}, *[None] * 9])
    judge = judging(lambda text: "supported")
    playing = model([verdict("terminate")], verify=lambda messages: next(replies) or judge(messages))
    record = await played(playing, verify="claims")
    assert record.status == "done"
    assert [call["outcome"] for call in record.calls if call["node"] == "verify"] == ["unreadable", "ok", "ok"]


async def test_a_budget_that_stops_the_verifier_keeps_unverified_paths_out(played, model, verdict):
    playing = model([verdict("terminate")], verify=judging(lambda text: "supported"))
    record = await played(playing, verify="claims", max_calls=6)
    assert len(record.calls) == 6
    assert record.status == "rejected"
    assert record.paths[0].reasons == ("not verified: max_calls",)
    record = await played(model([verdict("terminate")]), max_calls=6)
    assert record.status == "done"


async def test_room_for_the_verifier_is_kept_while_the_conversation_goes_on(played, model, verdict):
    playing = model([verdict()] * 9, verify=judging(lambda text: "supported"))
    record = await played(playing, verify="claims", max_calls=12)
    assert record.status == "done"
    assert record.paths[0].stop.reason == "max_calls"


async def test_a_faulty_answer_that_two_paths_share_is_mended_once(played, model, verdict, perspective):
    elsewhere = perspective(same_person=True, fork_turn=4)
    branch = verdict("branch", perspective=elsewhere)
    playing = model(
        [grounded(verdict, ["1.3"]), branch, verdict("terminate")],
        assistant_turn=answers(WRONG),
        repair=mending(grounded(verdict, ["1.3"]), RIGHT),
    )
    record = await played(playing)
    assert [path.accepted for path in record.paths] == [True, True]
    assert record.findings[0]["paths"] == ["p1", "p2"]
    assert sum(node == "repair" for node, _ in playing.seen) == 2


EXTENSION = [{"sentence": 1, "kind": "extension", "cites": []}]


async def test_an_extension_is_mended_where_they_are_not_wanted(played, model, verdict):
    script = [verdict(labels=EXTENSION), verdict("terminate")]
    playing = model(script, repair=mending(verdict(), "The rim adds area."))
    record = await played(playing)
    assert record.status == "done"
    assert record.findings[0]["kind"] == "extension"
    record = await played(model(script), extensions="allow")
    assert record.status == "done"
    assert record.findings == ()


@pytest.mark.parametrize(
    ("votes", "verdict_on_it"), [("true true true", "stands"), ("true cannot_tell true", "doubtful")]
)
async def test_an_extension_is_kept_only_if_all_samples_call_it_true(played, model, verdict, votes, verdict_on_it):
    said = iter(votes.split())

    def sample(messages):
        return {"claims": [{"sentence": n, "why": "so", "verdict": next(said)} for n in shown(messages)]}

    playing = model([verdict("terminate", labels=EXTENSION)], verify=sample)
    record = await played(playing, extensions="check", max_repairs=0)
    [check] = record.claims
    assert (check["verdict"], check["votes"]) == (verdict_on_it, votes.split())
    assert record.status == ("done" if verdict_on_it == "stands" else "rejected")


async def test_the_users_own_source_decides_in_place_of_samples(played, model, verdict):
    script = [verdict("terminate", labels=EXTENSION)]
    record = await played(model(script), extensions="check", source=lambda claim: "page 12")
    assert record.status == "done"
    assert record.claims[0]["evidence"] == "page 12"
    record = await played(model(script), extensions="check", source=lambda claim: None, max_repairs=0)
    assert record.status == "rejected"
    assert record.claims[0]["verdict"] == "doubtful"


async def test_an_entailment_model_settles_what_it_finds_supported_and_the_verifier_the_rest(
    played, model, verdict
):
    playing = model([verdict("terminate")], verify=judging(lambda text: "supported"))

    def entails(premise, hypothesis):
        return "supported" if hypothesis == "A valve." else "neutral"

    record = await played(playing, verify="claims", entails=entails)
    assert [one["by"] for one in record.claims] == ["entailment", "verifier"]
    record = await played(model([verdict("terminate")]), entails=lambda p, h: "contradicted", max_repairs=0)
    assert record.paths[0].reasons == ("found: contradicted",)


def broken(premise, hypothesis):
    raise RuntimeError("no weights")


@pytest.mark.parametrize("entails", [broken, lambda premise, hypothesis: "maybe"])
async def test_an_entailment_model_that_breaks_is_no_approval(played, model, verdict, entails):
    record = await played(model([verdict("terminate")]), entails=entails)
    assert record.status == "failed"
    assert record.failure["node"] == "verify"


@pytest.mark.parametrize(
    ("kinds", "well"),
    [
        (["refusal", "grounded"], "yes"),
        (["refusal"], "refused_too_much"),
        (["refusal", "extension"], "invented"),
        (["grounded"], "not_asked"),
    ],
)
async def test_how_a_probe_was_met_is_read_from_the_labels(played, model, verdict, kinds, well):
    move = {"stage": "edge_case", "aim": "ask on", "brief": "say so", "draw_on": [], "move": "probe"}
    labels = [
        {"sentence": n, "kind": kind, "cites": ["1.2"] * (kind == "grounded")} for n, kind in enumerate(kinds, 1)
    ]
    text = " ".join(f"That is {'really ' * n}so." for n in range(len(kinds)))
    playing = model(
        [verdict(next_moves=[move]), verdict("terminate", labels=labels)],
        assistant_turn=answers("The rim lifts it.", text),
    )
    record = await played(playing, extensions="allow")
    assert [turn.refused_well for turn in record.turns if turn.role == "assistant"] == [None, None, well]


kinds = st.sampled_from(["supported", "contradicted", "not_in_source"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(kinds, min_size=1, max_size=12), st.integers(0, 2))
def test_whatever_the_verifier_says_no_contradicted_claim_is_on_an_accepted_path(
    snippet, model, verdict, said, rounds
):
    words, count = iter(said), iter(range(1000))

    def mend(messages):
        if "Mend the answer." in messages[-1].text:
            return {"edits": [{"sentence": 1, "text": f"It is so{' indeed' * next(count)}."}]}
        return verdict()

    playing = model(
        [verdict(), verdict("branch"), verdict("terminate")],
        verify=judging(lambda text: next(words, "contradicted")),
        repair=mend,
    )
    chosen = Settings(model=playing, verify="claims", max_repairs=rounds)
    ended = asyncio.run(load("conversation").ainvoke(open_dialogue(snippet), context=chosen))
    record = record_of(ended, "conversation", chosen, 0.0)
    last = {(one["turn_id"], one["sentence"]): one["verdict"] for one in record.claims}
    for path in record.accepted:
        for turn in record.path_turns(path):
            assert all(last[turn.id, label.sentence] == "supported" for label in turn.labels)
    json.dumps(record.model_dump(mode="json"))
