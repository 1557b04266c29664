"""Inpainting: the passage answers in its own words, and only what was asked is made up."""

import pytest

from colloquist.graphs import load
from colloquist.nodes.cut_answers import words_of
from colloquist.run.recording import record_of
from colloquist.state.dialogue import open_dialogue
from colloquist.state.settings import Settings
from colloquist.state.snippet import Snippet

CUT = [(1, 1), (2, 2), (3, 3)]
QUESTIONS = ["What is a relief valve?", "Does that change at all once it has moved?", "When is it over, then?"]


def cut(*stretches):
    return {"answers": [{"first": first, "last": last} for first, last in stretches]}


@pytest.fixture
def played(snippet, model):
    """Run the graph with these cuts and questions, and return record and model."""

    async def play(cuts=None, questions=QUESTIONS, text=snippet, nodes=None, **options):
        nodes = {"cut_answers": cuts or [cut(*CUT)], "inpaint_question": list(questions), **(nodes or {})}
        settings = Settings(model=model([], **nodes), **options)
        ended = await load("inpaint").ainvoke(open_dialogue(text), context=settings)
        return record_of(ended, "inpaint", settings, 0.0), settings.model

    return play


def asked(playing, node):
    return [messages for name, messages in playing.seen if name == node]


async def test_answers_are_the_sentences_of_the_passage_and_cite_themselves(played, snippet):
    record, _ = await played()
    assert record.status == "done"
    [path] = record.accepted
    turns = record.path_turns(path)
    assert [turn.text for turn in turns[1::2]] == list(snippet.sentences)
    assert [turn.made_by for turn in turns] == ["seed", "source", "model", "source", "model", "source"]
    for n, turn in enumerate(turns[1::2], start=1):
        [label] = turn.labels
        assert (label.sentence, label.kind, label.cites) == (turn.text, "grounded", (f"{snippet.id}#{n}",))
    assert path.stop.reason == "complete"
    assert path.stop.detail == "all 3 answers of the passage have their questions"
    assert {call["role"] for call in record.calls} == {"seed", "user", "persona"}
    assert len(record.calls) == 5


async def test_the_opening_is_nobodys_and_everything_after_it_the_persona_s(played, persona):
    record, playing = await played()
    assert [turn.persona_id for turn in record.turns] == [None, None, "u1", "u1", "u1", "u1"]
    first, second, _ = asked(playing, "inpaint_question")
    assert persona.situation not in first[-1].text
    assert persona.situation in second[-1].text
    record, playing = await played(persona=False)
    assert record.status == "done"
    assert not record.personas


async def test_the_writer_sees_what_was_said_and_the_next_answer_and_nothing_further(played, snippet):
    _, playing = await played()
    _, second, _ = asked(playing, "inpaint_question")
    said, answer, ahead = snippet.sentences
    assert said in second[-1].text
    assert answer in second[-1].text
    assert ahead not in second[-1].text


@pytest.mark.parametrize(
    ("gives_away", "says"),
    [
        ("Does it shut 7 percent lower?", "it gives away 7"),
        ("Why only after the pressure has fallen so far?", "words in a row are those of the answer"),
    ],
)
async def test_a_message_that_gives_the_answer_away_is_asked_for_again(played, gives_away, says):
    record, playing = await played(questions=[*QUESTIONS[:2], gives_away, QUESTIONS[2]])
    assert record.status == "done"
    assert [turn.text for turn in record.turns[::2]] == QUESTIONS
    assert says in asked(playing, "inpaint_question")[-1][-1].text


async def test_a_figure_that_was_said_before_may_be_asked_about(played):
    text = Snippet(text="It opens at 7 bar. It was set to 7 bar because the vessel bears 8 bar.")
    questions = ["When does the valve open?", "Why is it 7 bar?"]
    record, _ = await played(cuts=[cut((1, 1), (2, 2))], questions=questions, text=text)
    assert [turn.text for turn in record.turns[::2]] == questions


@pytest.mark.parametrize(
    "wrong",
    [
        cut((1, 1), (1, 2)),
        cut((2, 2), (1, 1)),
        cut((1, 4)),
        cut((0, 1)),
        cut((3, 2)),
        {"answers": []},
        cut((1, 1), (2, 2), (3, 3)),
    ],
)
async def test_a_cut_that_is_none_is_asked_for_again(played, wrong):
    record, _ = await played(cuts=[wrong, cut((1, 2), (3, 3))], questions=QUESTIONS[:2], max_turns=4)
    assert [call["outcome"] for call in record.calls if call["node"] == "cut_answers"] == ["unreadable", "ok"]
    assert record.status == "done"
    assert record.paths[0].stop.reason == "max_turns"


async def test_a_stretch_that_breaks_off_is_not_taken_for_an_answer(played):
    text = Snippet(
        text="Valves open early. Three things open them:\n\n- heat\n- pressure\n\nThen they close again."
    )
    ends = {sentence: n for n, sentence in enumerate(text.sentences, start=1)}
    colon, close = ends["Three things open them:"], ends["Then they close again."]
    cuts = [cut((1, 1), (colon, colon), (close, close)), cut((1, 1), (colon, close - 1), (close, close))]
    record, playing = await played(cuts=cuts, text=text)
    assert "cannot be said: it breaks off" in asked(playing, "cut_answers")[1][-1].text
    assert record.turns[3].text == "Three things open them:\n\n- heat\n- pressure"


async def test_a_verifier_is_not_asked_whether_the_source_says_what_it_says(played):
    record, _ = await played(verify="claims")
    assert record.status == "done"
    assert record.claims == ()
    assert {call["node"] for call in record.calls} == {"cut_answers", "build_persona", "inpaint_question"}


async def test_what_is_found_in_an_answer_rejects_the_path_and_changes_no_word_of_it(played):
    again = "The disc lifts off its seat when the pressure below it exceeds the force of the spring{}."
    text = Snippet(text=f"{again.format('')} {again.format(' above')} Then it falls back.")
    record, _ = await played(text=text)
    assert record.status == "rejected"
    assert [turn.text for turn in record.turns[1::2]] == list(text.sentences)
    assert not record.drafts
    assert record.reasons == ("path p1 (complete): found: near_duplicate",)


async def test_a_passage_of_one_answer_makes_no_conversation(played):
    record, _ = await played(cuts=[cut((1, 3))], questions=QUESTIONS[:1])
    assert record.status == "rejected"
    assert "nothing stands beyond" in record.reasons[0]


async def test_a_question_that_does_not_come_fails_the_path_with_what_stood_before(played):
    record, _ = await played(questions=[*QUESTIONS[:2], "", "", ""])
    assert (record.status, record.failure["node"]) == ("failed", "inpaint_question")
    [path] = record.paths
    assert [turn.text for turn in record.path_turns(path)][::2] == QUESTIONS[:2]


def test_a_stretch_keeps_the_lines_of_the_passage():
    text = "Two things count.\n\n- The first is heat.\n- The second is time.\n\nNothing else does."
    passage = Snippet(text=text)
    assert words_of(passage, {"first": 1, "last": 3}) == text.rpartition("\n\n")[0]
    elsewhere = Snippet(text="Something else.", sentences=("One.", "Two."))
    assert words_of(elsewhere, {"first": 1, "last": 2}) == "One. Two."
