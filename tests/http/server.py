"""A stub of an OpenAI-compatible server on loopback: it plays every role of the default graph, and its faults."""

import asyncio
import itertools
import threading
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from stub_request import Fault, Request, Rule
from stub_saying import say


@dataclass
class StubServer:
    """The server, in a thread with a loop of its own."""

    rule: Rule = lambda request: None
    decisions: list[str] = field(default_factory=list)
    perspective: dict[str, Any] = field(default_factory=dict)
    port: int = 0
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
        if self._thread.is_alive():  # a test may have closed it already
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
        site = web.TCPSite(runner, "127.0.0.1", self.port)
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
        content = say(request, self.decisions, self.perspective) if fault.content == "as it is" else fault.content
        content = content(say(request, self.decisions, self.perspective)) if callable(content) else content
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
