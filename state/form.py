"""The settings as a form: what only Python can give is not in it, and it comes back as tables."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import CoreSchema, PydanticOmit, core_schema


class OnlyPython:
    """Marks what only Python can give: it is taken as it is and shows in no form, such as Studio's."""

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        """Take anything."""
        return core_schema.any_schema()

    def __get_pydantic_json_schema__(self, schema: object, handler: object) -> dict[str, Any]:
        """Leave it out of the JSON schema."""
        raise PydanticOmit


def from_table(what: str, given: Any, kind: Callable[..., Any]) -> Any:
    """Return a `kind` for a table of its fields, as JSON has it, and anything else as it stands.

    Raises ValueError, which names `what` was given, for a field that there is none of, or that is missing.
    """
    if not isinstance(given, Mapping):
        return given
    try:
        return kind(**given)
    except TypeError as error:
        raise ValueError(f"{what}: {str(error).partition('() ')[2] or error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{what}: {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}") from None
