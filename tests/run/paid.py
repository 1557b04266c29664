"""A server that charges for every reply and logs each; what it says depends on the words of the request alone."""

import asyncio
import hashlib
import json
import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field

from aiohttp import web

FAILS = "5"
"""The valve whose assistant is always cut off."""


@dataclass
class Asked:
    """One request: in which life of the run, for which conversation, and what it said."""

    life: int
    valve: str
    words: str
    answered: bool = True


@dataclass
class PaidServer:
    """The server, in a thread with a loop of its own."""

    delay: float = 0.004
    life: int = 0
    asked: list[Asked] = field(default_factory=list)
    fault_from: int | None = None
    fault_status: int = 503
    counts_tokens: bool = True
    wrong_key: bool = False
    bad: float = 0.0
    """The share of requests that meet each of four faults: refused, broken, dropped, cut off in their JSON."""
    met: Counter[str] = field(default_factory=Counter)
    _lot: random.Random = field(default_factory=lambda: random.Random(5))
    _now: int = 0
    most: int = 0

    def __enter__(self):
        self._ready, self._loop = threading.Event(), asyncio.new_event_loop()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()))
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *exc):
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)
        self._loop.close()

    async def _serve(self):
        self._closing = asyncio.Event()
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/v1/chat/completions", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        self._ready.set()
        await self._closing.wait()
        await runner.cleanup()

    async def _answer(self, http):
        raw = await http.read()
        body = json.loads(raw)
        text = "\n\n".join(message["content"] for message in body["messages"])
        valve = re.search(r"[Vv]alve (\d+)", text)[1]
        words = hashlib.sha256(raw).hexdigest()
        busy = self.fault_from is not None and len(self.asked) >= self.fault_from
        fault = "wrong key" if self.wrong_key else self._fault()
        self.asked.append(Asked(self.life, valve, words, answered=not busy and not fault))
        self._now += 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(self.delay)
        self._now -= 1
        if busy or fault == "broken":
            return web.json_response({"error": {"message": "busy"}}, status=self.fault_status if busy else 500)
        if fault == "wrong key":
            return web.json_response({"error": {"message": "no such key"}}, status=401)
        if fault == "refused":
            return web.json_response({"error": {"message": "slowly"}}, status=429, headers={"retry-after": "0.1"})
        if fault == "dropped":
            http.transport.abort()
        said, finish = say(body, text, valve, random.Random(words))
        usage = {"prompt_tokens": len(text), "completion_tokens": len(said), "total_tokens": len(text) + len(said)}
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": finish}
        reply = {"id": "x", "object": "chat.completion", "created": 1, "model": body["model"]}
        counted = {"usage": usage} if self.counts_tokens else {}
        whole = json.dumps({**reply, "choices": [choice], **counted})
        sent = whole[: len(whole) // 2] if fault == "cut off" else whole
        return web.Response(text=sent, content_type="application/json")

    def _fault(self):
        faults = ("refused", "broken", "dropped", "cut off")
        which = int(self._lot.random() / self.bad) if self.bad else len(faults)
        if which >= len(faults):
            return None
        self.met[faults[which]] += 1
        return faults[which]


def say(body, text, valve, lot):
    """Return what is said to a request, and how it ends: now and then it is cut off, or nothing."""
    if lot.random() < 0.04:
        return lot.choice([("", "stop"), ("It is about valve", "length")])
    schema = body.get("response_format", {}).get("json_schema", {}).get("name", "")
    n = lot.randrange(10**6)
    if schema == "SeedAnswer":
        opening = f"Valve {lettered(valve)} opens for {lettered(n)}."
        parts = [{"text": opening, "kind": "grounded", "cites": ["1.1"]}]
        return json.dumps({"question": f"What is valve {valve}?", "answer": parts}), "stop"
    if schema == "Persona":
        words = {key: f"{key} {n}" for key in ("situation", "goal", "tone", "style", "perspective")}
        lists = {"knows": [f"knows {n}"], "gaps": [f"gaps {n}"]}
        return json.dumps({"role": f"keeper of valve {valve}", **words, **lists}), "stop"
    if schema == "Verdict":
        return json.dumps(verdict(body, lot)), "stop"
    if schema == "PathReading":
        return json.dumps(reading(text, lot)), "stop"
    if schema == "Weighing":
        return json.dumps(
            {"first": "so", "second": "so", "better": lot.choice(["first", "second", "tie"])}
        ), "stop"
    if body["messages"][0]["content"].startswith("You are the assistant"):
        finish = "length" if valve == FAILS else "stop"
        said = f"Of valve {lettered(valve)}: {strange_words(lot)}. The rim adds area."
        return said, finish
    return f"My gauge on valve {valve} read {n} bar, {strange_words(lot)}. Why would it do that?", "stop"


def reading(text, lot):
    """Return a reading of every numbered sentence and every answer, drawn by lot."""
    numbers = [int(n) for n in re.findall(r"^\[a(\d+)\] ", text, re.MULTILINE)]
    kinds = lot.choices(["supported", "not_in_source", "discourse"], [6, 1, 1], k=len(numbers))
    sentences = [
        {"sentence": n, "rests_on": ["1.1"] if says == "supported" else [], "why": "", "says": says}
        for n, says in zip(numbers, kinds, strict=True)
    ]
    stages = ["foundation", "mechanism", "worked_example", "edge_case"]
    exchanges = [
        {"turn": int(n), "stage": lot.choice(stages), "new_case": lot.random() < 0.5, "beyond": "settled"}
        for n in re.findall(r'^<turn n="(\d+)" by="assistant">', text, re.MULTILINE)
    ]
    return {"sentences": sentences, "exchanges": exchanges}


def strange_words(lot):
    """Return words by which no two turns are nearly the same."""
    return " ".join(lettered(lot.randrange(10**5)) for _ in range(7))


def lettered(number):
    """Return letters that stand for a number: a number in an answer would have to come from the source."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def verdict(body, lot):
    """Return a verdict that labels every sentence of the answer."""
    asked = next(m["content"] for m in reversed(body["messages"]) if "<answer turn" in m["content"])
    sentences = asked.partition("<answer turn")[2].count("\n[a")
    decision = lot.choices(["continue", "branch", "terminate"], [6, 2, 1])[0]
    move = {"stage": "mechanism", "aim": f"ask on {lot.random()}", "brief": "explain 1.2", "draw_on": []}
    wish = {"name": "the insurer", "why": "what it costs", "same_person": False, "fork_turn": 2}
    return {
        "labels": [{"sentence": i, "kind": "grounded", "cites": ["1.2"]} for i in range(1, sentences + 1)],
        "faults": [],
        "better_response": None,
        "scores": dict.fromkeys(("grounded", "clear", "deep", "new", "in_character", "consistent"), 4),
        "stage": "mechanism",
        "decision": decision,
        "reason": f"because {decision}",
        "next_moves": [{"move": "object", **move}, {"move": "deepen", **move}],
        "perspective": wish if decision == "branch" else None,
    }
