"""How is a release cited? The address frozen into it, the line to put under an article, and an entry for BibTeX."""

from __future__ import annotations

import re
from datetime import date
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from articles.models import Release

HOW_TO_CHANGE = (
    "Whoever runs Onrecord sets another: SITE_ADDRESS=https://onrecord.paper.org where it is started."
)
_SINGLE = str.maketrans("“”„", "‘’‚")
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # BibTeX counts braces, also those behind a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
}


def address_of(number: int) -> str:
    """The address that a release is frozen with."""
    return str(settings.SITE_ADDRESS) + reverse("release-detail", args=[number])


def only_here(address: str) -> bool:
    """Whether nobody but this machine reaches the address."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def citation(release: Release) -> str:
    """The line by which to cite a release that was frozen. Quotation marks in its name become single ones."""
    name = release.name.translate(_SINGLE)
    return (
        f"“{name}”, Onrecord release {release.pk}, frozen on {_day(release)}, {release.contents['address']}"
    )


def bibtex(release: Release, sha256: str) -> str:
    """The same for BibTeX, with the SHA-256 of everything as JSON Lines."""
    day, address = _day(release), release.contents["address"]
    return (
        f"@misc{{onrecord-release-{release.pk},\n"
        f"  title = {{{{{_latex(release.name)}}}}},\n"
        f"  howpublished = {{\\url{{{address}}}}},\n"
        f"  year = {{{day.year}}},\n"
        f"  month = {f'{day:%b}'.lower()},\n"
        f"  note = {{Onrecord release {release.pk}, frozen on {day}, SHA-256 {sha256}}}\n"
        "}\n"
    )


def _day(release: Release) -> date:
    return date.fromisoformat(release.contents["frozen_at"][:10])


def _latex(text: str) -> str:
    """A text as LaTeX sets it, sign for sign."""
    return re.sub(r"[\\{}$&#_%~^]", lambda sign: _LATEX.get(sign[0], f"\\{sign[0]}"), text)
