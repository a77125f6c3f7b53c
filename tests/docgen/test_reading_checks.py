"""Each check, in both directions, on documents of other buyers labelled by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from docgen.reading.docx_text import read_document
from docgen.reading.pieces import read_set
from docgen.reading.review import CHECKS, beyond, catalogue, grid, review
from docgen.reading.verdicts import Level, Outcome
from insertion.typography import plain
from tests.docgen.contracts import contract_record
from tests.docgen.reading_documents import built, cases, read_case

CASES = cases()


def expected(case: dict[str, Any]) -> dict[str, str]:
    """Return the labelled verdict of every check; what is not labelled conforms.

    A case that labels what conforms has no object elsewhere.
    """
    labels: dict[str, list[str]] = case["expect"]
    usual = Outcome.NOT_APPLICABLE if "conforme" in labels else Outcome.PASS
    found = {key: usual.value for key, _ in CHECKS}
    for outcome, keys in labels.items():
        found |= dict.fromkeys(keys, outcome)
    return found


@pytest.mark.parametrize("name", CASES)
def test_every_verdict_on_a_document_is_the_one_labelled_by_hand(name):
    verdicts = {each.check.id: each.outcome.value for each in review(read_case(CASES[name]))}
    assert verdicts == expected(CASES[name])


@pytest.mark.parametrize("key", [key for key, _ in CHECKS])
def test_every_check_passes_somewhere_and_fails_elsewhere(key):
    told = {expected(case)[key] for case in CASES.values()}
    assert {Outcome.PASS.value, Outcome.FAIL.value} <= told


def test_every_check_has_its_words_and_no_words_lack_a_check():
    assert {key for key, _ in CHECKS} == set(catalogue())


def test_a_question_of_the_grid_names_only_checks_that_exist_and_there_are_twenty():
    questions = grid(())
    assert [each.number for each in questions] == list(range(1, 21))
    assert {q for each in catalogue().values() for q in each.questions} <= set(range(1, 21))
    assert sorted(q.number for q in questions if q.starred) == [1, 2, 3, 5, 8, 12]


def test_what_no_text_tells_is_not_among_the_checks():
    assert not set(beyond()) & {each.number for each in catalogue().values()}


def test_a_failed_check_lowers_its_questions_and_a_question_nothing_read_keeps_two_points():
    verdicts = review(read_case(CASES["03-espaces-verts-heures-contraires"]))
    questions = {each.number: each for each in grid(verdicts)}
    assert questions[3].most == 0
    assert questions[14].most == 2
    assert questions[14].informed == ()


def test_every_failure_names_at_least_one_place_and_its_first_words():
    for case in CASES.values():
        for verdict in review(read_case(case)):
            for remark in verdict.remarks:
                assert remark.places, (verdict.check.id, remark.text)
                assert all(each.excerpt and each.document for each in remark.places)


def test_a_contradiction_between_pieces_names_both():
    verdicts = review(read_case(CASES["03-espaces-verts-heures-contraires"]), ["heures_egales"])
    (remark,) = verdicts[0].remarks
    assert [each.document for each in remark.places] == [
        "CCAP_espaces_verts.docx", "RC_espaces_verts.docx",
    ]  # fmt: skip
    assert "650" in remark.text
    assert "600" in remark.text


def read(on: date = date(2026, 9, 15), **pieces: str):
    """Return the verdicts on documents given as text, by check."""
    documents = [read_document(built(text), f"{name}.docx") for name, text in pieces.items()]
    return {each.check.id: each for each in review(read_set(documents, on))}


def told(verdict: Any) -> str:
    return plain(" / ".join(each.text for each in verdict.remarks))


CLAUSE = "# 6. Clause d'insertion\nLe titulaire réalise au moins 100 heures d'insertion.\n"


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("Le titulaire s'efforce de proposer un parcours.", "mots_flous"),
        ("La pénalité s'applique de plein droit.", "plein_droit"),
        ("Le facilitateur prononce les pénalités.", "role_facilitateur"),
        ("Les bénéficiaires sont domiciliés sur le territoire de la commune.", "residence"),
        ("Les personnes sont inscrites à Pôle emploi.", "lexique_perime"),
        ("Le titulaire remet la notification RSA de chaque salarié.", "motifs_interdits"),
        ("Voir l'article 12.3.", "renvois"),
        ("Une pénalité de 60 euros par heure d'insertion manquante est appliquée de plein droit.",
         "plein_droit"),
        ("La pénalité de 60 euros s'applique sans mise en demeure.", "plein_droit"),
        ("Une heure manquante entraîne automatiquement une pénalité.", "plein_droit"),
        ("Les candidats de nationalité française sont recrutés en priorité.", "discrimination"),
        ("Seuls les hommes sont acceptés.", "discrimination"),
        ("Le total des heures d'insertion est de 620 heures.", "heures_egales"),
    ],
)  # fmt: skip
def test_a_sentence_to_correct_is_found(sentence, key):
    text = CLAUSE + sentence + "\n# 7. Prix\n# 8. Durée"
    assert read(CCAP=text)[key].outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("sentence", "key"),
    [
        ("La pénalité n'est jamais appliquée de plein droit.", "plein_droit"),
        ("Le facilitateur n'inflige aucune pénalité.", "role_facilitateur"),
        ("Le facilitateur informe l'acheteur, qui applique les pénalités.", "role_facilitateur"),
        ("L'éligibilité ne dépend pas du lieu de résidence.", "residence"),
        ("Les habitants d'un quartier prioritaire de la ville sont éligibles.", "localisme"),
        ("La mission locale et le plan local pour l'insertion orientent les personnes.",
         "localisme"),
        ("Les personnes sont inscrites à France Travail, anciennement Pôle emploi.",
         "lexique_perime"),
        ("Aucun relevé ne porte le NIR d'une personne.", "motifs_interdits"),
        ("Le titulaire est identifié par son SIRET, 123 456 789 00012.", "motifs_interdits"),
        ("Selon l'article 1240 du code civil et l'article 19.2 du CCAG-Travaux.", "renvois"),
        ("Selon l'article 7 du présent cahier.", "renvois"),
        ("Le titulaire qui le devra sera mis en demeure.", "mots_flous"),
        ("La pénalité n'est jamais appliquée sans mise en demeure.", "plein_droit"),
        ("Aucune pénalité n'est appliquée sans mise en demeure.", "plein_droit"),
        ("Les femmes et les hommes sont recrutés sans condition de nationalité.",
         "discrimination"),
        ("Le total des heures d'insertion est de 100 heures.", "heures_egales"),
    ],
)  # fmt: skip
def test_an_innocent_sentence_is_left_in_peace(sentence, key):
    text = CLAUSE + sentence + "\n# 7. Prix\n# 8. Durée"
    assert read(CCAP=text)[key].outcome is not Outcome.FAIL


def test_hours_written_in_words_are_read():
    text = "# 1. Insertion\nLe titulaire réalise au moins mille deux cents heures d'insertion."
    other = "# RC\n## 1. Insertion\nLe volume est de 1 300 heures d'insertion."
    assert "1 200 heures" in told(read(CCAP=text, RC=other)["heures_egales"])


def test_hours_an_example_or_a_penalty_mentions_are_no_volume():
    text = CLAUSE + (
        "Exemple : pour 300 heures d'insertion manquantes, la pénalité est de 9 000 €.\n"
        "La durée du travail est de 35 heures par semaine."
    )
    assert read(CCAP=text)["heures_egales"].outcome is Outcome.PASS


def test_a_total_that_does_not_add_up_is_found_at_its_row():
    table = (
        "| Lot | Intitulé | Heures d'insertion |\n| 1 | A | 100 |\n| 2 | B | 50 |\n"
        "| Total | Ensemble | {total} |"
    )
    wrong = read(CCAP=CLAUSE.replace("100", "cent") + table.format(total="160"))["heures_egales"]
    assert "150" in told(wrong)
    right = read(CCAP="# 6. Clause d'insertion\n" + table.format(total="150"))["heures_egales"]
    assert right.outcome is Outcome.PASS


def test_the_figures_of_the_contract_are_those_of_the_pieces():
    from clausier.records import hours_of  # noqa: PLC0415 - the roof computes, docgen reads

    result = hours_of(contract_record())
    hours = {each.lot.number: each.contract_hours for each in result.lots}
    rows = "\n".join(f"| {key} | Lot | {value} |" for key, value in hours.items() if value)
    text = "# CCAP\n## 1. Insertion\n| Lot | Intitulé | Heures d'insertion |\n" + rows
    changed = text.replace(f"| {hours['1']} |", "| 1 |")
    for content, outcome in ((text, Outcome.PASS), (changed, Outcome.FAIL)):
        pieces = read_set([read_document(built(content), "CCAP.docx")], None, result)
        (verdict,) = review(pieces, ["heures_egales"])
        assert verdict.outcome is outcome


def test_the_day_the_obligation_begins_is_a_warning_and_the_eve_blocks():
    text = CLAUSE + "Elle répond à l'article L. 2112-2-1 du code de la commande publique."
    eve, day, after = (
        read(date(2026, 8, each), CCAP=text)["obligation_datee"] for each in (20, 21, 23)
    )
    assert eve.blocks
    assert (day.outcome, day.level) == (Outcome.FAIL, Level.WARNS)
    assert after.outcome is Outcome.PASS


def test_a_blank_of_the_candidate_is_not_one_of_the_buyer():
    answer = "# Acte d'engagement\nNom du candidat : ……………\n"
    assert read(AE=answer)["rien_a_completer"].outcome is Outcome.PASS
    assert read(CCAP=CLAUSE + "Facilitateur : ……………")["rien_a_completer"].outcome is Outcome.FAIL


def test_documents_without_insertion_only_show_what_is_left_to_fill():
    verdicts = read(CCTP="# CCTP\nLes arbres sont fournis.")
    assert {each.outcome for key, each in verdicts.items() if key != "rien_a_completer"} == {
        Outcome.NOT_APPLICABLE
    }


def test_a_form_waits_for_whoever_fills_it_in_and_binds_nobody():
    rows = "\n".join(f"| {each} | ………… |" for each in ("Date", "Heures", "Lot", "Nom", "Visa"))
    form = "# Relevé d'heures d'insertion\nLe titulaire remet ce relevé.\n" + rows
    verdicts = read(releve=form)
    assert verdicts["rien_a_completer"].outcome is Outcome.PASS
    assert verdicts["volume_present"].outcome is Outcome.TO_READ
    assert not any(each.blocks for each in verdicts.values())


SCALE = "# 6. Clause d'insertion\n| Montant HT du marché | Heures d'insertion |\n"


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        (("Inférieur à 100 000 €", "Égal ou supérieur à 100 000 € et inférieur à 400 000 €",
          "Égal ou supérieur à 400 000 €"), Outcome.PASS),
        (("Moins de 100 000 €", "De 100 000 € à moins de 400 000 €", "À partir de 400 000 €"),
         Outcome.PASS),
        (("De 0 à 99 999,99 €", "De 100 000 € à 400 000 €"), Outcome.PASS),
        (("De 0 à 99 000 €", "De 100 000 € à 400 000 €"), Outcome.FAIL),
        (("De 0 à 150 000 €", "De 100 000 € à 400 000 €"), Outcome.FAIL),
    ],
)  # fmt: skip
def test_the_rows_of_a_scale_join_without_gap_nor_overlap(rows, outcome):
    text = SCALE + "\n".join(f"| {each} | {10 * at + 10} |" for at, each in enumerate(rows))
    assert read(CCAP=text)["baremes"].outcome is outcome


@pytest.mark.parametrize(
    ("sentence", "reserved"),
    [
        ("Le titulaire de chaque lot réserve au moins 300 heures.", False),
        ("Les lots comportent des heures réservées aux structures d'insertion.", False),
        ("Le marché prévoit une part réservée aux entreprises adaptées.", False),
        ("Le lot 2 est réservé aux entreprises adaptées.", True),
        ("La participation au marché est réservée à des structures équivalentes.", True),
    ],
)
def test_only_a_lot_kept_for_operators_is_reserved(sentence, reserved):
    document = read_document(built(f"# 1. Objet\n{sentence}"), "RC.docx")
    assert read_set([document]).reserved_only is reserved


def test_a_search_that_meets_nothing_says_nothing_was_found():
    verdicts = {each.check.id: each for each in review(read_set([
        read_document(built(CLAUSE + "Les hommes et les femmes sont recrutés."), "CCAP.docx")
    ]))}  # fmt: skip
    assert verdicts["discrimination"].sought
    assert verdicts["plein_droit"].sought
    assert not verdicts["heures_egales"].sought
