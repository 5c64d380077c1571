"""How likely are the content and the speaker of a suggestion right?

A logistic regression over what each step of the pipeline says of its own work. Its weights lie with the model and are
fitted on annotated articles by `articles.nlp.training.calibration`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from articles.document import Kind
from articles.nlp.reading import Linked

FEATURES = (
    "bias", "likely", "exact", "cued", "sourced", "sureness",
    "no cue", "no source", "nobody", "direct", "mixed",
)  # fmt: skip
BY_LAYOUT = {"transcript": 0.9, "signed": 0.9, "marks alone": 0.3}
"""What only the layout tells is too rare in annotated news to be fitted: estimates."""
_ODDS = (0.01, 0.99)


def features(attribution: Linked, kind: Kind) -> list[float]:
    """The numbers the confidence is made of, in the order of FEATURES; probabilities as log odds, bounded."""
    return [
        1.0,
        _log_odds(attribution.likely),
        _log_odds(attribution.exact),
        _log_odds(attribution.cued) if attribution.cue else 0.0,
        _log_odds(attribution.sourced) if attribution.source else 0.0,
        _log_odds(attribution.sureness),
        float(attribution.cue is None),
        float(attribution.source is None),
        float(not attribution.speakers),
        float(kind == "direct"),
        float(kind == "mixed"),
    ]


def confidence(attribution: Linked, kind: Kind, weights: Mapping[str, float]) -> float:
    """A probability from 0 to 1, rounded to hundredths."""
    if attribution.shape in BY_LAYOUT:
        return BY_LAYOUT[attribution.shape]
    values = features(attribution, kind)
    score = sum(weights[name] * value for name, value in zip(FEATURES, values, strict=True))
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, score)))), 2)


def _log_odds(probability: float) -> float:
    bounded = max(_ODDS[0], min(_ODDS[1], probability))
    return math.log(bounded / (1 - bounded))
