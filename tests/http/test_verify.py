"""The closing step over real HTTP: a fault is mended, claims are verified, a failing verifier approves nothing."""


async def test_a_faulty_answer_is_mended_and_its_claims_are_verified(server, stub, played):
    faulty = stub.Fault(content="Reading 77 points at the spring.")
    server.rule = lambda asked: faulty if asked.role == "assistant" and not server.of("verifier") else None
    record = await played(verify="claims", max_turns=4, max_branches=0)
    assert record.status == "done"
    assert [(one["kind"], one["fate"]) for one in record.findings] == [("number", "repaired")]
    assert record.accepted[0].accepted
    assert {one["verdict"] for one in record.claims} == {"supported"}
    assert len(server.of("verifier")) == 3
    assert [draft["text"] for draft in record.drafts] == ["Reading 77 points at the spring."]
    last = record.turns[-1]
    assert {label.sentence for label in last.labels} <= {one["sentence"] for one in record.claims}


async def test_a_verifier_whose_server_refuses_leaves_the_path_out(server, stub, played):
    refusing = stub.Fault(status=400)
    server.rule = lambda asked: refusing if asked.role == "verifier" else None
    record = await played(verify="claims", max_turns=4, max_branches=0)
    assert record.status == "failed"
    assert record.failure["node"] == "verify"
    assert record.paths[0].reasons == ("failed: verify: bad_request",)


async def test_without_a_verifier_none_is_asked(server, played):
    record = await played(max_turns=4, max_branches=0)
    assert record.status == "done"
    assert not server.of("verifier")
