"""What is told of an edited Word file: remarks and obstacles, each with its paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field

from docgen.clause_word import folded
from docgen.word_lines import Grid, Line
from insertion.errors import Fault, fault
from insertion.typography import french

FIRST_WORDS = 40  # characters of a paragraph that help to find it

LOOKS = {
    "italique", "souligné", "couleur", "surlignage", "exposant", "petites capitales", "capitales",
}  # fmt: skip
"""What is let go: the words stay, their look is the piece's."""
LET_GO = {
    "image": "une image",
    "lien": "un lien ; ses mots restent",
    "saut de page": "un saut de page",
    "tabulation": "une tabulation, lue comme une espace",
    "retour": "un retour à la ligne, lu comme une espace",
}


@dataclass
class Remarks:
    """Remarks let the clause be written, obstacles do not; each is said once for a place."""

    place: str
    variant: str = ""
    told: list[Fault] = field(default_factory=list)
    obstacles: list[Fault] = field(default_factory=list)

    def of(self, variant: str) -> Remarks:
        """Return the same remarks, whose places name the text of a variant."""
        return Remarks(self.place, variant, self.told, self.obstacles)

    def where(self, line: Line | Grid) -> str:
        """Return where a person looks: the paragraph's rank and first words."""
        text = "tableau" if isinstance(line, Grid) else folded(line.text).strip()
        shown = text if len(text) <= FIRST_WORDS else text[: FIRST_WORDS - 1].rstrip() + "…"
        named = f", texte {self.variant}" if self.variant else ""
        return f"{self.place}{named}, paragraphe {line.number}" + french(f" « {shown} »")

    def tell(self, code: str, place: str, **values: object) -> None:
        """Record a remark."""
        self._add(self.told, fault(code, place, **values))

    def block(self, code: str, place: str, **values: object) -> None:
        """Record an obstacle."""
        self._add(self.obstacles, fault(code, place, **values))

    def tell_line(self, code: str, line: Line | Grid, **values: object) -> None:
        """Record a remark about a paragraph or a table."""
        self.tell(code, self.where(line), **values)

    def block_line(self, code: str, line: Line | Grid, **values: object) -> None:
        """Record an obstacle in a paragraph or a table."""
        self.block(code, self.where(line), **values)

    def judge(self, line: Line | Grid) -> None:
        """Tell what was seen in a paragraph or a table beyond words."""
        looks = sorted({kind for kind, _ in line.seen if kind in LOOKS})
        if looks:
            self.tell_line("WORD_MISE_EN_FORME", line, formats=looks)
        for kind, words in line.seen:
            if kind == "révision":
                self.tell_line("WORD_REVISION", line)
            elif kind in LET_GO:
                self.tell_line("WORD_LAISSE", line, what=LET_GO[kind])
            elif kind not in LOOKS:
                what = f"{kind} : « {folded(words).strip()} »" if words.strip() else kind
                self.block_line("WORD_HORS_GRAMMAIRE", line, what=what)

    @staticmethod
    def _add(faults: list[Fault], found: Fault) -> None:
        if found not in faults:
            faults.append(found)
