"""What cannot go by batch is said before anything is paid for."""

import pytest

from colloquist.models import ScriptedModel
from colloquist.run.estimate import aestimate
from colloquist.state.settings import SettingsError


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"model": "embedded", "base_url": None}, "every role needs a model by name"),
        ({"model": ScriptedModel(script={})}, "every role needs a model by name"),
        ({"workers": 2}, "leave workers at 1"),
        ({"rpm": 60}, "rpm and tpm"),
    ],
)
async def test_it_is_one_clear_line(run, provider, tmp_path, options, says):
    with pytest.raises(SettingsError, match=says) as refused:
        await run(**options)
    assert "\n" not in str(refused.value)
    assert provider.asked == []
    assert not (tmp_path / "run").exists()


async def test_an_estimate_is_not_made_by_batch(valves, provider, tmp_path):
    with pytest.raises(SettingsError, match="leave --batch out"):
        await aestimate(valves(3), tmp_path / "run", model="gpt-4o", base_url=provider.url, batch=True)
