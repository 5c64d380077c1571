"""Files of every kind that can come in, made here with words of ours."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

PARAGRAPHS = (
    "“We won,” said Ada Nkemelu, who led the crews through eleven days of strike at the harbour of Westhaven.",
    "The harbour office said that the boats would sail at noon and that no ticket would be dearer than before.",
    "“Nobody is happy,” a passenger told us on the quay, “but we are going home before the winter comes.”",
)
TEXT = "\n\n".join(PARAGRAPHS)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><title>Ferry strike ends - The Paper</title>
<meta name="author" content="Lou Marchetti"><meta property="article:published_time" content="2026-03-04T10:00:00Z">
<meta property="og:site_name" content="The Paper"><meta property="og:title" content="Ferry strike ends"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Ferry strike ends</h1>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</article>
<footer>All rights reserved</footer><script>alert("Not a word of it")</script></body></html>""".encode()
RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>The Paper</title>
<language>en-gb</language>
<item><title>Ferry &amp; strike</title><link>https://paper.example/a</link><author>lou@paper.example (Lou)</author>
<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate>
<description>&lt;p&gt;{PARAGRAPHS[0]}&lt;/p&gt;&lt;p&gt;{PARAGRAPHS[1]}&lt;/p&gt;</description></item>
<item><title>Only a headline</title></item></channel></rss>""".encode()
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>The Paper</title>
<entry><title>Ferry strike ends</title><link href="https://paper.example/a"/><author><name>Lou</name></author>
<updated>2026-03-04T10:00:00Z</updated><summary>Short.</summary>
<content type="html">&lt;p&gt;{PARAGRAPHS[2]}&lt;/p&gt;</content></entry></feed>""".encode()
BOMB = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + b"ha" * 500 + b'">'
for _outer, _inner in ("ba", "cb", "dc", "ed", "fe", "gf"):
    BOMB += f'<!ENTITY {_outer} "{f"&{_inner};" * 20}">'.encode()
BOMB += b'] ><rss version="2.0"><channel><item><description>&g;</description></item></channel></rss>'
THIEF = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b'<rss version="2.0"><channel><item><title>t</title><description>Words &f; end</description></item></channel></rss>'
)


def word(*paragraphs: str, tracked: bool = False, bare: bool = False, **properties: Any) -> bytes:
    """A Word document; `tracked`: with changes that nobody has accepted yet; `bare`: silent on itself."""
    document = docx.Document()
    for name, value in properties.items():
        setattr(document.core_properties, name, value)
    for words in paragraphs:
        document.add_paragraph(words)
    if tracked:
        changed = (
            f'<w:p {WORD}><w:ins w:id="1"><w:r><w:t>Boats sail.</w:t></w:r></w:ins>'
            f'<w:del w:id="2"><w:r><w:delText>Boats wait.</w:delText></w:r></w:del></w:p>'
        )
        document.element.body.insert(0, parse_xml(changed))
    if bare:
        parts = document.part.package.rels
        [known] = [id for id, it in parts.items() if it.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES]
        del parts[known]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*pages: list[str], title: str = "", author: str = "", password: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    for lines in pages:
        page = writer.add_blank_page(width=600, height=800)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)})}
        )
        shown = DecodedStreamObject()
        rows = b"".join(b"(" + line.encode("cp1252") + b") Tj 0 -14 Td " for line in lines)
        shown.set_data(b"BT /F1 12 Tf 50 750 Td " + rows + b"ET")
        page[NameObject("/Contents")] = writer._add_object(shown)
    writer.add_metadata({"/Title": title, "/Author": author})
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(**entries: bytes) -> bytes:
    """A ZIP archive; of each name, the last “_” is its dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in entries.items():
            pack.writestr(".".join(name.rsplit("_", 1)), data)
    return out.getvalue()


DAY = date(2026, 3, 4)
