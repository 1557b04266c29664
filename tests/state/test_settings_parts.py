"""Each conversation of a run has settings of its own that differ in their parts and share the rest."""

from colloquist.state.journal import NoJournal
from colloquist.state.settings import ROLES, RoleSettings, Settings


def test_other_parts_leave_everything_else_as_it_was():
    settings = Settings(roles={"user": RoleSettings(temperature=0.5)}, max_turns=8)
    journal = NoJournal()
    own = settings.with_parts(journal=journal)
    assert own.journal is journal
    assert settings.journal is not journal
    assert own == Settings(
        **{name: getattr(settings, name) for name in settings.__dataclass_fields__ if name != "journal"},
        journal=journal,
    )


def test_what_a_role_uses_is_derived_once_for_all_of_them():
    settings = Settings(roles={"user": RoleSettings(temperature=0.5)})
    first, second = settings.with_parts(journal=NoJournal()), settings.with_parts(journal=NoJournal())
    for role in ROLES:
        assert first.of(role) is second.of(role) is settings.of(role)
