"""What a node is told besides the state, and what it asked for in vain that only LangGraph can tell."""

from typing import Any

_OF_THE_ENGINE = ("__pregel_", "checkpoint_", "langgraph_", "thread_id", "callbacks")
"""How the names begin under which LangGraph's engine keeps what it tells a node."""


class Missed(list[str]):
    """The names of what was asked for in vain."""


class Told(dict[str, Any]):
    """A part of a configuration that notes which keys of LangGraph's it lacked, whoever swallows the KeyError."""

    def __init__(self, told: dict[str, Any], missed: Missed) -> None:
        super().__init__(told)
        self._missed = missed

    def __missing__(self, key: str) -> Any:
        """Note a key of LangGraph's, and raise KeyError as every dict does."""
        if str(key).startswith(_OF_THE_ENGINE):
            self._missed.append(str(key))
        raise KeyError(key)


class Unknown:
    """Stands for what only LangGraph's engine can tell, and notes that it was asked."""

    def __init__(self, missed: Missed) -> None:
        self._missed = missed

    def __getattr__(self, name: str) -> Any:
        """Note the question. Raises AttributeError."""
        self.__dict__["_missed"].append(name)
        raise AttributeError(name)


def unknown(missed: Missed) -> dict[str, Any]:
    """Return the fields of a runtime that LangGraph's engine fills."""
    return {"execution_info": Unknown(missed), "control": Unknown(missed)}
