"""The settings as a form: fields with their descriptions, without what only Python can give, and back."""

import pytest

from colloquist.graphs import load
from colloquist.run.recording import LEFT_OUT
from colloquist.state.settings import RoleSettings, Settings, SettingsError


@pytest.fixture(scope="module")
def form():
    return load("conversation").get_context_jsonschema()["properties"]


def test_every_setting_that_json_can_give_is_a_field_and_no_other(form):
    only_python = LEFT_OUT - {"roles", "model", "persona"} | {"source", "entails"}
    assert set(form) == set(Settings.__dataclass_fields__) - only_python


def test_fields_say_what_they_are_and_begin_with_the_defaults(form):
    assert form["max_turns"]["default"] == 10
    assert form["max_turns"]["description"].startswith("Messages per path")
    assert form["extensions"]["enum"] == ["forbid", "check", "allow"]
    assert form["model"] == {
        "title": "Model",
        "type": "string",
        "default": "embedded",
        "description": form["model"]["description"],
    }


def test_roles_and_persona_may_come_as_tables(persona):
    own = Settings(roles={"user": {"temperature": 0.5}}, persona=persona.model_dump())
    assert own.roles == {"user": RoleSettings(temperature=0.5)}
    assert own.persona == persona
    assert own.of("user").temperature == 0.5


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"roles": {"user": {"temprature": 1}}}, "role user: got an unexpected keyword argument 'temprature'"),
        ({"roles": {"user": {"temperature": "hot"}}}, "temperature is 'hot'"),
        ({"roles": {"user": "gpt"}}, "roles take RoleSettings"),
        ({"roles": 3}, "roles take RoleSettings"),
        ({"persona": {"role": "x"}}, "persona: situation: field required"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(given, says):
    with pytest.raises(SettingsError, match=says):
        Settings(**given)
