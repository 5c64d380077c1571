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


def test_a_long_text_without_a_common_word_of_any_known_language_is_undetermined() -> None:
    assert recognise("Emme halua tätä siltaa kaupunkiimme, sanoi kaupungin valtuutettu. " * 4) == "und"


def test_a_short_english_text_is_not_taken_for_another_language() -> None:
    assert recognise("A minister visited a harbour. “Do go,” a baker told her.") == "en"


QUOTED = [
    ("fr", "« Nous ne voulons pas de ce pont », a dit Marie Dupont.", ["« Nous ne voulons pas de ce pont »"]),
    ("de", "„Wir wollen die Brücke nicht“, sagte Anna Weber.", ["„Wir wollen die Brücke nicht“"]),
    ("de", "»Nein, wir haben genug«, sagte Per Holm.", ["»Nein, wir haben genug«"]),
    ("de", "Das „Geld“ ist weg, und die „alte Brücke“ ist nicht mehr da.", []),
    ("de", "Er liest „Der Müller und die Mühle“ und ist nicht da.", []),
    (
        "es",
        "«No queremos este puente en la ciudad», dijo Ana Ruiz.",
        ["«No queremos este puente en la ciudad»"],
    ),
    ("sv", "”Vi vill inte ha den här bron”, sade Anna Lind.", ["”Vi vill inte ha den här bron”"]),
    ("zh", "她说：“我们不想要这座新的大桥。”", ["“我们不想要这座新的大桥。”"]),
    (
        "fr",
        "« Ce pont est vieux », a dit Marie Dupont. « Le pont est à nous », a dit Jean Petit.",
        ["« Ce pont est vieux »", "« Le pont est à nous »"],
    ),
]


@pytest.mark.parametrize(("language", "text", "contents"), QUOTED)
def test_in_another_language_quotations_are_found_by_their_marks_alone(
    language: str, text: str, contents: list[str]
) -> None:
    document = load().annotate(text)
    assert document.language == language
    assert [[span.text for span in it.content] for it in document.attributions] == [[it] for it in contents]
    for it in document.attributions:
        assert (it.cue, it.source, it.speakers) == ((), (), ())
        assert it.confidence is not None
        assert it.confidence <= 0.3
        assert it.reason == "Between quotation marks; only English is looked through for who said it."
