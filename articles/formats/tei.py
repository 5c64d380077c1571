"""TEI P5: the text with `<said>` and `<quote>` around what was said, and a list of those who said it.

An article is a `<TEI>`, the file a `<teiCorpus>`. Parts that overlap are cut into fragments tied by `next` and `prev`;
what is known of a quote is a feature structure that its parts point to with `ana`. Reading is left to `tei_reading`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from articles.document import ROLES, Attribution, Document, Role, Speaker
from articles.formats.format import Format, Loss, Losses
from articles.formats.record import attribution_record
from articles.formats.tei_reading import FEATURES, KIND_OF_DIRECT, NAMESPACE, PERSON_TAGS, read

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
LEVELS = {role: level for level, role in enumerate(ROLES)}
DIRECT_OF_KIND = {kind: direct for direct, kind in KIND_OF_DIRECT.items()}
HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<teiCorpus xmlns="{NAMESPACE}">
<teiHeader><fileDesc><titleStmt><title>Articles with their quotes</title></titleStmt>\
<publicationStmt><p>Exported from Onrecord.</p></publicationStmt>\
<sourceDesc><p>Articles, as the header of each says.</p></sourceDesc></fileDesc></teiHeader>
"""


class Mark(NamedTuple):
    """A part of a quote, in the order in which tags nest: content, cue, source; the earlier and longer outside."""

    level: int
    start: int
    back: int
    quote: int
    part: int
    role: Role

    @property
    def end(self) -> int:
        return -self.back


@dataclass(slots=True)
class _Scribe:
    """Escapes, and counts what XML has no character for."""

    losses: Losses

    def __call__(self, text: str) -> str:
        if ILLEGAL.search(text):
            text, number = ILLEGAL.subn("\ufffd", text)
            self.losses.count(Loss.CONTROLS, number)
        return text.translate(ESCAPES)


def write(documents: Iterable[Document], losses: Losses) -> Iterator[bytes]:
    """A corpus, an article a piece. Where XML forbids a character, U+FFFD stands for it."""
    yield HEAD.encode()
    escaped = _Scribe(losses)
    for number, document in enumerate(documents, 1):
        yield "".join(_article(document, f"a{number}", escaped)).encode()
    yield b"</teiCorpus>\n"


def _article(document: Document, own: str, escaped: _Scribe) -> Iterator[str]:
    """One `<TEI>`; all its ids begin with `own`, as an id may be there once in a file."""
    speakers = list(dict.fromkeys(s for a in document.attributions for s in a.speakers))
    keys = {speaker: f"{own}.s{number}" for number, speaker in enumerate(speakers, 1)}
    yield "<TEI><teiHeader><fileDesc><titleStmt>"
    yield f"<title>{escaped(document.title)}</title></titleStmt>"
    yield "<publicationStmt><p>Exported from Onrecord.</p></publicationStmt>\n<sourceDesc>"
    yield from _source(document, escaped)
    yield from _speakers({s: key for s, key in keys.items() if s.kind != "document"}, "listPerson", escaped)
    yield from _speakers({s: key for s, key in keys.items() if s.kind == "document"}, "listBibl", escaped)
    yield "</sourceDesc></fileDesc></teiHeader>\n"
    if document.attributions:
        features = (
            _features(a, f"{own}.q{number}", escaped) for number, a in enumerate(document.attributions, 1)
        )
        yield f"<standOff>{''.join(features)}</standOff>\n"
    language = f' xml:lang="{escaped(document.language)}"' if document.language else ""
    yield f'<text{language}><body><ab xml:space="preserve">'
    yield from _body(document, own, keys, escaped)
    yield "</ab></body></text></TEI>\n"


def _source(document: Document, escaped: _Scribe) -> Iterator[str]:
    yield "<bibl>"
    if document.byline:
        yield f"<author>{escaped(document.byline)}</author>"
    if document.publisher:
        yield f"<publisher>{escaped(document.publisher)}</publisher>"
    if document.published:
        yield f'<date when="{document.published.isoformat()}"/>'
    if document.url:
        yield f'<idno type="URL">{escaped(document.url)}</idno>'
    if document.id is not None:
        yield f'<idno type="onrecord">{escaped(document.id)}</idno>'
    yield "</bibl>"


def _speakers(keys: dict[Speaker, str], tag: str, escaped: _Scribe) -> Iterator[str]:
    if not keys:
        return
    yield f"\n<{tag}>"
    for speaker, key in keys.items():
        outer, name, role = PERSON_TAGS[speaker.kind]
        classed = f' role="{role}"' if role else ""
        yield f'<{outer} xml:id="{key}"{classed}><{name}>{escaped(speaker.name)}</{name}>'
        for alias in speaker.aliases:
            yield f'<{name} type="alias">{escaped(alias)}</{name}>'
        if speaker.wikidata:
            yield f'<idno type="wikidata">{escaped(speaker.wikidata)}</idno>'
        if speaker.id is not None:
            yield f'<idno type="onrecord">{escaped(speaker.id)}</idno>'
        yield f"</{outer}>"
    yield f"</{tag}>"


def _features(a: Attribution, key: str, escaped: _Scribe) -> str:
    """What is known of a quote besides its parts and speakers, which the tags say."""
    known = attribution_record(a)
    features = []
    for name, tag in FEATURES.items():
        if known[name] not in (None, ""):
            value = escaped(str(known[name]))
            said = f"<string>{value}</string>" if tag == "string" else f'<{tag} value="{value}"/>'
            features.append(f'<f name="{name}">{said}</f>')
    return f'<fs xml:id="{key}" type="quote">{"".join(features)}</fs>'


def _body(document: Document, own: str, keys: dict[Speaker, str], escaped: _Scribe) -> Iterator[str]:
    """The text with its tags. First which fragments there are, as a tag names the one before and the one after."""
    steps = list(_steps(document))
    fragments: defaultdict[tuple[int, Role], int] = defaultdict(int)
    for step in steps:
        if isinstance(step, Mark):
            fragments[step.quote, step.role] += 1
    written: defaultdict[tuple[int, Role], int] = defaultdict(int)
    for step in steps:
        if isinstance(step, Mark):
            chain = (step.quote, step.role)
            written[chain] += 1
            key = f"{own}.q{step.quote}"
            tag = _opening(step, document.attributions[step.quote - 1], key, keys)
            yield f"<{tag}{_tied(f'{key}.{step.role}', written[chain], fragments[chain])}>"
        elif isinstance(step, str):
            yield f"</{step}>"
        else:
            yield escaped(document.text[slice(*step)])


def _tied(name: str, number: int, last: int) -> str:
    if last == 1:
        return ""
    before = f' prev="#{name}.{number - 1}"' if number > 1 else ""
    after = f' next="#{name}.{number + 1}"' if number < last else ""
    return f' xml:id="{name}.{number}"{before}{after}'


def _tag(mark: Mark, a: Attribution) -> str:
    if mark.role == "cue":
        return "seg"
    if mark.role == "source":
        return "rs"
    return "quote" if a.speakers and all(s.kind == "document" for s in a.speakers) else "said"


def _opening(mark: Mark, a: Attribution, key: str, keys: dict[Speaker, str]) -> str:
    who = " ".join(f"#{keys[s]}" for s in a.speakers)
    tag = _tag(mark, a)
    about = {
        "said": f' direct="{DIRECT_OF_KIND[a.kind]}"' + (f' who="{who}"' if who else ""),
        "quote": f' source="{who}"',
        "seg": ' type="cue"',
        "rs": ' type="source"' + (f' ref="{who}"' if who else ""),
    }
    return f'{tag}{about[tag]} ana="#{key}" n="{mark.part}"'


def _steps(document: Document) -> Iterator[Mark | str | tuple[int, int]]:
    """What to write in turn: a mark to open, the name of a tag to close, a range of the text."""
    starting: defaultdict[int, list[Mark]] = defaultdict(list)
    edges = {0, len(document.text)}
    for number, a in enumerate(document.attributions, 1):
        for role in ROLES:
            for part, span in enumerate(a.spans(role), 1):
                starting[span.start].append(Mark(LEVELS[role], span.start, -span.end, number, part, role))
                edges |= {span.start, span.end}
    opened: list[Mark] = []
    active: list[Mark] = []

    def closed_down_to(depth: int) -> Iterator[str]:
        while len(opened) > depth:
            mark = opened.pop()
            yield _tag(mark, document.attributions[mark.quote - 1])

    for start, end in pairwise(sorted(edges)):
        active = sorted([mark for mark in active if mark.end > start] + starting[start])
        same = 0
        while same < min(len(opened), len(active)) and opened[same] == active[same]:
            same += 1
        yield from closed_down_to(same)
        for mark in active[same:]:
            opened.append(mark)
            yield mark
        yield start, end
    yield from closed_down_to(0)


FORMAT = Format(
    name="tei",
    title="TEI P5",
    summary="The text in XML with tags around what was said and by whom, for editions and digital humanities.",
    media_type="application/tei+xml",
    suffix=".tei.xml",
    write=write,
    read=read,
    loses=frozenset({Loss.CONTROLS}),
)
