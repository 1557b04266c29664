"""How far the texts of a run lie apart by the words that mark them: TF-IDF, which knows no synonyms."""

from collections.abc import Sequence
from typing import Any

from colloquist.nodes.checks.wording import words
from colloquist.run.diversity.extra import wanted


def spread(texts: Sequence[str]) -> tuple[float, float]:
    """Return how far two texts lie apart on average, and the share of them that is effectively different.

    The first is the mean cosine distance of all pairs. The second is the Vendi score (Friedman and Dieng 2023:
    the exponential of the entropy of the eigenvalues of the similarities) over the number of texts, from
    1 / number when all are the same to 1 when no two have a word in common. Raises ExtraMissing.
    """
    numpy = wanted("numpy")
    vectors = _vectors(texts)
    number = len(texts)
    likeness = (vectors @ vectors.T).toarray()
    apart = 1.0 - (likeness.sum() - likeness.trace()) / (number * (number - 1))
    own = numpy.linalg.eigvalsh(likeness / number)
    own = own[own > 1e-12]
    effective = float(numpy.exp(-(own * numpy.log(own)).sum()))
    return max(0.0, float(apart)), effective / number


def _vectors(texts: Sequence[str]) -> Any:
    # A text without a word has a word of its own, so that every text lies somewhere.
    said = [list(words(text)) or [f"\0{text}"] for text in texts]
    made = wanted("sklearn.feature_extraction.text").TfidfVectorizer(analyzer=list, sublinear_tf=True)
    return made.fit_transform(said)
