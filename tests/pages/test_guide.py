"""The annotation guide on the page: one source, its cases drawn in the roles’ colours."""

from __future__ import annotations

from articles.pages.guide import guide, sections_of


def test_every_section_of_the_guide_has_an_address() -> None:
    sections = guide()
    assert [one.name for one in sections] == [
        "", "what-is-a-quote", "edges", "cue", "source", "speaker", "what-is-filled-in", "state",
    ]  # fmt: skip
    assert all("{" not in one.html and "[" not in one.html for one in sections)
    assert sum(one.html.count('class="case"') for one in sections) >= 10


def test_a_worked_case_is_drawn_in_the_colours_of_its_roles() -> None:
    [_, section] = sections_of("# Guide\n\n## Edges: where\n\nSo: `{“We <won,”} [said] <Lee>.`\n")
    assert (section.name, section.title) == ("edges", "Edges: where")
    assert section.html == (
        '<p>So: <span class="case">'
        '<span class="sample content">“We &lt;won,”<span class="visually-hidden"> (quoted words)</span></span> '
        '<span class="sample cue">said<span class="visually-hidden"> (cue)</span></span> '
        '<span class="sample source">Lee<span class="visually-hidden"> (source)</span></span>.</span></p>\n'
    )


def test_html_in_the_guide_is_shown_and_never_run() -> None:
    [_, section] = sections_of("## Odd\n\n<script>alert(1)</script> `{<b>}` [x](javascript:alert(1))\n")
    assert "<script" not in section.html
    assert "<b>" not in section.html
    assert 'href="javascript' not in section.html
