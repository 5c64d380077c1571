"""Ids that programs may make as well, since no two are ever the same."""

import os
import time
from uuid import UUID


def in_time_order() -> UUID:
    """A new id, greater than those of earlier milliseconds: a UUID of version 7 (RFC 9562, 5.7).

    So the rows of an article, which are made together, lie together in every index on it: one with millions is read
    and written at one place where random ids would touch a page a row.
    """
    return at_moment(time.time_ns() // 1_000_000, int.from_bytes(os.urandom(10)))


def at_moment(milliseconds: int, chance: int) -> UUID:
    """The id of a moment, in milliseconds since 1970; 74 bits of `chance` tell it from others of the same one."""
    version, variant = 7 << 76, 2 << 62
    return UUID(
        int=milliseconds << 80 | version | (chance >> 62 & 0xFFF) << 64 | variant | chance & (1 << 62) - 1
    )
