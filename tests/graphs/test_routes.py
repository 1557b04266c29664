"""The refiner's three routes, and what a branch may and may not inherit."""


def roles(record, path):
    return [turn.role for turn in record.path_turns(path)]


async def test_continue_asks_on_and_terminate_ends_the_path_as_complete(played, model, verdict):
    record = await played(model([verdict(), verdict(), verdict("terminate")]))
    [path] = record.paths
    assert record.status == "done"
    assert path.stop.reason == "complete"
    assert path.stop.detail == "because terminate"
    assert roles(record, path) == ["user", "assistant"] * 4


async def test_a_branch_opens_a_path_of_its_own_and_leaves_the_old_one_whole(played, model, verdict):
    record = await played(model([verdict(), verdict("branch"), verdict(), verdict("terminate")]))
    first, second = record.paths
    assert (first.stop.reason, second.stop.reason) == ("branched", "complete")
    assert first.accepted
    assert second.accepted
    assert second.parent_id == first.id
    assert second.perspective == "the insurer"
    shared = {turn.id for turn in record.path_turns(first)} & {turn.id for turn in record.path_turns(second)}
    assert shared == {"t1", "t2"}


async def test_a_branch_has_another_user_and_no_turn_of_the_first_one(played, model, verdict):
    record = await played(model([verdict(), verdict("branch"), verdict("terminate")]))
    for path in record.paths:
        voices = {turn.persona_id for turn in record.path_turns(path) if turn.made_by == "model"}
        assert voices == {path.persona_id}
    assert len({path.persona_id for path in record.paths}) == 2


async def test_the_same_person_may_fork_from_a_later_turn(played, model, verdict, perspective):
    elsewhere = perspective(same_person=True, fork_turn=4)
    record = await played(model([verdict(), verdict("branch", perspective=elsewhere), verdict("terminate")]))
    first, second = record.paths
    assert second.fork == "t4"
    assert second.persona_id == first.persona_id
    assert [turn.id for turn in record.path_turns(second)] == ["t1", "t2", "t3", "t4", "t7", "t8"]


async def test_another_person_may_not_inherit_turns_even_when_the_refiner_says_so(
    played, model, verdict, perspective
):
    later = perspective(same_person=False, fork_turn=4)
    record = await played(model([verdict(), verdict("branch", perspective=later), verdict("terminate")]))
    assert record.paths[1].fork == "t2"


async def test_a_path_does_not_fork_where_no_further_exchange_fits(played, model, verdict, perspective):
    last = perspective(same_person=True, fork_turn=6)
    verdicts = [verdict(), verdict("branch", perspective=last), verdict("terminate")]
    record = await played(model(verdicts), max_turns=6)
    assert record.paths[1].fork == "t2"
    assert all(len(record.path_turns(path)) <= 6 for path in record.paths)


async def test_a_fork_that_names_a_user_turn_or_no_turn_goes_to_the_seed_answer(
    played, model, verdict, perspective
):
    for number in (3, 99, 0, -1):
        odd = perspective(same_person=True, fork_turn=number)
        record = await played(model([verdict(), verdict("branch", perspective=odd), verdict("terminate")]))
        assert record.paths[1].fork == "t2"


async def test_a_branch_asked_for_too_early_waits_until_the_path_can_stand_alone(played, model, verdict):
    script = [verdict("branch"), verdict(), verdict("terminate"), verdict("terminate")]
    record = await played(model(script), min_turns=6)
    first, second = record.paths
    assert len(record.path_turns(first)) == 8
    assert first.stop.reason == "complete"
    assert second.perspective == "the insurer"


async def test_a_perspective_named_at_the_end_of_a_path_starts_the_next_one(played, model, verdict, perspective):
    end = verdict("terminate", perspective=perspective())
    record = await played(model([end, verdict("terminate")]))
    assert [path.stop.reason for path in record.paths] == ["complete", "complete"]


async def test_a_perspective_mentioned_while_the_path_goes_on_starts_nothing(played, model, verdict, perspective):
    record = await played(model([verdict(perspective=perspective()), verdict("terminate")]))
    assert len(record.paths) == 1


async def test_a_perspective_that_was_taken_is_dropped_and_counted(played, model, verdict):
    script = [verdict(), verdict("branch"), verdict(), verdict("branch")]
    record = await played(model(script), max_branches=3)
    assert len(record.paths) == 2
    assert [wish["name"] for wish in record.dropped_perspectives] == ["the insurer"]
    assert [path.stop.reason for path in record.paths] == ["branched", "complete"]


async def test_moves_follow_the_ranking_and_do_not_repeat_the_last_two(played, model, verdict):
    record = await played(model([verdict(), verdict(), verdict(), verdict("terminate")]))
    moves = [turn.move for turn in record.turns if turn.role == "user" and turn.move]
    assert moves[1:] in (["object", "deepen", "object"], ["deepen", "object", "deepen"])


async def test_the_same_seed_draws_the_same_opening_and_another_seed_may_not(played, model, verdict):
    async def opening(seed):
        record = await played(model([verdict("terminate")]), seed=seed)
        return next(turn.move for turn in record.turns if turn.move)

    drawn = [await opening(seed) for seed in range(8)]
    assert drawn == [await opening(seed) for seed in range(8)]
    assert len(set(drawn)) > 1


async def test_a_branch_knows_from_its_first_turn_what_it_is_for(played, model, verdict, perspective):
    opened = perspective(aim="find out who pays", brief="weigh 1.3 against 1.1", draw_on=[])
    played_by = model([verdict(), verdict("branch", perspective=opened), verdict("terminate")])
    record = await played(played_by)
    first_user, first_answer = [messages for node, messages in played_by.seen if node.endswith("_turn")][-2:]
    assert "find out who pays" in first_user[-1].text
    assert "weigh 1.3 against 1.1" in first_answer[-1].text
    assert record.turns[-2].aim == "find out who pays"


async def test_two_people_of_one_conversation_are_cast_differently(played, model, verdict):
    played_by = model([verdict(), verdict("branch"), verdict("terminate")])
    await played(played_by)
    notes = [
        line
        for node, messages in played_by.seen
        if node in ("build_persona", "new_perspective")
        for line in messages[-1].text.splitlines()
        if line.startswith("Casting note")
    ]
    first, second = (set(note.partition(": ")[2].split("; ")) for note in notes)
    assert len(first) == 4
    assert not {*first} & {*second}


def test_settings_show_as_fields_in_studio():
    from colloquist.graphs import load

    fields = load("conversation").get_context_jsonschema()["properties"]
    assert fields["extensions"]["enum"] == ["forbid", "check", "allow"]
    assert fields["max_turns"]["default"] == 10
