"""The problem graph: a vote among solvers decides what is kept, and only what is kept is talked about."""

import pytest

from colloquist.graphs import load
from colloquist.nodes.solve import final_answer
from colloquist.nodes.vote import judged
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings, SettingsError

PROBLEM = "A valve closes 7 percent below its set pressure of 15 bar. At what pressure does it close?"
DRAFT = {
    "material": "1.3 gives a share",
    "possible": True,
    "cites": ["1.3"],
    "problem": PROBLEM,
    "solution": "15 - 1.05 = 13.95",
    "answer": "13.95 bar",
    "unit": "bar",
    "digits": 4,
}


def a_check(messages=None, faults=()):
    shown = messages[-1].text.partition("<answer turn")[2] if messages else "\n[a1\n[a2"
    labels = [{"sentence": n, "kind": "derived", "cites": ["1.3"]} for n in range(1, shown.count("\n[a") + 1)]
    return {"facts": "1.3", "recalculated": "13.95", "labels": labels, "faults": list(faults)}


def solved(answer, work="The fall is 7/100 * 15 bar = 1.05 bar."):
    return f"{work}\nAnswer: {answer}"


@pytest.fixture
def played(snippet, model, verdict, persona):
    """Run the problem graph with solvers that say these answers, and return record and model."""

    async def play(answers=("13.95", "13.95 bar", "1395 kPa", "14", "13.95"), /, nodes=None, **options):
        said = iter([answer if isinstance(answer, dict) else solved(answer) for answer in answers])
        script = {
            "author_problem": lambda messages: DRAFT,
            "solve": lambda messages: next(said),
            "worked_solution": a_check,
            "cast_learner": lambda messages: persona,
            **(nodes or {}),
        }
        playing = model([verdict(), verdict("terminate")], **script)
        settings = Settings(model=playing, **{"solvers": len(answers), "tries": 1, **options})
        ended = await load("problem_set").ainvoke(open_dialogue(snippet), context=settings)
        return record_of(ended, "problem_set", settings, 0.0), playing

    return play


def asked(playing, node):
    return [messages for name, messages in playing.seen if name == node]


async def test_a_kept_problem_opens_the_conversation_with_a_solution_of_the_plurality(played):
    record, playing = await played()
    assert record.status == "done"
    [problem] = record.problems
    assert problem["fate"] == "kept"
    assert (problem["vote"]["share"], problem["vote"]["votes"]) == (0.8, 4)
    assert problem["vote"]["author_agrees"] is True
    question, solution, *rest = record.turns
    assert question.text == PROBLEM
    assert solution.text == problem["attempts"][problem["chosen"] - 1]["solution"]
    assert {(label.kind, label.cites) for label in solution.labels} == {("derived", (f"{record.snippet.id}#3",))}
    assert [turn.made_by for turn in record.turns] == ["seed", "seed"] + ["model"] * len(rest)
    assert len(rest) == 4
    [path] = record.accepted
    assert path.stop.reason == "complete"
    first_user = asked(playing, "user_turn")[0]
    assert "one step in it that you would have done differently" in first_user[-1].text


async def test_a_solver_sees_the_problem_and_nothing_of_the_snippet(played, snippet):
    _, playing = await played()
    for messages in asked(playing, "solve"):
        text = "\n".join(message.text for message in messages)
        assert PROBLEM in text
        assert "13.95" not in text
        assert not [sentence for sentence in snippet.sentences if sentence in text]


async def test_solvers_are_told_to_go_about_it_in_different_ways_drawn_by_the_seed(played):
    async def manners(seed):
        record, _ = await played(seed=seed)
        return [attempt["manner"] for attempt in record.problems[0]["attempts"]]

    drawn = [await manners(seed) for seed in range(4)]
    assert all(len(set(one)) == 5 for one in drawn)
    assert drawn == [await manners(seed) for seed in range(4)]
    assert len({tuple(one) for one in drawn}) > 1


async def test_the_wanted_difficulty_is_drawn_by_the_seed_and_recorded(played):
    drawn = [(await played(seed=seed))[0].problems[0]["difficulty"] for seed in range(12)]
    assert set(drawn) == {"easy", "medium", "hard"}
    assert drawn == [(await played(seed=seed))[0].problems[0]["difficulty"] for seed in range(12)]


A, B, C, D, E = "13.95", "14", "15", "16", "17"
FATES = [
    ([A] * 5, "too_easy"),
    ([A, A, A, A, B], "kept"),
    ([A, A, A, B, C], "kept"),
    ([A, A, A, B, B], "kept"),
    ([A, A, B, C, D], "kept"),
    ([A, A, B, B, C], "ambiguous"),
    ([A, B, C, D, E], "ambiguous"),
    ([A, A, A, "none", "none"], "kept"),
    (["none"] * 5, "ambiguous"),
    ([A, "none", "none", "none", "none"], "ambiguous"),
    ([A, A, A], "too_easy"),
    ([A, A, B], "kept"),
    ([A, B, C], "ambiguous"),
    ([A, A], "too_easy"),
    ([A, B], "ambiguous"),
]


@pytest.mark.parametrize(("answers", "fate"), FATES, ids=[" ".join(answers) for answers, _ in FATES])
async def test_the_vote_drops_what_all_solve_and_what_they_do_not_agree_on(played, answers, fate):
    record, playing = await played(answers)
    [problem] = record.problems
    assert problem["fate"] == fate
    assert len(problem["attempts"]) == len(answers)
    assert record.status == ("done" if fate == "kept" else "rejected")
    if fate != "kept":
        assert record.reasons[0].startswith(fate.replace("_", " "))
        assert not asked(playing, "worked_solution")
        assert not record.turns


def test_both_thresholds_are_settings():
    vote = {
        "answer": A,
        "votes": 3,
        "share": 0.6,
        "groups": [[1, 2, 3], [4]],
        "author_agrees": True,
        "undecided": 0,
    }
    assert judged(vote, Settings())[0] == "kept"
    assert judged(vote, Settings(max_agreement=0.5))[0] == "too_easy"
    assert judged(vote, Settings(min_agreement=0.7))[0] == "ambiguous"
    all_agree = {**vote, "votes": 5, "share": 1.0, "groups": [[1, 2, 3, 4, 5]]}
    assert judged(all_agree, Settings(max_agreement=1.0))[0] == "kept"


@pytest.mark.parametrize(
    "wrong", [{"solvers": 1}, {"min_agreement": 0.9, "max_agreement": 0.5}, {"max_agreement": 1.2}]
)
def test_settings_that_no_vote_can_meet_are_refused(wrong):
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        Settings(**wrong)


async def test_where_the_author_differs_the_plurality_stands_and_that_is_flagged(played):
    record, _ = await played((B, B, B, A, B))
    [problem] = record.problems
    assert (problem["fate"], problem["vote"]["answer"]) == ("kept", B)
    assert problem["vote"]["author_agrees"] is False
    assert f"Answer: {B}" in record.turns[1].text


async def test_a_snippet_that_bears_no_problem_is_rejected_with_what_the_author_says(played):
    none = {**DRAFT, "possible": False, "material": "It tells a life and no figures.", "problem": "", "cites": []}
    record, playing = await played(nodes={"author_problem": lambda messages: none})
    assert (record.status, record.reasons) == ("rejected", ("no problem: It tells a life and no figures.",))
    assert record.problems[0]["fate"] == "no_problem"
    assert {name for name, _ in playing.seen} == {"author_problem"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"problem": " "},
        {"cites": ["9.9"]},
        {"problem": "According to the passage, how high is it?"},
        {"answer": "long " * 40},
        {"digits": 99},
    ],
)
async def test_a_problem_that_is_not_whole_is_asked_for_again(played, wrong):
    drafts = iter([{**DRAFT, **wrong}, DRAFT])
    record, _ = await played(nodes={"author_problem": lambda messages: next(drafts)}, tries=2)
    assert record.status == "done"
    assert [call["outcome"] for call in record.calls][:2] == ["unreadable", "ok"]


async def test_a_solver_without_a_usable_reply_counts_as_no_answer(played):
    replies = iter(["", solved(A), "It is 13.95 bar.", solved(A), solved(A)])
    record, _ = await played(nodes={"solve": lambda messages: next(replies)})
    [problem] = record.problems
    assert sorted(attempt["outcome"] for attempt in problem["attempts"]) == [
        *("answered", "answered", "answered", "empty", "unreadable")
    ]
    assert (problem["fate"], problem["vote"]["share"]) == ("kept", 0.6)


async def test_no_solver_with_a_usable_reply_is_a_failure_with_every_call_counted(played):
    record, _ = await played(nodes={"solve": lambda messages: "I cannot."}, tries=2)
    assert record.status == "failed"
    assert (record.failure["node"], record.failure["kind"]) == ("solve", "unreadable")
    assert len([call for call in record.calls if call["node"] == "solve"]) == 10
    assert not record.turns


async def test_a_server_that_is_gone_fails_the_snippet_and_is_no_vote(played):
    def gone(messages):
        raise ConnectionError("no route")

    record, _ = await played(nodes={"solve": gone}, retries=0)
    assert record.status == "failed"
    assert record.failure["node"] == "solve"
    assert record.problems[0]["attempts"] == []


async def test_solvers_do_not_begin_where_the_budget_has_no_room_for_all_of_them(played):
    record, playing = await played(max_calls=5)
    assert record.status == "rejected"
    assert "calls made, 5 more needed" in record.reasons[0]
    assert not asked(playing, "solve")


async def test_solvers_who_ask_again_side_by_side_never_spend_more_calls_than_there_are(played):
    record, _ = await played(nodes={"solve": lambda messages: "no last line"}, tries=3, max_calls=8)
    assert len(record.calls) == 8
    assert record.status == "rejected"


async def test_a_solution_at_fault_gives_way_to_the_next_and_a_problem_at_fault_ends_it(played):
    def fault(of):
        return {"of": of, "severity": "rewrite", "what": f"the {of} is wrong"}

    said = iter([[fault("solution")], []])
    record, playing = await played(nodes={"worked_solution": lambda m: a_check(m, next(said))})
    [problem] = record.problems
    tried = [check["solver"] for check in problem["checks"]]
    assert len(set(tried)) == 2
    assert problem["chosen"] == tried[1]
    record, playing = await played(nodes={"worked_solution": lambda m: a_check(m, [fault("problem")])})
    assert (record.status, record.problems[0]["fate"]) == ("rejected", "unsound")
    assert record.reasons == ("no worked solution stands: problem: the problem is wrong",)
    assert len(asked(playing, "worked_solution")) == 1
    record, playing = await played(nodes={"worked_solution": lambda m: a_check(m, [fault("solution")])})
    assert record.status == "rejected"
    assert len(asked(playing, "worked_solution")) == 2


async def test_of_the_plurality_a_solution_whose_sums_come_out_goes_first(played):
    works = ["The fall is 7/100 * 15 bar = 1.5 bar.", "The fall is 7/100 * 15 bar = 1.05 bar.", "So it is."]
    replies = iter([solved(A, works[0]), solved(A, works[1]), solved(B, works[2])])
    record, _ = await played((A, A, B), nodes={"solve": lambda messages: next(replies)})
    assert works[1] in record.turns[1].text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("So.\nAnswer: 12.5 kPa", "12.5 kPa"),
        ("So.\n**Answer:** 12.5 kPa", "12.5 kPa"),
        ("So.\n**Final answer: x = 2**", "x = 2"),
        ("So.\nThe answer is: -3", "-3"),
        ("So.\nAnswer: $12", "$12"),
        ("Answer: {1, 2}\n\n", "{1, 2}"),
    ],
)
def test_the_last_line_gives_the_answer_however_it_is_dressed(text, answer):
    assert final_answer(text) == answer


async def test_personas_may_be_off_or_given(played, persona):
    record, playing = await played(persona=False)
    assert record.status == "done"
    assert not record.personas
    record, playing = await played(persona=persona)
    assert record.personas["u1"]["role"] == persona.role
    assert not asked(playing, "cast_learner")
