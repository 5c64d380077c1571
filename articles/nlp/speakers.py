"""Who is behind a source? First version: the name as it stands."""
from __future__ import annotations

from articles.document import Speaker
from articles.nlp.reading import Linked, Reading


def name_speakers(reading: Reading, linked: list[Linked]) -> None:
    for attribution in linked:
        if attribution.source:
            attribution.speakers = [Speaker(reading.words.said(*attribution.source))]
