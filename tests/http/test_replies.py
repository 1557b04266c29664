"""Replies that must not be used: told what was wrong, asked again, counted, and never a turn."""

import json

import pytest

FILTERED = {"content": "Half of", "finish": "content_filter"}
BAD_TEXT = {
    "truncated": ({"content": "It goes on and", "finish": "length"}, "truncated"),
    "empty": ({"content": ""}, "empty"),
    "blank": ({"content": " \n "}, "empty"),
    "null": ({"content": None}, "empty"),
    "filtered": (FILTERED, "filtered"),
    "refusal": ({"content": None, "message": {"refusal": "I cannot help with that."}}, "refused"),
    "broken off": ({"content": "Half of", "finish": "error"}, "truncated"),
    "thinking without end": ({"content": "<think>First, the person"}, "truncated"),
    "thinking alone": ({"content": "<think>Done.</think>"}, "empty"),
    "no message": (
        {"body": {"choices": [{"message": None, "finish_reason": "stop"}], "usage": {"prompt_tokens": 5}}},
        "empty",
    ),
    "no choices": (
        {"body": {"object": "chat.completion", "choices": [], "usage": {"prompt_tokens": 5, "total_tokens": 5}}},
        "empty",
    ),
}
BAD_JSON = {
    "prose": ({"content": "Sure, here is the verdict."}, "unreadable"),
    "malformed": ({"content": lambda good: good[:-9]}, "unreadable"),
    "wrong shape": ({"content": lambda good: json.dumps({"verdict": json.loads(good)})}, "unreadable"),
    "a list of it": ({"content": lambda good: f"[{good}]"}, "unreadable"),
    "bad enum": ({"content": lambda good: good.replace('"continue"', '"go_on"')}, "unreadable"),
    "missing label": (
        {"content": lambda good: json.dumps({**json.loads(good), "labels": json.loads(good)["labels"][1:]})},
        "unreadable",
    ),
    "missing field": (
        {"content": lambda good: json.dumps({k: v for k, v in json.loads(good).items() if k != "stage"})},
        "unreadable",
    ),
    "truncated": ({"content": lambda good: good[:90], "finish": "length"}, "truncated"),
    "truncated but whole": ({"content": lambda good: good, "finish": "length"}, "truncated"),
}
CASES = [("assistant", "assistant_turn", *case) for case in BAD_TEXT.values()]
CASES += [("refiner", "refine", *case) for case in [*BAD_TEXT.values(), *BAD_JSON.values()]]
NAMES = [*BAD_TEXT, *(f"verdict {name}" for name in [*BAD_TEXT, *BAD_JSON])]


@pytest.fixture(params=CASES, ids=NAMES)
def bad(request, stub):
    """Role, node, fault and kind of a reply that must not be used."""
    role, node, fault, kind = request.param
    return role, node, stub.Fault(**fault), kind


async def test_a_bad_reply_is_asked_for_again_with_what_was_wrong(server, stub, played, bad):
    role, node, fault, kind = bad
    server.rule = stub.on(role, fault)
    record = await played()
    assert record.status == "done"
    assert [call["outcome"] for call in record.calls if call["node"] == node] == [kind, "ok"]
    first, again = server.of(role)
    assert "cannot be used" in again.messages[-1]["content"]
    assert again.text.startswith(first.text)
    roles = [message["role"] for message in again.messages if message["role"] != "system"]
    assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"]


async def test_a_reply_that_stays_bad_is_a_counted_failure(server, stub, played, bad):
    role, node, fault, kind = bad
    server.rule = stub.always(role, fault)
    record = await played()
    assert record.status == "failed"
    assert (record.failure["node"], record.failure["kind"]) == (node, kind)
    assert [call["outcome"] for call in record.calls if call["node"] == node] == [kind] * 3
    assert not record.accepted
    if fault.body is None:
        assert record.usage["input_tokens"] == server.spent["input"]
        assert record.usage["output_tokens"] == server.spent["output"]
    else:
        assert record.usage["input_tokens"] == server.spent["input"] + 15
    assert not [turn for turn in record.turns if turn.made_by == "model"]


GOOD_JSON = {
    "fenced": lambda good: f"```json\n{good}\n```",
    "fenced in capitals": lambda good: f"```JSON\r\n{good}\r\n```",
    "fenced in prose": lambda good: f"Here it is:\n\n```json\n{good}\n```\nAnything else?",
    "after prose": lambda good: f"Here is the verdict: {good}",
    "before prose": lambda good: f"{good}\n\nI hope {{this}} helps.",
    "indented": lambda good: json.dumps(json.loads(good), indent=2),
    "after thinking": lambda good: f'<think>{{"labels": []}} or so?</think>\n{good}',
    "after thinking that was opened in the prompt": lambda good: f"Let me see {{...}}\n</think>\n\n{good}",
}


@pytest.mark.parametrize("wrap", GOOD_JSON.values(), ids=GOOD_JSON)
async def test_json_is_read_through_what_models_put_around_it(server, stub, played, wrap):
    server.rule = stub.always("refiner", stub.Fault(content=wrap))
    record = await played()
    assert record.status == "done"
    assert {call["outcome"] for call in record.calls} == {"ok"}


THOUGHTS = {
    "think": "<think>\nThe person < wants...\n</think>\n\n{}",
    "thinking": "  <thinking>hm</thinking>{}",
    "twice": "<think>a</think>\n<think>b</think>\n{}",
    "opened in the prompt": "The person wants...\n</think>\n\n{}",
}


@pytest.mark.parametrize("thought", THOUGHTS.values(), ids=THOUGHTS)
async def test_thinking_is_never_part_of_a_turn(server, stub, played, thought):
    server.rule = lambda request: stub.Fault(content=lambda good: thought.replace("{}", good))
    record = await played()
    assert record.status == "done"
    assert {call["outcome"] for call in record.calls} == {"ok"}
    assert not [turn.text for turn in record.turns if "think" in turn.text or "wants" in turn.text]
    assert record.turns[-1].text.startswith("Reading")


async def test_a_reply_without_usage_counts_as_a_call_of_unknown_cost(server, stub, played):
    server.rule = stub.on("assistant", stub.Fault(usage=False))
    record = await played(model="gpt-4o-mini")
    [call] = [call for call in record.calls if call["role"] == "assistant"]
    assert (call["input_tokens"], call["output_tokens"], call["cost"]) == (0, 0, None)
    assert record.usage["cost"] is None
    assert record.usage["calls"] == len(server.requests)


async def test_null_numbers_in_usage_do_no_harm(server, stub, played):
    usage = {"prompt_tokens": 9, "completion_tokens": None, "total_tokens": None, "prompt_tokens_details": None}
    good = {"role": "assistant", "content": "The spring gives way."}
    body = {"choices": [{"index": 0, "message": good, "finish_reason": None}], "usage": usage}
    server.rule = stub.on("assistant", stub.Fault(body=body))
    record = await played()
    assert record.status == "done"
    assert [c["input_tokens"] for c in record.calls if c["role"] == "assistant"] == [9]
