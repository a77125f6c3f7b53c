"""The look of a profile: colours that can be read, file names that hold, a file that comes back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insertion.colours import LEAST_CONTRAST, contrast_on_white, darkened, hexadecimal, tinted
from insertion.presentation import (
    ArticleNumbers,
    Presentation,
    article_habits,
    file_name,
    path_refused,
    pattern_refused,
)
from insertion.profile import Profile, dump_profile, load_profile

COLOURS = st.from_regex(r"[0-9A-F]{6}", fullmatch=True)


@pytest.mark.parametrize(
    ("colour", "contrast"), [("FFFFFF", "1.0"), ("000000", "21.0"), ("767676", "4.5")]
)
def test_the_contrast_is_that_of_the_wcag(colour: str, contrast: str):
    # WCAG 2.1: 21:1 for black; #767676 is the lightest grey that passes AA on white.
    assert f"{float(contrast_on_white(colour)):.1f}" == contrast


def test_the_boundary_of_what_can_be_read_is_between_two_greys():
    assert contrast_on_white("767676") >= LEAST_CONTRAST > contrast_on_white("777777")


@given(COLOURS)
def test_a_darkened_colour_can_always_be_read(colour: str):
    assert contrast_on_white(darkened(colour)) >= LEAST_CONTRAST


@given(COLOURS, st.integers(0, 100))
def test_a_tint_is_never_darker_than_its_colour(colour: str, share: int):
    assert contrast_on_white(tinted(colour, share)) <= contrast_on_white(colour)


@pytest.mark.parametrize("text", ["rouge", "#12345", "#1234567", "12345G", ""])
def test_what_is_no_colour_is_none(text: str):
    assert hexadecimal(text) is None


def test_every_habit_has_its_example():
    assert set(article_habits()) == {each.value for each in ArticleNumbers}


@settings(max_examples=40)
@given(
    st.builds(
        Presentation,
        logo=st.sampled_from([None, "logo.png", "images/logo été.jpg"]),
        logo_words=st.sampled_from([None, 'Armes : d\'azur "au lion"']),
        body_font=st.sampled_from([None, "Georgia", "Trebuchet MS"]),
        accent=st.sampled_from([None, "7A1F2B"]),
        article_numbers=st.sampled_from([None, *ArticleNumbers]),
        file_names=st.sampled_from([None, "{piece}_v{version}"]),
        first_articles=st.dictionaries(st.sampled_from(["ccap", "rc"]), st.integers(1, 999)),
        piece_names=st.dictionaries(st.sampled_from(["avis"]), st.sampled_from(["Avis", "A-1"])),
        hosts=st.dictionaries(st.sampled_from(["rc", "ae"]), st.just("modeles/m.docx")),
    )
)
def test_any_look_written_then_read_is_the_same(look: Presentation):
    made = Profile("Ville", {}, look=look)
    assert load_profile(dump_profile(made)) == made


@pytest.mark.parametrize(
    ("path", "sound"),
    [
        ("logo.png", True), ("a/b/logo.PNG", True), ("été.png", True), ("a/../b.png", False),
        ("./b.png", False), ("a//b.png", False), ("/b.png", False), ("c:b.png", False),
        ("a\\b.png", False), ("~b.png", False), ("nul.png", False), ("a./b.png", False),
        ("b.png\u202e", False), ("b.exe", False), ("a" * 147 + ".png", False),
        ("a" * 146 + ".png", True),
    ],
)  # fmt: skip
def test_a_path_of_a_profile_stays_below_it_on_every_system(path: str, sound: bool):
    assert (path_refused(path, (".png",)) == "") is sound


@pytest.mark.parametrize(
    ("pattern", "sound"),
    [
        ("{consultation}_{piece}_v{version}", True), ("{piece}", True), ("{consultation}", False),
        ("{piece}{piece.x}", False), ("{piece}/{version}", False), ("{piece}{", False),
        ("{piece!r}", False),
    ],
)  # fmt: skip
def test_a_pattern_names_files_or_is_refused(pattern: str, sound: bool):
    assert (pattern_refused(pattern) == "") is sound


def test_a_pattern_is_filled_and_nothing_else_is_read():
    assert file_name("{piece} {version}", piece="{version}", version="2") == "{version} 2"
