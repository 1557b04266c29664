"""An entailment model as the closing step takes one: premise and hypothesis in, a label out.

Any function will do; this one is a cross-encoder of sentence-transformers that was trained on natural
language inference. It reads one sentence against those that it cites, and does not reckon.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from colloquist.state.settings import SettingsError

Entailment = Literal["supported", "contradicted", "neutral"]
_NAMES: Mapping[str, Entailment] = {
    "entailment": "supported",
    "contradiction": "contradicted",
    "neutral": "neutral",
    "not_entailment": "neutral",
}


def cross_encoder(model: str, load: Callable[[str], Any] | None = None) -> Callable[[str, str], Entailment]:
    """Return the entailment function of a cross-encoder, for `Settings.entails`; `model` is a name or a folder.

    `load` makes the cross-encoder from its name; left out, sentence-transformers does. Raises SettingsError
    where that is not installed, or where the model's labels are not those of entailment.
    """
    encoder = (load or _load)(model)
    labels = _labels(model, encoder.config.id2label)

    def entails(premise: str, hypothesis: str) -> Entailment:
        [scores] = encoder.predict([(premise, hypothesis)])
        return labels[max(range(len(labels)), key=lambda n: float(scores[n]))]

    return entails


def _load(model: str) -> Any:
    try:
        from sentence_transformers import CrossEncoder
    except ImportError:
        raise SettingsError(
            'an entailment model needs sentence-transformers: pip install "colloquist[entailment]"'
        ) from None
    return CrossEncoder(model)


def _labels(model: str, named: Mapping[int, str]) -> list[Entailment]:
    names = [named[n].lower() for n in sorted(named)]
    if not {"entailment"} <= set(names) <= set(_NAMES):
        known = ", ".join(_NAMES)
        raise SettingsError(f"{model}: its labels are {', '.join(names)}; an entailment model has {known}")
    return [_NAMES[name] for name in names]
