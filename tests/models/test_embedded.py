"""The embedded model in its jobs, one call at a time, in prompts whose words are not ours."""

from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from colloquist.models.embedded import EmbeddedModel
from colloquist.models.reply import schema_format
from colloquist.prompts import blocks
from colloquist.state.dialogue import Turn
from colloquist.state.persona import Persona
from colloquist.state.seed import SeedAnswer
from colloquist.state.snippet import Snippet
from colloquist.state.verdict import Verdict

VALVES = Snippet(
    title="Pressure relief valves",
    text=(
        "A pressure relief valve protects a vessel that could burst. "
        "It opens at a chosen pressure and closes again when the danger has passed. "
        "A compressed spring presses a disc onto the rim of a nozzle. "
        "The valve begins to open when the two forces are equal. "
        "A spring's force grows as it is compressed, so a simple disc opens only a little. "
        "Valves for steam open with a snap because fluid enters a space called the huddling chamber. "
        "If the inlet pipe is too narrow, friction lowers the pressure at the valve. "
        "A valve set at 10 bar with a typical blowdown of 7 percent closes at 9.3 bar. "
        "However, running close to the set pressure causes leakage. "
        "To prevent corrosion, a rupture disc may be placed beneath the valve."
    ),
)
FOREMAN = Persona(
    role="a site foreman",
    situation="The report on what went wrong is due on Friday.",
    knows=["has seen one from outside"],
    gaps=["why a simple disc opens only a little", "what it costs"],
    goal="a reason",
    tone="dry",
    style="short clipped sentences",
    perspective="somebody who signs",
)
OPENING = ("What is a relief valve?", "A pressure relief valve protects a vessel that could burst.")


def asked_for(schema: type, text: str) -> Any:
    said = EmbeddedModel().invoke([HumanMessage(text)], response_format=schema_format(schema)).text
    return schema.model_validate_json(said)


def answer(*said: str, note: str = "") -> str:
    messages: list[BaseMessage] = [SystemMessage(f"Answer.\n\n{blocks.source(1, VALVES)}")]
    messages += [(HumanMessage, AIMessage)[n % 2](text) for n, text in enumerate(said)]
    if note:
        messages[-1] = HumanMessage(f"{said[-1]}\n\n[For you alone: {note}]")
    return EmbeddedModel().invoke(messages).text


def transcript(*said: str) -> str:
    shared = {"parent_id": None, "path_id": "p1", "made_by": "model", "persona_id": None}
    return blocks.transcript(
        [Turn(id=f"t{n}", role=("user", "assistant")[n % 2], text=t, **shared) for n, t in enumerate(said)]
    )


def user(aim: str, *said: str, move: str = "Go deeper.", label: str = "What you are after: ") -> str:
    human = f"{transcript(*said)}\n\nYour move: {move}\n\n{label}{aim}"
    system = SystemMessage(f"You are a person.\n\n{blocks.persona(FOREMAN)}")
    return EmbeddedModel().invoke([system, HumanMessage(human)]).text


def verdict(*said: str, state: str = "Turns spoken: 4 of at most 10.", reach: str = "") -> Verdict:
    parts = [blocks.source(1, VALVES), transcript(*said[:-1]), blocks.answer(len(said), said[-1])]
    return asked_for(Verdict, "\n\n".join([*parts, reach, f"{state}\nPerspectives taken: none."]))


def test_the_seed_defines_its_subject_cites_every_sentence_and_leaves_half_of_the_passage():
    seed = asked_for(SeedAnswer, f"Begin.\n\n{blocks.source(1, VALVES)}")
    assert "pressure relief valve" in seed.question
    assert seed.answer[0].text == "A pressure relief valve protects a vessel that could burst."
    assert seed.answer[0].cites == ["1.1"]
    assert 2 <= len(seed.answer) <= len(VALVES.sentences) / 2


def test_the_persona_follows_the_casting_note_and_holds_no_answer():
    note = "Casting note: stake: lost an argument about it yesterday; temperament: blunt; writing: few words"
    who = asked_for(Persona, f"{blocks.source(1, VALVES)}\n\n{note}")
    assert "argument" in who.situation or "no answer" in who.situation
    assert (who.tone, who.style) == ("blunt", "few words")
    assert len(who.gaps) == 2
    assert not any(sentence in who.model_dump_json() for sentence in VALVES.sentences)


def test_a_given_perspective_is_the_persona_s_own():
    told = "The perspective: somebody from another trade\nWhat it should bring out: why it snaps open"
    who = asked_for(Persona, f"{blocks.source(1, VALVES)}\n\n{told}")
    assert who.perspective == "somebody from another trade"
    assert who.gaps[0] == "why it snaps open"


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("Why does a simple disc open only a little?", "A spring's force grows"),
        ("What is the huddling chamber?", "huddling chamber"),
        ("What happens if the inlet pipe is too narrow?", "friction lowers the pressure"),
    ],
)
def test_the_assistant_answers_with_the_sentence_that_answers(question: str, key: str):
    assert key in answer(*OPENING, question)


def test_the_assistant_follows_the_ids_of_its_note_and_drops_a_connective_that_hangs():
    assert answer(*OPENING, "And then?", note="use 1.9") == "Running close to the set pressure causes leakage."


def test_the_assistant_admits_what_the_passage_does_not_hold_and_says_what_it_knows():
    said = answer(*OPENING, "What would that cost, roughly?")
    assert "what it would cost" in said
    assert any(sentence in said for sentence in VALVES.sentences)


def test_the_user_words_an_aim_with_its_situation_first_and_does_not_repeat_it():
    first = user("Find out why the disc rises.", *OPENING)
    assert first.startswith(FOREMAN.situation)
    assert "why the disc rises" in first
    later = user("Why does the disc rise?", *OPENING, first, "Because.")
    assert FOREMAN.situation not in later
    assert later.endswith("Why does the disc rise?")


def test_the_user_reads_an_aim_that_stands_alone_and_asks_for_its_own_gap_when_there_is_none():
    assert "Why does the disc rise?" in user("Why does the disc rise?", *OPENING, label="")
    assert FOREMAN.gaps[0] in user("begin with what made you ask", *OPENING)


def test_an_objection_doubts_what_the_passage_says_and_claims_nothing_else():
    said = user("Find out why a simple disc opens only a little.", *OPENING, move="Object to it.")
    assert "a simple disc opens only a little" in said
    assert said.rstrip("?.") != said


def test_the_refiner_labels_every_sentence_by_what_it_rests_on():
    mixed = "The valve begins to open when the two forces are equal. I don't know what it would cost. As for this:"
    kinds = [label.kind for label in verdict(*OPENING, "When?", mixed).labels]
    assert kinds == ["grounded", "refusal", "discourse"]
    invented = verdict(*OPENING, "Who?", "Denis Papin invented such a device for digesters around 1679.")
    assert [label.kind for label in invented.labels] == ["extension"]
    assert invented.scores.grounded == 1


def test_the_next_moves_differ_and_each_aims_at_a_sentence_that_was_not_said():
    found = verdict(*OPENING, "And?", VALVES.sentences[4])
    assert found.decision == "continue"
    assert len(found.next_moves) == 3
    assert len({move.move for move in found.next_moves}) == 3
    assert not any("1.1 " in move.brief or "1.5" in move.brief for move in found.next_moves)
    assert not any(sentence in move.aim for move in found.next_moves for sentence in VALVES.sentences)


def test_the_refiner_ends_at_the_last_turn_and_when_all_is_said():
    shut = "No further perspective can be started."
    last = verdict(*OPENING, "And?", VALVES.sentences[4], state=f"Turns spoken: 10 of at most 10.\n{shut}")
    assert (last.decision, last.next_moves) == ("terminate", [])
    assert verdict(*OPENING, "All of it?", VALVES.text, state=shut).decision == "terminate"


def test_the_refiner_branches_with_a_first_exchange_when_half_is_said_at_the_last_turn():
    found = verdict(*OPENING, "And?", " ".join(VALVES.sentences[1:5]), state="Turns spoken: 10 of at most 10.")
    assert found.decision == "branch"
    assert found.perspective
    assert found.perspective.aim
    assert "1." in found.perspective.brief
