"""Is a text in another language recognised, and spared the rules made for English?"""

from __future__ import annotations

import pytest

from articles.nlp.language import recognise
from articles.nlp.pipeline import load

TEXTS = {
    "en": "The baker said that the bread was cheap and that it would be cheap for years to come.",
    "de": "Die Bäckerin sagte, dass das Brot nicht teuer ist und auch in den nächsten Jahren nicht teuer wird.",
    "fr": "La boulangère a dit que le pain est bon marché et qu'il le sera pour les années à venir dans la ville.",
    "es": "La panadera dijo que el pan es barato y que lo será por muchos años para los vecinos de la ciudad.",
    "it": "La fornaia ha detto che il pane non è caro e che non lo sarà per gli anni a venire nella città.",
    "nl": "De bakker zei dat het brood niet duur is en dat het ook in de komende jaren niet duur wordt.",
    "ru": "Пекарь сказал, что хлеб дешёвый.",
    "el": "Ο φούρναρης είπε ότι το ψωμί είναι φτηνό.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_languages_are_recognised(language: str) -> None:
    assert recognise(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["", "Bread!", "“Bread.”", "12 345", "\n\n"])
def test_too_little_text_counts_as_english(text: str) -> None:
    assert recognise(text) == "en"


def test_in_another_language_only_quotation_marks_are_read_and_the_reason_says_so() -> None:
    document = load().annotate(f"{TEXTS['de']} „Das Brot ist nicht teuer.“\n{TEXTS['de']}")
    assert document.language == "de"
    (only,) = document.attributions
    assert only.content[0].text == "„Das Brot ist nicht teuer.“"
    assert only.cue == ()
    assert only.source == ()
    assert only.speakers == ()
    assert "German" in only.reason
