"""Annotated articles in, a tagger out. Needs the `train` extra; the product itself never imports this room."""
