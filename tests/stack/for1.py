"""FOR1, the coding of a series block, written from its description in docs/formats/series-block.md."""
from __future__ import annotations

import struct
from collections.abc import Sequence


def encode(values: Sequence[int | None]) -> bytes | None:
    """Width, minimum, then value - minimum in `width` bits each, least significant first; all ones is missing."""
    present = [v for v in values if v is not None]
    if not present:
        return None
    low, span = min(present), max(present) - min(present)
    width = 0
    if span > 0 or len(present) < len(values):
        width = (span + 1).bit_length()  # the largest code may not be all ones
    missing = (1 << width) - 1
    bits = 0
    for i, value in enumerate(values):
        bits |= (missing if value is None else value - low) << (i * width)
    return struct.pack("<Bi", width, low) + bits.to_bytes((len(values) * width + 7) // 8, "little")


def decode(block: bytes | None, count: int) -> list[int | None]:
    if block is None:
        return [None] * count
    width, low = struct.unpack_from("<Bi", block)
    bits, missing = int.from_bytes(block[5:], "little"), (1 << width) - 1
    codes = [bits >> (i * width) & missing for i in range(count)]
    return [None if width and code == missing else low + code for code in codes]
