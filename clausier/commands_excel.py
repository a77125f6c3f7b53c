"""The verbs that bring the functions into Excel: ``clausier excel …``."""

from __future__ import annotations

from clausier.command import family

excel = family(
    "excel",
    "Met les fonctions et les commandes de clausier dans Excel.",
    "clausier excel lite complement · clausier excel installer",
)
