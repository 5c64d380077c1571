"""Fetches what is at a web address, and nothing inside the house: no private address, whoever names it or leads there.

Each name is looked up once and the address found is the one connected to (requests-hardened), for each redirect anew.
How long all may take is left to `articles.intake.apart`.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress

from articles.errors import AddressRefused, TooMuchInside

MAX_BYTES = 20_000_000  # unpacked
REDIRECTS = 5
SECONDS = 10.0  # without a byte
CHUNK = 64 * 1024
MAX_ADDRESS = 2000
HEADERS = {
    "Accept": "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/atom+xml, */*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": "Onrecord/1",
}
PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 47}


class Fetched(NamedTuple):
    """What was at an address, unpacked; `address` is where it was in the end."""

    address: str
    data: bytes


def _manager(*, loopback: bool) -> Manager:
    return Manager(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=loopback,
            never_redirect=True,
            default_timeout=(SECONDS, SECONDS),
        )
    )


def fetch(address: str, *, loopback: Collection[str] = ()) -> Fetched:
    """What is at an http or https address, over at most REDIRECTS redirects and MAX_BYTES unpacked bytes.

    `loopback` are the hosts with port (“127.0.0.1:8123”), written exactly so in an address, that may be on this
    machine. Raises AddressRefused or TooMuchInside.
    """
    for _ in range(REDIRECTS + 1):
        address = checked_address(address)
        manager = _manager(loopback=urlsplit(address).netloc in loopback)
        try:
            with manager.get_session() as session:
                session.trust_env = False  # no proxy, which would look names up anew, and nobody's .netrc
                with session.get(address, headers=HEADERS, stream=True, allow_redirects=False) as answer:
                    if not answer.is_redirect:
                        return Fetched(address, _body(answer))
                    address = urljoin(address, answer.headers["Location"])
        except InvalidIPAddress:
            raise AddressRefused(
                "This address leads into a private network, from which nothing is fetched."
            ) from None
        except requests.Timeout:
            raise AddressRefused("The site did not answer in time. Try again later.") from None
        except (requests.RequestException, OSError, ValueError):
            raise AddressRefused("Nothing can be reached at this address. Check it and try again.") from None
    raise AddressRefused("The address leads from one to the next without end.")


def checked_address(address: str) -> str:
    """The address without its fragment, or AddressRefused: only http and https, no name and password in it."""
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port == 0 or parts.scheme not in ("http", "https") or len(address) > MAX_ADDRESS:
        raise AddressRefused("This is no web address. It should look like https://paper.org/story.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("There is a name or password in this address. Leave it out: it would be kept.")
    return parts._replace(fragment="").geturl()


def _body(answer: requests.Response) -> bytes:
    if answer.status_code != 200:
        raise AddressRefused(f"The site answers {answer.status_code} instead of the article.")
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("", "identity", *PACKED):
        raise AddressRefused("The site sends the article packed in a way that is not known here.")
    unpack = zlib.decompressobj(PACKED[packing]) if packing in PACKED else None
    data = bytearray()
    # As it comes: requests would unpack a piece of any size, and wait until a piece is full.
    while piece := answer.raw.read1(CHUNK, decode_content=False):
        try:
            data += unpack.decompress(piece, MAX_BYTES + 1 - len(data)) if unpack else piece
        except zlib.error:
            raise AddressRefused("What the site sends is broken. Try again later.") from None
        if len(data) > MAX_BYTES:
            raise TooMuchInside(MAX_BYTES)
    return bytes(data)
