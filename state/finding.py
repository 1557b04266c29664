"""A finding: something that a check saw in a conversation, with what should become of it."""

from typing import Literal

from typing_extensions import TypedDict

Severity = Literal["reject", "repair", "signal"]


class Finding(TypedDict):
    """What was seen and where. A signal keeps nothing out of the data; `sentence` is empty for a whole turn."""

    kind: str
    severity: Severity
    turn_id: str
    sentence: str
    says: str
