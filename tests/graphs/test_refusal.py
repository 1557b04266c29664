"""The refusal graph: rows and pairs by what a student said, and nothing of what failed."""

import pytest
from langchain_core.messages import AIMessage

from colloquist.graphs import load
from colloquist.models import ScriptedModel
from colloquist.run.preferences import preference_rows
from colloquist.run.recording import record_of
from colloquist.run.training import conversation_rows
from colloquist.state.dialogue import open_dialogue
from colloquist.state.question import as_snippet
from colloquist.state.settings import RoleSettings, Settings, SettingsError

ANSWER = [{"text": "It falls by seven percent first.", "kind": "grounded", "cites": ["1.3"]}]
ASKED = {"question": "By how much must it fall?", "key": "7 percent", "aliases": ["7 %"], "answer": ANSWER}
BEYOND = {"question": "Who built the first one?", "why": "nobody is named"}
BOGUS = {"of": "q1", "discussion": "a town", "question": "By how much must the Orley valve fall?", "quality": 5}


def refusing(messages):
    """Refuse every question that is shown, each in other words."""
    ids = [line[1:].partition("]")[0] for line in messages[-1].text.splitlines() if line.startswith("[q")]
    said = [{"text": f"I don't know that of {id_}.", "kind": "refusal", "cites": []} for id_ in ids]
    return {"refusals": [{"of": id_, "sentences": [part]} for id_, part in zip(ids, said, strict=True)]}


def a_quiz(samples=(), grades=(), beyond=(), **nodes):
    """Return a model that asks one question, samples and grades as told."""
    script = {
        "ask_questions": [{"questions": [ASKED], "beyond": list(beyond)}],
        "bogus_variants": [{"variants": [BOGUS]}],
        "write_refusals": refusing,
        "sample_student": list(samples),
        "grade": [{"analysis": "so", "outcome": outcome} for outcome in grades],
    }
    return ScriptedModel(script={**script, **nodes})


@pytest.fixture
def played(snippet):
    """Run the refusal graph; with samples the student is one of its own."""

    async def play(model, snippet=snippet, student=True, **options):
        roles = {"student": RoleSettings(model=model)} if student else {}
        settings = Settings(model=model, roles=roles, **options)
        ended = await load("refusal").ainvoke(open_dialogue(snippet), context=settings)
        return record_of(ended, "refusal", settings, 0.0)

    return play


def taught(record):
    """Return what each supervised row teaches, by its rule."""
    return {row["meta"]["perspective"]: row["messages"][1]["content"] for row in conversation_rows(record)}


def pairs(record):
    """Return the rules of the preference pairs with both their sides."""
    return {p.rule: (p.chosen, p.rejected) for p in record.preferences}


RIGHT, WRONG, UNKNOWN = "7 percent", "By 12 percent, then.", "No idea."
CORRECT, REFUSED = "It falls by seven percent first.", "I don't know that of q1."
BOGUS_ROW = {"bogus question": "I don't know that of q2."}
BETTER, SAFER = {"correct over refusal": (CORRECT, REFUSED)}, {"refusal over wrong": (REFUSED, WRONG)}


@pytest.mark.parametrize(
    ("samples", "grades", "rows", "preferred"),
    [
        ([RIGHT] * 4, [], {"usually right": CORRECT}, BETTER),
        ([RIGHT] * 3 + [WRONG], ["incorrect"], {"usually right": CORRECT}, BETTER | SAFER),
        ([RIGHT] * 2 + [WRONG] * 2, ["incorrect"], {"usually right": CORRECT}, BETTER | SAFER),
        ([RIGHT] + [WRONG] * 3, ["incorrect"], {"usually wrong": REFUSED}, BETTER | SAFER),
        ([WRONG] * 4, ["incorrect"], {"usually wrong": REFUSED}, SAFER),
        ([UNKNOWN] * 4, ["not_attempted"], {"usually wrong": REFUSED}, {}),
    ],
)
async def test_a_question_teaches_what_the_report_says(played, samples, grades, rows, preferred):
    record = await played(a_quiz(samples, grades), samples=4)
    assert record.status == "done"
    assert taught(record) == rows | BOGUS_ROW
    assert pairs(record) == preferred


async def test_the_student_sees_the_bare_question_and_the_key_itself_needs_no_grader(played):
    model = a_quiz([RIGHT, "7 %."])
    record = await played(model, samples=2)
    asked = [messages for node, messages in model.seen if node == "sample_student"]
    assert [[m.text for m in messages] for messages in asked] == [[ASKED["question"]]] * 2
    assert not [node for node, _ in model.seen if node == "grade"]
    assert [s["by"] for s in record.questions[0]["samples"]] == ["match", "match"]


@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (AIMessage("By 12", response_metadata={"finish_reason": "length"}), "truncated"),
        (AIMessage(""), "empty"),
        (AIMessage("", additional_kwargs={"refusal": "no"}), "refused"),
    ],
)
async def test_a_failed_reply_is_no_sample_and_is_asked_for_once(played, bad, kind):
    record = await played(a_quiz([RIGHT, bad, bad]), samples=3)
    [question, _] = record.questions
    assert question["lost"] == [kind, kind]
    assert [sample["text"] for sample in question["samples"]] == [RIGHT]
    assert taught(record)["usually right"] == CORRECT
    assert not [p for p in record.preferences if p.rule == "refusal over wrong"]
    assert record.preferences[0].samples == 1


async def test_without_any_sample_only_the_bogus_question_is_taught(played):
    record = await played(a_quiz([AIMessage("")] * 2), samples=2)
    assert taught(record) == BOGUS_ROW
    assert not record.preferences


async def test_a_grade_that_is_uncertain_or_cannot_be_read_is_no_sample(played):
    grades = [{"analysis": "", "outcome": "uncertain"}, "what?", "what?", "what?"]
    record = await played(a_quiz([WRONG, UNKNOWN, RIGHT], grade=grades), samples=3)
    assert [sample["outcome"] for sample in record.questions[0]["samples"]] == [
        "uncertain",
        "uncertain",
        "correct",
    ]
    assert pairs(record) == BETTER


async def test_without_a_student_the_source_decides_and_questions_beyond_it_are_refused(played):
    model = a_quiz(beyond=[BEYOND])
    record = await played(model, student=False)
    assert {node for node, _ in model.seen} == {"ask_questions", "bogus_variants", "write_refusals"}
    assert taught(record) == {
        "the source answers it": CORRECT,
        "beyond the source": "I don't know that of q2.",
        "bogus question": "I don't know that of q3.",
    }
    assert not record.preferences
    assert [q["kind"] for q in record.questions] == ["answerable", "beyond", "bogus"]


async def test_with_a_student_no_question_beyond_the_source_is_asked(played):
    model = a_quiz([RIGHT], beyond=[BEYOND])
    record = await played(model, samples=1)
    assert 'Leave "beyond" empty' in model.seen[0][1][0].text
    assert "beyond" not in {question["kind"] for question in record.questions}


async def test_both_answers_stand_beside_each_other_and_labels_say_what_they_rest_on(played):
    record = await played(a_quiz([RIGHT]), samples=1)
    question, answer = record.path_turns(record.paths[0])
    [refusal] = [turn for turn in record.dropped_turns if turn.parent_id == question.id]
    assert (question.role, answer.role, refusal.role) == ("user", "assistant", "assistant")
    assert answer.labels[0].kind == "grounded"
    assert answer.labels[0].cites == (f"{record.id}#3",)
    assert refusal.labels[0].kind == "refusal"


async def test_completions_can_be_cut_and_pairs_that_then_say_the_same_are_left_out(played):
    cut = await played(a_quiz([RIGHT, WRONG], ["incorrect"]), samples=2, completion_tokens=2)
    assert pairs(cut) == {
        "correct over refusal": ("It falls", "I don't"),
        "refusal over wrong": ("I don't", "By 12"),
    }
    [row, _] = preference_rows(cut)
    assert row["meta"]["completion_tokens"] == 2
    same = await played(a_quiz([RIGHT, "I don't think so."], ["incorrect"]), samples=2, completion_tokens=2)
    assert set(pairs(same)) == {"correct over refusal"}


async def test_a_low_rated_variant_is_dropped_with_its_reason(played):
    record = await played(a_quiz([RIGHT], bogus_variants=[{"variants": [{**BOGUS, "quality": 3}]}]), samples=1)
    assert set(taught(record)) == {"usually right"}
    assert record.questions[1]["dropped"] == "rated below 4 for being different and plausible"


async def test_an_answer_that_cites_nothing_drops_its_question_and_a_run_of_such_is_rejected(played):
    answer = [{"text": "It just does.", "kind": "grounded", "cites": ["9.9"]}]
    model = a_quiz(ask_questions=[{"questions": [{**ASKED, "answer": answer}], "beyond": []}])
    record = await played(model)
    assert record.status == "rejected"
    assert record.reasons == ("question q1: no sentence of its answer cites the source",)


async def test_a_fact_in_a_refusal_that_cites_nothing_is_left_out(played):
    parts = [
        {"text": "I don't know.", "kind": "refusal", "cites": []},
        {"text": "It was in Delft.", "kind": "grounded", "cites": []},
        {"text": "A rim adds area.", "kind": "grounded", "cites": ["1.2"]},
    ]
    both = {"refusals": [{"of": id_, "sentences": parts} for id_ in ("q1", "q2")]}
    record = await played(a_quiz([WRONG], ["incorrect"], write_refusals=[both]), samples=1)
    assert taught(record)["usually wrong"] == "I don't know. A rim adds area."


async def test_a_question_without_a_refusal_is_asked_for_again(played):
    half = refusing([type("M", (), {"text": "[q1] x"})()])
    whole = refusing([type("M", (), {"text": "[q1] x\n[q2] y"})()])
    model = a_quiz([RIGHT], write_refusals=[half, whole])
    assert (await played(model, samples=1)).status == "done"
    assert "there is no refusal for q2" in model.seen[3][1][-1].text


async def test_whoever_writes_the_refusals_cannot_tell_which_questions_are_bogus(played):
    model = a_quiz([RIGHT])
    await played(model, samples=1)
    shown = next(messages[-1].text for node, messages in model.seen if node == "write_refusals")
    assert "[q1] By how much must it fall?\n[q2] By how much must the Orley valve fall?" in shown
    assert "bogus" not in shown
    assert "7 percent</" not in shown.partition("<questions>")[2]


async def test_a_guard_stops_the_sampling_and_keeps_what_is_certain(played):
    record = await played(a_quiz([RIGHT, RIGHT]), samples=4, max_calls=5)
    assert record.status == "done"
    assert record.questions[0]["lost"] == ["max_calls", "max_calls"]
    assert {path.stop.reason for path in record.paths} == {"max_calls"}


@pytest.mark.parametrize("node", ["ask_questions", "bogus_variants", "write_refusals"])
async def test_an_author_that_cannot_be_understood_fails_the_snippet_and_leaves_no_row(played, node):
    record = await played(a_quiz([RIGHT], **{node: ["?"] * 3}), samples=1)
    assert record.status == "failed"
    assert record.failure["node"] == node
    assert not record.accepted
    assert not record.preferences


async def test_a_row_brings_its_question_and_key_along(played):
    sentences = [{"text": "That was Harry Lewis.", "kind": "grounded", "cites": ["1.1", "1.2"]}]
    model = a_quiz(["harry lewis"], ask_questions=[{"sentences": sentences}])
    row = as_snippet("Who won in 1930?", "Sinclair Lewis", ["Harry Lewis"])
    record = await played(model, snippet=row, samples=1)
    assert taught(record)["usually right"] == "That was Harry Lewis."
    assert record.questions[0]["text"] == "Who won in 1930?"
    assert record.questions[0]["aliases"] == ["Harry Lewis"]


async def test_the_written_answer_to_a_row_must_hold_its_key(played):
    wrong = {"sentences": [{"text": "That was Dreiser.", "kind": "grounded", "cites": ["1.2"]}]}
    right = {"sentences": [{"text": "That was Lewis.", "kind": "grounded", "cites": ["1.2"]}]}
    model = a_quiz(["Lewis"], ask_questions=[wrong, right])
    record = await played(model, snippet=as_snippet("Who won?", "Lewis", []), samples=1)
    assert taught(record)["usually right"] == "That was Lewis."


async def test_a_row_without_an_answer_is_refused(played):
    model = a_quiz(ask_questions=[])
    record = await played(model, snippet=as_snippet("Who wrote the Orley report?", "", []))
    assert taught(record) == {"beyond the source": REFUSED}
    assert [node for node, _ in model.seen] == ["write_refusals"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"usually": 0.0}, "usually is 0.0: it must be above 0"),
        ({"usually": 1.5}, "usually is 1.5: it is a share, at most 1"),
        ({"samples": 0}, "samples is 0"),
        ({"completion_tokens": 0}, "completion_tokens is 0"),
        ({"questions": 0}, "questions is 0"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(options, says):
    with pytest.raises(SettingsError, match=says):
        Settings(**options)
