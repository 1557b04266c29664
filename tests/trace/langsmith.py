"""A stub that speaks LangSmith's HTTP API on loopback, and keeps what arrives."""

import json
import re
import threading
from contextlib import suppress
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import zstandard

INFO = {
    "version": "0.12.1",
    "batch_ingest_config": {"use_multipart_endpoint": True, "size_limit": 100, "size_limit_bytes": 20_971_520},
    "instance_flags": {"zstd_compression_enabled": True, "dataset_examples_multipart_enabled": True},
}
NOW = "2026-01-01T00:00:00+00:00"


class LangSmith:
    """The state of the stub. `rule` may answer a request (method, path) with a status instead of the API."""

    def __init__(self):
        self.requests = []
        self.bodies = []
        self.runs, self.feedback, self.projects = {}, {}, {}
        self.datasets, self.examples = {}, {}
        self.info = json.loads(json.dumps(INFO))
        self.key = None
        self.rule = lambda method, path: None
        self.again = 0
        """How many runs came a second time."""

    def __enter__(self):
        stub = self

        class Handler(_Handler):
            api = stub

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *error):
        self._server.shutdown()
        self._server.server_close()

    @property
    def roots(self):
        """The runs without a parent, in the order they came."""
        return [run for run in self.runs.values() if not run.get("parent_run_id")]

    def below(self, run):
        """The runs right below one, in the order LangSmith shows them."""
        own = [one for one in self.runs.values() if one.get("parent_run_id") == run["id"]]
        return sorted(own, key=lambda one: one["dotted_order"])

    def keep(self, run):
        """Keep a run once, as LangSmith does."""
        self.again += run["id"] in self.runs
        self.runs.setdefault(run["id"], run)

    def answer(self, method, path, query, body, headers):
        """Return the status and the JSON of a reply."""
        for pattern, act in ROUTES:
            if found := re.fullmatch(pattern, f"{method} {path}"):
                return act(self, *found.groups(), query=query, body=body, headers=headers)
        return 404, {"detail": f"no {method} {path} here"}


def info(api, **_):
    return 200, api.info


def session(api, body, **_):
    name = json.loads(body)["name"]
    project = api.projects.setdefault(name, {"id": str(uuid4()), "name": name, "tenant_id": str(uuid4())})
    return 200, project


def sessions(api, **_):
    return 200, list(api.projects.values())


def multipart(api, body, headers, **_):
    parts = _parts(body, headers)
    for name, value in parts:
        kind, _, *key = name.split(".")
        if kind == "feedback":
            api.feedback[value["id"]] = value
        elif kind == "post" and not key:
            api.keep({**value, **{k: v for n, v in parts if n.startswith(f"{name}.") for k in [n.split(".")[2]]}})
    return 202, {}


def single(api, body, **_):
    api.keep(json.loads(body))
    return 200, {}


def patch(api, id_, body, **_):
    api.runs[id_].update({key: value for key, value in json.loads(body).items() if value is not None})
    return 200, {}


def batch(api, body, **_):
    for run in json.loads(body)["post"]:
        api.keep(run)
    return 202, {}


def feedback(api, body, **_):
    one = json.loads(body)
    api.feedback[one["id"]] = one
    return 200, one


def make_dataset(api, body, **_):
    asked = json.loads(body)
    made = {"id": str(uuid4()), "created_at": NOW, "modified_at": NOW, **asked}
    api.datasets[made["name"]] = made
    return 200, made


def find_dataset(api, query, **_):
    return 200, [one for one in api.datasets.values() if one["name"] in query.get("name", [])]


def upload(api, dataset, body, headers, **_):
    made = {}
    for name, value in _parts(body, headers):
        id_, *key = name.split(".")
        made.setdefault(id_, {"id": id_, "dataset_id": dataset, "created_at": NOW})
        made[id_].update({key[0]: value} if key else value)
    taken = [id_ for id_ in made if id_ in api.examples]
    if taken:
        return 409, {"detail": f"example {taken[0]} is there"}
    api.examples.update(made)
    return 200, {"example_ids": list(made), "count": len(made), "as_of": NOW}


def update(api, dataset, body, headers, **_):
    for name, value in _parts(body, headers):
        id_, *key = name.split(".")
        api.examples[id_].update({key[0]: value} if key else value)
    return 200, {"example_ids": [], "count": 1}


def list_examples(api, query, **_):
    own = [one for one in api.examples.values() if one["dataset_id"] in query.get("dataset", [])]
    if "id" in query:
        own = [one for one in own if one["id"] in query["id"]]
    offset, limit = (int(query.get(key, [default])[0]) for key, default in (("offset", 0), ("limit", 100)))
    return 200, own[::-1][offset : offset + limit]


ROUTES = [
    (r"GET /info", info),
    (r"POST /sessions", session),
    (r"GET /sessions", sessions),
    (r"POST /runs/multipart", multipart),
    (r"POST /runs/batch", batch),
    (r"POST /runs", single),
    (r"PATCH /runs/([^/]+)", patch),
    (r"POST /feedback", feedback),
    (r"POST /datasets", make_dataset),
    (r"GET /datasets", find_dataset),
    (r"POST /v1/platform/datasets/([^/]+)/examples", upload),
    (r"PATCH /v1/platform/datasets/([^/]+)/examples", update),
    (r"GET /examples", list_examples),
]


def _parts(body, headers):
    """Read a multipart body as an independent reader does: the e-mail parser of the standard library."""
    whole = BytesParser().parsebytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body)
    assert whole.is_multipart()
    assert not whole.defects
    found = []
    for part in whole.get_payload():
        payload = part.get_payload(decode=True)
        if part["Content-Length"]:
            assert int(part["Content-Length"]) == len(payload)
        found.append((part.get_param("name", header="content-disposition"), json.loads(payload)))
    return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: LangSmith

    def _serve(self):
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        if self.headers.get("Content-Encoding") == "zstd":
            body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
        path = urlsplit(self.path)
        self.api.requests.append((self.command, path.path))
        self.api.bodies.append(body)
        status, said = self._answer(path, body)
        told = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        with suppress(OSError):  # whoever asked may have gone
            self.wfile.write(told)

    def _answer(self, path, body):
        api = self.api
        if (fault := api.rule(self.command, path.path)) is not None:
            return fault, {"detail": "a fault"}
        if api.key and path.path != "/info" and self.headers.get("x-api-key") != api.key:
            return 401, {"detail": "Invalid token"}
        return api.answer(self.command, path.path, parse_qs(path.query), body, self.headers)

    do_GET = do_POST = do_PATCH = _serve

    def log_message(self, *args):
        pass
