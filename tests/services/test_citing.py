"""How a release is cited: the line, the entry for BibTeX, and whether anybody reaches the address in them."""

import pytest

from articles.models import Release
from articles.services.citing import bibtex, citation, only_here


def released(name: str) -> Release:
    contents = {"frozen_at": "2026-09-03T10:42:00+00:00", "address": "https://onrecord.example/releases/7/"}
    return Release(number=7, name=name, contents=contents)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ferry quotes", "“Ferry quotes”"),
        ("Quotes on “the ferry”", "“Quotes on ‘the ferry’”"),
        ("„Fähre“", "“‚Fähre‘”"),
    ],
    ids=["a plain name", "a name with quotation marks", "a name with German ones"],
)
def test_the_line_has_the_name_in_marks_that_its_own_do_not_close(name: str, shown: str) -> None:
    said = "Onrecord release 7, frozen on 2026-09-03, https://onrecord.example/releases/7/"
    assert citation(released(name)) == f"{shown}, {said}"


def test_the_entry_for_bibtex_has_what_the_line_has_with_signs_of_latex_as_they_are() -> None:
    assert bibtex(released("50 % of {A_B} & C\\D"), "ab" * 32) == (
        "@misc{onrecord-release-7,\n"
        "  title = {{50 \\% of \\textbraceleft{}A\\_B\\textbraceright{} \\& C\\textbackslash{}D}},\n"
        "  howpublished = {\\url{https://onrecord.example/releases/7/}},\n"
        "  year = {2026},\n"
        "  month = sep,\n"
        f"  note = {{Onrecord release 7, frozen on 2026-09-03, SHA-256 {'ab' * 32}}}\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://[::1]/", True),
        ("https://onrecord.paper.org", False),
        ("http://192.168.1.7:8000", False),
        ("https://localhost.paper.org", False),
    ],
)
def test_an_address_of_this_machine_is_told_from_others(address: str, here: bool) -> None:
    assert only_here(address) is here
