"""A stub of an OpenAI-compatible server on loopback: plays every role of the default graph, and its faults."""

import asyncio
import itertools
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from_words = "valid for this JSON schema:\n"
SCHEMAS = {"better_response": "Verdict", "situation": "Persona", "question": "SeedAnswer"}
ROLES = {"Verdict": "refiner", "Persona": "persona", "SeedAnswer": "seed"}


@dataclass(frozen=True)
class Request:
    """One request as it came in; `peer` is the port it came from."""

    number: int
    body: dict[str, Any]
    headers: dict[str, str]
    peer: int

    @property
    def messages(self) -> list[dict[str, Any]]:
        return self.body["messages"]

    @property
    def text(self) -> str:
        return "\n\n".join(message["content"] for message in self.messages)

    @property
    def format(self) -> str:
        return self.body.get("response_format", {}).get("type", "")

    @property
    def schema(self) -> str:
        """Name of the object that is asked for, by its schema or in words; empty for plain text."""
        if self.body.get("tools"):
            return self.body["tools"][0]["function"]["name"]
        if self.format == "json_schema":
            return self.body["response_format"]["json_schema"]["name"]
        words = self.messages[-1]["content"].partition(from_words)[2]
        return next((name for key, name in SCHEMAS.items() if f'"{key}"' in words), "")

    @property
    def role(self) -> str:
        if self.schema:
            return ROLES[self.schema]
        return "assistant" if self.messages[0]["content"].startswith("You are the assistant") else "user"


@dataclass(frozen=True)
class Fault:
    """What the server does instead of answering well; what is not set stays as in a good reply."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    content: str | Callable[[str], str] | None = "as it is"
    finish: str = "stop"
    message: dict[str, Any] = field(default_factory=dict)
    usage: bool = True
    hang: str = ""


Rule = Callable[[Request], Fault | None]


@dataclass
class StubServer:
    """The server, in a thread with a loop of its own."""

    rule: Rule = lambda request: None
    decisions: list[str] = field(default_factory=list)
    perspective: dict[str, Any] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    spent: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("input", "cached", "output"), 0))
    _seen: dict[str, str] = field(default_factory=dict)
    _count: itertools.count = field(default_factory=itertools.count)

    def __enter__(self) -> "StubServer":
        self._ready, self._loop = threading.Event(), asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *exc: object) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join(10)

    def of(self, role: str) -> list[Request]:
        """Return the requests of one role, in order."""
        return [request for request in self.requests if request.role == role]

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._closing = asyncio.Event()
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/v1/chat/completions", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        self._ready.set()
        await self._closing.wait()
        await runner.cleanup()

    async def _answer(self, http: web.Request) -> web.StreamResponse:
        request = Request(
            next(self._count), await http.json(), dict(http.headers), http.transport.get_extra_info("peername")[1]
        )
        self.requests.append(request)
        fault = self.rule(request) or Fault()
        if fault.hang:
            return await self._hang(http, fault.hang)
        if fault.body is None and fault.status == 200:
            return web.json_response(self._completion(request, fault))
        if isinstance(fault.body, str):
            return web.Response(
                status=fault.status, text=fault.body, content_type=fault.headers.get("type", "text/html")
            )
        return web.json_response(
            fault.body or {"error": {"message": "no"}}, status=fault.status, headers=fault.headers
        )

    async def _hang(self, http: web.Request, how: str) -> web.StreamResponse:
        """Drop the connection before or inside the reply, say nothing, or only white space."""
        reply = web.StreamResponse(headers={"content-type": "application/json", "content-length": "5000"})
        if how in ("drop inside", "dribble"):
            await reply.prepare(http)
            await reply.write(b'{"id": ' if how == "drop inside" else b" ")
        if how in ("drop", "drop inside"):
            http.transport.abort()
        while how in ("silence", "dribble") and not self._closing.is_set() and http.transport is not None:
            try:
                await asyncio.wait_for(self._closing.wait(), 0.02)
            except TimeoutError:
                if how == "dribble":
                    await reply.write(b" ")
        return reply

    def _completion(self, request: Request, fault: Fault) -> dict[str, Any]:
        content = self.say(request) if fault.content == "as it is" else fault.content
        content = content(self.say(request)) if callable(content) else content
        message = {"role": "assistant", "content": content, **fault.message}
        if request.body.get("tools"):
            call = {"name": request.schema, "arguments": content}
            message |= {"content": None, "tool_calls": [{"id": "c1", "type": "function", "function": call}]}
        reply = {
            "id": f"chatcmpl-{request.number}",
            "object": "chat.completion",
            "created": 1,
            "model": request.body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": fault.finish}],
        }
        return {**reply, "usage": self.count(request, content or "")} if fault.usage else reply

    def count(self, request: Request, said: str) -> dict[str, Any]:
        """Count a reply as a provider does: prompt, the part of it that its prefix cache held, completion."""
        before = self._seen.get(request.role, "")
        self._seen[request.role] = request.text
        shared = next(
            (n for n, (a, b) in enumerate(zip(before, request.text, strict=False)) if a != b), len(before)
        )
        prompt, cached, output = len(request.text) // 4, shared // 4, len(said) // 4
        for name, tokens in zip(("input", "cached", "output"), (prompt, cached, output), strict=True):
            self.spent[name] += tokens
        return {
            "prompt_tokens": prompt,
            "completion_tokens": output,
            "total_tokens": prompt + output,
            "prompt_tokens_details": {"cached_tokens": cached},
        }

    def say(self, request: Request) -> str:
        """Return a good reply."""
        n = request.number
        if request.schema == "SeedAnswer":
            parts = [{"text": f"It opens at a set pressure {n}.", "kind": "grounded", "cites": ["1.1"]}]
            return json.dumps({"question": f"What is relief {n}?", "answer": parts})
        if request.schema == "Persona":
            return json.dumps(a_persona(n))
        if request.schema == "Verdict":
            decision = self.decisions.pop(0) if self.decisions else "continue"
            return json.dumps(a_verdict(request, decision, self.perspective))
        if request.role == "user":
            return f"My gauge read {n} bar this morning. Why would it do that?"
        return f"Reading {n} points at the spring. The rim adds area {n} times over."


def a_persona(n: int) -> dict[str, Any]:
    """Return a persona whose every field can be found again on the wire."""
    words = ("role", "situation", "goal", "tone", "style", "perspective")
    lists = {"knows": [f"private knows {n}"], "gaps": [f"private gaps {n}"]}
    return {**{word: f"private {word} {n}" for word in words}, **lists}


def a_verdict(request: Request, decision: str, perspective: dict[str, Any]) -> dict[str, Any]:
    """Return a verdict that labels every numbered sentence of the answer."""
    asked = next(m["content"] for m in reversed(request.messages) if "<answer turn" in m["content"])
    sentences = asked.partition("<answer turn")[2].count("\n[a")
    draw_on = ["r1"] if "\n[r1]" in asked else []
    move = {"stage": "mechanism", "aim": f"ask on {request.number}", "brief": "explain 1.2", "draw_on": draw_on}
    wish = {"name": "the insurer", "why": "what it costs", "same_person": False, "fork_turn": 2, **perspective}
    return {
        "labels": [{"sentence": n, "kind": "grounded", "cites": ["1.2"]} for n in range(1, sentences + 1)],
        "faults": [],
        "better_response": None,
        "scores": dict.fromkeys(("grounded", "clear", "deep", "new", "in_character", "consistent"), 4),
        "stage": "mechanism",
        "decision": decision,
        "reason": f"because {decision}",
        "next_moves": [{"move": "object", **move}, {"move": "deepen", **move}],
        "perspective": wish if decision == "branch" else None,
    }


def on(what: str, *faults: Fault, after: int = 0) -> Rule:
    """Return a rule: the requests of a role (or "any") meet these faults in order, from the `after`-th on."""
    left = list(faults)
    passed = itertools.count()

    def rule(request: Request) -> Fault | None:
        if what not in ("any", request.role) or next(passed) < after:
            return None
        return left.pop(0) if left else None

    return rule


def always(what: str, fault: Fault, after: int = 0) -> Rule:
    """Return a rule: every request of a role (or "any") meets this fault, from the `after`-th on."""
    return on(what, *[fault] * 1000, after=after)
