"""What a stub server meets and what it may be told to do: requests, faults and the rules that plant them."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from_words = "valid for this JSON schema:\n"
SCHEMAS = {
    "dispute": "Sides",
    "misconceptions": "TutorOpening",
    "possible": "ProblemDraft",
    "recalculated": "SolutionCheck",
    "beyond": "AskedQuestions",
    "variants": "BogusVariants",
    "edits": "Repair",
    "claims": "Verification",
    "refusals": "WrittenRefusals",
    "outcome": "Grade",
    "sentences": "WrittenAnswer",
    "better_response": "Verdict",
    "situation": "Persona",
    "question": "SeedAnswer",
}
ROLES = {
    **{"ProblemDraft": "seed", "SolutionCheck": "refiner"},
    "TutorOpening": "seed",
    **{"Repair": "refiner", "Verification": "verifier", "ExtensionTruths": "verifier"},
    **{"Verdict": "refiner", "Persona": "persona", "SeedAnswer": "seed", "Grade": "verifier"},
    "Sides": "persona",
    **{"AskedQuestions": "seed", "BogusVariants": "seed", "WrittenAnswer": "seed", "WrittenRefusals": "assistant"},
}


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
        if len(self.messages) == 1:
            return "student"
        opening = self.messages[0]["content"]
        if opening.startswith("You solve a problem"):
            return "solver"
        return "assistant" if opening.startswith("You are the assistant") else "user"


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
