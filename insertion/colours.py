"""A colour on white paper: read, judged by its contrast, darkened until it can be read."""

from __future__ import annotations

import re
from fractions import Fraction

LEAST_CONTRAST = Fraction(9, 2)
"""Contrast of text on its ground below which many readers fail: WCAG 2.1, criterion 1.4.3 (AA)."""
_HEXADECIMAL = re.compile(r"#?([0-9A-Fa-f]{6})")
_RED, _GREEN, _BLUE = Fraction(2126, 10000), Fraction(7152, 10000), Fraction(722, 10000)


def hexadecimal(text: str) -> str | None:
    """Return « 1F3864 » from « #1f3864 », ``None`` for anything else."""
    found = _HEXADECIMAL.fullmatch(text.strip())
    return found[1].upper() if found else None


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _written(channels: tuple[int, ...]) -> str:
    return "".join(f"{each:02X}" for each in channels)


def contrast_on_white(colour: str) -> Fraction:
    """Return the contrast of « RRGGBB » on white, from 1 (white) to 21 (black), after WCAG 2.1."""
    red, green, blue = (_linear(each) for each in _channels(colour))
    luminance = _RED * red + _GREEN * green + _BLUE * blue
    return Fraction(105, 100) / (luminance + Fraction(5, 100))


def _linear(channel: int) -> Fraction:
    share = channel / 255
    curved = share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
    return Fraction(curved)


def darkened(colour: str) -> str:
    """Return the lightest shade of ``colour`` that can be read on white, of the same hue."""
    channels = _channels(colour)
    for kept in range(100, -1, -1):
        shade = _written(tuple(each * kept // 100 for each in channels))
        if contrast_on_white(shade) >= LEAST_CONTRAST:
            return shade
    return "000000"


def tinted(colour: str, share: int) -> str:
    """Return ``colour`` mixed with white; ``share`` is what is left of it, in per cent."""
    return _written(
        tuple((255 * (100 - share) + each * share) // 100 for each in _channels(colour))
    )
