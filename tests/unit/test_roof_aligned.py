"""Many rows in aligned columns: nothing wrapped, nothing cut."""

from __future__ import annotations

from clausier.aligned import WIDEST, aligned_lines


def test_figures_are_aligned_on_the_right_and_words_on_the_left():
    rows = [("1", "Gros œuvre", "833"), ("12", "Peinture", "7")]
    assert list(aligned_lines(("Lot", "Intitulé", "Heures"), rows, ("Heures",))) == [
        "Lot  Intitulé    Heures",
        "1    Gros œuvre     833",
        "12   Peinture         7",
    ]


def test_a_long_cell_is_whole_and_widens_no_other_line():
    long = "x" * (WIDEST + 40)
    lines = list(aligned_lines(("Intitulé", "Heures"), [(long, "1"), ("court", "2")]))
    assert lines[1] == f"{long}  1"
    assert len(lines[2]) == WIDEST + 3


def test_titles_alone_make_one_line():
    assert list(aligned_lines(("Lot", "Heures"), [])) == ["Lot  Heures"]
