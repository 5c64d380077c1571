"""With what settings is the tagger trained?"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Recipe:
    """All that decides how a model turns out, but for the articles and the seed. Docstrings say what each does."""

    epochs: float = 7.0
    """How often every article is read."""
    batch: int = 8
    """Windows a step."""
    places: int = 320
    """Pieces a window takes at most, marks included; the tagger reads in windows of the same size."""
    context: int = 64
    """Pieces that windows of the tagger see on either side of what they keep; training has no use for them."""
    short: float = 0.2
    """Share of the windows that are cut into single paragraphs and few, so that short texts are no surprise."""
    hidden: float = 0.05
    """Share of the pieces that are hidden, so that no single word decides."""
    encoder_rate: float = 2.5e-4
    """Highest learning rate of the encoder, which knows English already."""
    feature_rate: float = 5e-4
    """The same for what is added to its input: capitals and quotation marks."""
    head_rate: float = 2e-3
    """The same for all that starts from nothing: labels, transitions, pointers, silver layers."""
    layer_decay: float = 1.0
    """What the rate is multiplied by for each layer farther down, so that the lowest changes least."""
    weight_decay: float = 0.01
    """Of the encoder's matrices (AdamW, Loshchilov & Hutter 2019); nothing else decays."""
    warm_up: float = 0.1
    """Share of the steps in which the rates rise to their highest; from there they fall along a line."""
    lowest: float = 0.02
    """Share of the highest rate that is kept to the end."""
    longest_step: float = 1.0
    """Norm that gradients are cut down to."""
    dropout: float = 0.1
    """Share of what the encoder's layers put out that is left out; never of its attention."""
    head_dropout: float = 0.1
    """The same before the heads."""
    averaging: float = 0.999
    """How much the averaged weights keep of themselves at a step. They are what is measured and shipped; 0 is none."""
    link: float = 1.0
    """Weight of pointing from contents to cues and from cues to sources, where finding them weighs 1."""
    silver: float = 0.0
    """Weight of each silver layer: parts of speech, heads, relations, names. 0 leaves them out."""
    pointer: int = 96
    """Length of the vectors that say which words go together."""

    def with_settings(self, settings: list[str]) -> Recipe:
        """The recipe with `FIELD=VALUE` settings changed. Raises ValueError, a sentence, for what it does not have."""
        kinds = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        changed: dict[str, int | float] = {}
        for setting in settings:
            name, _, value = setting.partition("=")
            if name not in kinds:
                raise ValueError(f"There is no setting “{name}”. There are: {', '.join(kinds)}.")
            try:
                changed[name] = kinds[name](value)
            except ValueError:
                kind = "a whole number" if kinds[name] is int else "a number"
                raise ValueError(f"The setting {name} takes {kind}, not “{value}”.") from None
        return replace(self, **changed)  # type: ignore[arg-type]  # of the kinds of the fields
