"""A cross-encoder as the entailment function, with a stand-in for the weights."""

import sys
from types import SimpleNamespace

import pytest

from colloquist.models.entailment import cross_encoder
from colloquist.state.settings import SettingsError


class Encoder:
    """A stand-in whose scores are by a word of the hypothesis."""

    def __init__(self, labels):
        self.config = SimpleNamespace(id2label=dict(enumerate(labels)))
        self._labels = labels

    def predict(self, pairs):
        return [[float(label in hypothesis) for label in self._labels] for _, hypothesis in pairs]


def test_the_label_with_the_highest_score_is_what_it_says_in_whatever_order_the_model_has_them():
    for labels in (["contradiction", "entailment", "neutral"], ["entailment", "neutral", "contradiction"]):
        entails = cross_encoder("any", load=lambda name, labels=labels: Encoder(labels))
        assert entails("a", "an entailment") == "supported"
        assert entails("a", "a contradiction") == "contradicted"
        assert entails("a", "neutral words") == "neutral"


def test_a_model_that_is_none_for_entailment_is_refused_by_its_labels():
    with pytest.raises(SettingsError, match="ranker: its labels are label_0; an entailment model has entailment"):
        cross_encoder("ranker", load=lambda name: Encoder(["LABEL_0"]))


def test_without_the_extra_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(SettingsError, match=r"pip install .colloquist\[entailment\]"):
        cross_encoder("any")
