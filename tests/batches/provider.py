"""A provider with a Batch API, on loopback: it logs what it is handed; what it says depends on the body alone."""

import asyncio
import hashlib
import json
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from aiohttp import web

WORKING = ("validating", "in_progress")


@dataclass
class BatchProvider:
    """The server, in a thread with a loop of its own. `say` is what the model says to a request."""

    say: object
    looks: int = 2
    """So many looks find a batch under way, then it has ended."""
    stalled: bool = False
    """Whether batches stay under way until they are let go."""
    room: int | None = None
    """So many requests may be under way; a batch for which there is none is refused."""
    refuses: str = ""
    """The code with which every batch is refused."""
    wrong_key: bool = False
    away: int = 0
    """So many requests of any kind are answered with 503 first."""
    hang_at: tuple[str, int] = ("", 0)
    """Which request gets no answer: before or after it was acted on, and after how many that do."""
    fault: object = staticmethod(lambda body, life: "")
    """What goes wrong with a row, by its body and how often it was handed in before."""
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict] = field(default_factory=dict)
    handed: list[str] = field(default_factory=list)
    """The name of every request of every batch that was not refused."""
    answered: Counter[str] = field(default_factory=Counter)
    """How often each request was paid for, by name."""
    asked_directly: int = 0
    refused: int = 0
    asked: list[str] = field(default_factory=list)
    hung: threading.Event = field(default_factory=threading.Event)

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
        app = web.Application(client_max_size=2**26, middlewares=[self._door])
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_post("/v1/files", self._upload)
        app.router.add_get("/v1/files/{id}/content", self._content)
        app.router.add_post("/v1/batches", self._create)
        app.router.add_get("/v1/batches", self._list)
        app.router.add_get("/v1/batches/{id}", self._look)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        self._ready.set()
        await self._closing.wait()
        await runner.cleanup()

    @web.middleware
    async def _door(self, http, handler):
        what = f"{http.method} {re.sub('(file|batch)_[0-9]+', 'id', http.path.removeprefix('/v1/'))}"
        self.asked.append(what)
        if self.wrong_key:
            return web.json_response({"error": {"message": "Incorrect API key\nprovided"}}, status=401)
        if self.away:
            self.away -= 1
            return web.json_response({"error": {"message": "away"}}, status=503)
        await self._maybe_hang(f"before {what}")
        answer = await handler(http)
        await self._maybe_hang(f"after {what}")
        return answer

    async def _maybe_hang(self, where):
        point, left = self.hang_at
        if point == where:
            self.hang_at = (point, left - 1)
            if not left:
                self.hung.set()
                await self._closing.wait()

    def completion(self, body):
        """Return the reply to a request: the same one to the same words, however they are asked."""
        plain = json.dumps({**body, "stream": False}, sort_keys=True)
        text = "\n\n".join(message["content"] for message in body["messages"])
        found = re.search(r"[Vv]alve (\d+)", text)
        said, finish = self.say(body, text, found[1], random.Random(hashlib.sha256(plain.encode()).hexdigest()))
        usage = {"prompt_tokens": len(text), "completion_tokens": len(said), "total_tokens": len(text) + len(said)}
        choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": finish}
        reply = {"id": "x", "object": "chat.completion", "created": 1, "model": body["model"]}
        return {**reply, "choices": [choice], "usage": usage}

    async def _chat(self, http):
        self.asked_directly += 1
        return web.json_response(self.completion(await http.json()))

    async def _upload(self, http):
        form = await http.post()
        assert form["purpose"] == "batch"
        return web.json_response({"id": self._stored(form["file"].file.read()), "object": "file"})

    def _stored(self, said):
        id_ = f"file_{len(self.files)}"
        self.files[id_] = said
        return id_

    async def _content(self, http):
        return web.Response(body=self.files[http.match_info["id"]])

    async def _create(self, http):
        how = await http.json()
        assert (how["endpoint"], how["completion_window"]) == ("/v1/chat/completions", "24h")
        rows = [json.loads(line) for line in self.files[how["input_file_id"]].splitlines()]
        assert len({row["custom_id"] for row in rows}) == len(rows) > 0
        assert len({row["body"]["model"] for row in rows}) == 1
        assert {(row["method"], row["url"]) for row in rows} == {("POST", "/v1/chat/completions")}
        id_ = f"batch_{len(self.batches)}"
        batch = {"id": id_, "object": "batch", "created_at": int(time.time()), "metadata": how["metadata"]}
        self.batches[id_] = batch | {"status": "validating", "rows": rows, "looked": 0, "errors": None}
        code = self.refuses or ("token_limit_exceeded" if self._is_full() else "")
        if code:
            self.refused += 1
            errors = {"object": "list", "data": [{"code": code, "message": "Enqueued token limit reached"}]}
            self.batches[id_] |= {"status": "failed", "errors": errors}
        else:
            self.handed += [row["custom_id"].split("-")[0] for row in rows]
        return web.json_response(self._plain(self.batches[id_]))

    def _is_full(self):
        under_way = sum(len(one["rows"]) for one in self.batches.values() if one["status"] in WORKING)
        return self.room is not None and under_way > self.room

    def _plain(self, batch):
        counts = {"total": len(batch["rows"]), "completed": 0, "failed": 0}
        return {key: value for key, value in batch.items() if key not in ("rows", "looked")} | {
            "request_counts": counts
        }

    async def _list(self, http):
        newest_first = list(self.batches.values())[::-1]
        ids = [batch["id"] for batch in newest_first]
        start = ids.index(http.query["after"]) + 1 if "after" in http.query else 0
        page = [
            self._plain(batch) for batch in newest_first[start : start + 2]
        ]  # small pages show that all are read
        return web.json_response({"data": page, "has_more": start + 2 < len(ids)})

    async def _look(self, http):
        batch = self.batches[http.match_info["id"]]
        batch["looked"] += 1
        if batch["status"] in WORKING and not self.stalled:
            if batch["looked"] >= self.looks:
                self._end(batch)
            else:
                batch["status"] = "in_progress"
        return web.json_response(self._plain(batch))

    def _end(self, batch):
        """Write the files of a batch, in any order."""
        out, errors, expired = [], [], False
        for row in batch["rows"]:
            name = row["custom_id"].split("-")[0]
            plain = json.dumps(row["body"], sort_keys=True)
            fault = self.fault(row["body"], self._lives.setdefault(plain, 0))
            self._lives[plain] += 1
            frame = {"id": "batch_req_1", "custom_id": row["custom_id"]}
            if fault == "missing":
                continue
            if fault == "expired":
                expired = True
                why = {"code": "batch_expired", "message": "not executed before the completion window ended"}
                errors.append(json.dumps({**frame, "response": None, "error": why}))
            elif fault == "torn":
                out.append(json.dumps(frame)[:20])
            elif fault[:3].isdigit():
                body = {"error": {"message": fault[4:] or "no", "code": None}}
                response = {"status_code": int(fault[:3]), "request_id": "r", "body": body}
                errors.append(json.dumps({**frame, "response": response, "error": None}))
            else:
                self.answered[name] += 1
                body = {"error": {"message": "odd"}} if fault == "junk" else self.completion(row["body"])
                response = {"status_code": 200, "request_id": "r", "body": body}
                out.append(json.dumps({**frame, "response": response, "error": None}))
        random.Random(len(self.files)).shuffle(out)
        batch["status"] = "expired" if expired else "completed"
        for key, lines in (("output_file_id", out), ("error_file_id", errors)):
            batch[key] = self._stored("".join(f"{line}\n" for line in lines).encode()) if lines else None

    _lives: dict[str, int] = field(default_factory=dict)
