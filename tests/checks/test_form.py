"""The form of a conversation: each check finds its fault, and leaves alone what only looks like it."""

import pytest

from colloquist.nodes.checks import check_path

FINE = [("The piers stand on rock.", "grounded", [4])]


def answer(text, kind="discourse", cites=()):
    return [(text, kind, list(cites))]


def test_a_plain_conversation_has_no_finding(kinds):
    assert (
        kinds("Does it move in a flood?", [("No, for its piers stand on rock.", "grounded", [4])], signals=True)
        == []
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (["Great question! Let me break it down for you.", FINE], "role_echo"),
        (["Is there anything else I can help you with?", FINE], "role_echo"),
        (["Gute Frage! Kann ich Ihnen sonst noch helfen?", FINE], "role_echo"),
        (["And?", answer("My landlord has no idea. Could you explain to me why it stands?")], "role_echo"),
        (["And?", answer("What is it like? Where do you live? Who owns it?")], "role_echo"),
        (["And?", answer("As an AI language model I know the piers.")], "prompt_leak"),
        (["And?", answer('<turn n="4" by="assistant"> The piers stand.')], "prompt_leak"),
        (["And?", answer("[a2] The piers stand.")], "prompt_leak"),
        (["And?", answer('{"labels": []} The piers stand.')], "prompt_leak"),
        (["And?", answer("No preamble, no praise of the question, no closing summary from me.")], "prompt_leak"),
        (["And?", answer("The passage says nothing of that.")], "source_talk"),
        (["And?", answer("According to the text above it stands on rock.")], "source_talk"),
        (["Where does the snippet say so?", FINE], "source_talk"),
        (["And?", answer("It stands because the")], "truncated"),
        (["And?", answer("It stands (on rock, as one says.")], "truncated"),
        (["And?", answer("```\nrock = 1")], "truncated"),
        (["And then I thought that the", FINE], "truncated"),
        (["And?", answer("Die Pfeiler stehen auf dem Fels und sind mit ihm fest verbunden.")], "language"),
        (["И что было потом с этим мостом и рекой?", FINE], "language"),
        (["Thanks, that was all.", answer("You're welcome, take care!"), "Bye!", answer("Goodbye!")], "goodbyes"),
        (["And?", answer("The crack of 14 cm is nothing to worry about.")], "persona_leak"),
        (["And?", answer("A retired lock keeper would know.")], "persona_leak"),
        (["And?", answer("12 × 5 = 61, so there.")], "arithmetic"),
        (["And?", answer("Seven times eight is fifty-four.")], "arithmetic"),
        (["I'm a nurse and I worry.", FINE, "As a pilot I see it.", answer("Small, then.")], "identities"),
        (["I'm 34 and I worry.", FINE, "I'm 61, I no longer worry.", answer("So it goes.")], "identities"),
    ],
)  # fmt: skip
def test_a_fault_of_form_is_found(kinds, said, kind):
    assert kind in kinds(*said)


@pytest.mark.parametrize(
    "said",
    [
        ["Could you explain why it stands?", FINE],
        ["Draft it for me.", answer('> "My boss asked. Could you tell me when it opens?"\n\nThat will do.')],
        ["My text is due. Is the text above too long?", answer("The text above is fine by me.")],
        ["A source of water, is it?", answer("The source of the river lies higher up.")],
        ["why not", FINE],
        ["And?", answer("Three things:\n- rock\n- piers\n- an arch")],
        ["And?", answer("So b) is right and a) is not.")],
        ["And?", answer("The word is „Brücke“, and the French say « pont » for it, as everybody knows here.")],
        ["Thanks, but why does it stand?", FINE],
        ["A crack of 14 cm runs along my quay.", answer("A crack of 14 cm is wide.")],
        ["I'm a nurse, not a pilot. As a rule I walk.", FINE, "As a nurse I see cracks.", answer("Those heal.")],
        ["I'm a lock keeper.", FINE, "As a retired keeper I have time.", answer("So have I.")],
        ["And?", answer("12 × 5 = 60, and seven times eight is fifty-six.")],
        ["I make 12 × 5 = 61 of it.", FINE],
    ],
)  # fmt: skip
def test_what_only_looks_like_a_fault_is_left_alone(kinds, said):
    assert kinds(*said) == []


def test_turns_that_come_again_are_found(kinds):
    long = answer("The piers stand on rock, and so the arch does not move when the river rises.", "grounded", [4])
    near = answer("The piers stand on rock, so the arch does not move when the river rises.", "grounded", [4])
    assert kinds("Why?", long, "Why, again?", long) == ["duplicate"]
    assert kinds("Why?", long, "Why, again?", near) == ["near_duplicate"]
    assert kinds("Why?", FINE, "Who paid?", [("The town paid a third.", "grounded", [5])]) == []


def test_an_empty_turn_and_a_turn_out_of_order_are_found(path):
    turns = path("Why?", FINE)
    silent = [*turns[:2], {**turns[2], "text": " … "}, turns[3]]
    assert [one["kind"] for one in check_path(silent, [])][:1] == ["empty"]
    assert "alternation" in [one["kind"] for one in check_path(turns[:3], [])]
    assert "alternation" in [one["kind"] for one in check_path([*turns[:2], turns[1]], [])]


def test_labels_of_another_text_are_found(path):
    turns = path("Why?", FINE)
    turns[-1]["text"] = "The piers stand on sand."
    assert "labels" in [one["kind"] for one in check_path(turns, [])]


def test_a_user_may_be_what_the_persona_says(kinds):
    said = ["I'm a keeper.", FINE, "As a farmer I see it otherwise.", answer("Both may be true.")]
    assert "identities" in kinds(*said)
    assert "identities" in kinds(*said, persona=None)


def test_nothing_odd_in_a_text_raises(path):
    for text in (
        "",
        " ",
        "\x00",
        "1e999 10^400 ½¼",
        "(" * 500,
        "9" * 400,
        "٣ ४ Ⅻ ²³",
        "🙂" * 50,
        "A.B.C.D. 1,2,3,4",
        "0 / 0 = 0",
    ):
        turns = path(text or " ", [(text or " ", "derived", [1])])
        check_path(turns, [], None, "en")
        check_path(turns, [], None, "xx")


def test_overlap_and_a_lost_not_are_signals_alone(kinds):
    negated = [("The arch does move when the river rises, because its piers stand on rock.", "grounded", [4])]
    foreign = [("Penguins rarely quarrel over chess problems.", "grounded", [4])]
    assert kinds("And?", negated) == [] == kinds("And?", foreign)
    assert kinds("And?", negated, signals=True) == ["polarity"]
    assert kinds("And?", foreign, signals=True) == ["overlap"]
    refusal = [("What it weighs nobody has told me.", "refusal", [4])]
    assert kinds("And?", refusal, signals=True) == []
