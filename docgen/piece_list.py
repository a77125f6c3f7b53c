"""The documents of a set: what each is called, where it goes, and the host it is written in."""

from __future__ import annotations

from dataclasses import dataclass

TENDER, FORMS, INTERNAL = "DCE", "DCE/formulaires", "interne"


@dataclass(frozen=True, slots=True)
class Piece:
    """One document of the set.

    ``within`` names it in a cross-reference from another piece. ``host`` is the file of our own
    hosts it is written in, that of its key by default; ``title`` and ``subtitle`` head a host that
    several pieces share.
    """

    key: str
    folder: str
    file_suffix: str
    label: str
    within: str = ""
    host: str = ""
    title: str = ""
    subtitle: str = ""

    @property
    def host_name(self) -> str:
        """Return the name of our own host, suffix apart."""
        return self.host or self.key

    @property
    def document(self) -> str:
        """Return the type of document, as a clause's sheet names it."""
        return document_of(self.key)


def document_of(key: str) -> str:
    """Return the type of document of a piece: what precedes the first dash of its key."""
    return key.partition("-")[0]


PIECES: tuple[Piece, ...] = (
    Piece("avis", TENDER, "AAPC", "Avis de marché, extrait", "de l'avis"),
    Piece(
        "rc",
        TENDER,
        "RC",
        "Règlement de la consultation, article",
        "du règlement de la consultation",
    ),
    Piece("ccap", TENDER, "CCAP", "CCAP, articles", "du CCAP"),
    Piece(
        "annexe-insertion",
        TENDER,
        "ANX-INSERTION",
        "Annexe d'insertion",
        "de l'annexe d'insertion",
        title="Annexe d'insertion",
        subtitle="Clause d'insertion du marché",
    ),
    Piece("cctp", TENDER, "CCTP", "CCTP, articles", "du CCTP"),
    Piece("ae", TENDER, "AE", "Acte d'engagement, annexe", "de l'acte d'engagement"),
    Piece(
        "annexe-cadre-reponse",
        TENDER,
        "ANX-CADRE-REPONSE",
        "Cadre de réponse au critère d'insertion",
        "du cadre de réponse",
        "annexe",
        "Cadre de réponse",
        "Critère d'insertion, à remplir par le candidat",
    ),
    Piece(
        "annexe-facilitateur",
        TENDER,
        "ANX-FACILITATEUR",
        "Contact du facilitateur",
        "de l'annexe « Contact du facilitateur »",
        "annexe",
        "Contact du facilitateur",
        "Annexe d'information",
    ),
    Piece(
        "annexe-mode-emploi",
        TENDER,
        "ANX-MODE-EMPLOI",
        "Mode d'emploi de la clause",
        "du mode d'emploi",
        "annexe",
        "Mode d'emploi de la clause d'insertion",
        "Annexe d'information, sans valeur contractuelle",
    ),
    Piece(
        "annexe-liaison",
        FORMS,
        "LIAISON",
        "Fiche de liaison",
        "de la fiche de liaison",
        "annexe",
        "Fiche de liaison",
        "De l'entreprise au facilitateur, avant chaque recrutement",
    ),
    Piece(
        "annexe-eligibilite",
        FORMS,
        "ATTESTATION",
        "Attestation d'éligibilité",
        "de l'attestation d'éligibilité",
        "annexe",
        "Attestation d'éligibilité",
        "Du facilitateur à l'employeur",
    ),
    Piece(
        "annexe-releve",
        FORMS,
        "RELEVE",
        "Relevé d'heures",
        "du relevé d'heures",
        "annexe",
        "Relevé d'heures d'insertion",
        "Du titulaire à l'acheteur et au facilitateur, sans aucun nom",
    ),
    Piece(
        "annexe-releve-personnes",
        FORMS,
        "RELEVE-PERSONNES",
        "Relevé d'heures par personne",
        "du relevé d'heures par personne",
        "annexe-paysage",
        "Relevé d'heures par personne",
        "De l'employeur au facilitateur seul, jamais à l'acheteur",
    ),
    Piece(
        "annexe-bilan",
        FORMS,
        "BILAN",
        "Bilan",
        "du bilan",
        "annexe",
        "Bilan de la clause d'insertion",
        "Intermédiaire ou final",
    ),
    Piece(
        "courrier-difficulte",
        FORMS,
        "DIFFICULTE",
        "Courrier d'alerte sur une difficulté",
        "du courrier d'alerte",
        "courrier",
        "Alerte sur une difficulté",
        "Du titulaire à l'acheteur",
    ),
    Piece("note", INTERNAL, "NOTE-CALCUL", "Note de calcul"),
    Piece(
        "note-synthese",
        INTERNAL,
        "SYNTHESE-ELUS",
        "Synthèse pour les élus",
        host="fiche",
        title="Synthèse pour les élus",
        subtitle="La clause sociale de ce marché en une page",
    ),
    Piece(
        "note-analyse",
        INTERNAL,
        "GRILLE-ANALYSE",
        "Grille d'analyse des offres",
        host="fiche",
        title="Grille d'analyse des offres",
        subtitle="Critère d'insertion",
    ),
    Piece(
        "note-derogation",
        INTERNAL,
        "NOTE-DEROGATION",
        "Fiche de dérogation",
        host="fiche",
        title="Fiche de dérogation",
        subtitle="Lots soumis à l'obligation sociale et laissés sans condition",
    ),
    Piece(
        "note-choix",
        INTERNAL,
        "NOTE-CHOIX",
        "Fiche de choix par lot",
        host="fiche",
        title="Fiche de choix par lot",
        subtitle="Lots laissés sans clause d'insertion",
    ),
    Piece(
        "courrier-penalite",
        INTERNAL,
        "MISE-EN-DEMEURE",
        "Mise en demeure avant pénalité",
        host="courrier",
        title="Mise en demeure",
        subtitle="De l'acheteur au titulaire, avant toute pénalité d'insertion",
    ),
    Piece(
        "courrier-decompte",
        INTERNAL,
        "DECOMPTE-PENALITES",
        "Décompte des pénalités",
        host="courrier",
        title="Décompte des pénalités d'insertion",
        subtitle="De l'acheteur au titulaire, après ses observations",
    ),
)
CONCESSION_PIECES: tuple[Piece, ...] = (
    Piece(
        "avis",
        TENDER,
        "AVIS-CONCESSION",
        "Avis de concession, extrait",
        "de l'avis de concession",
        "annexe",
        "Avis de concession",
        "Extrait relatif aux clauses sociales",
    ),
    Piece(
        "ccap",
        TENDER,
        "CONTRAT",
        "Contrat de concession, articles",
        "du contrat de concession",
        "contrat",
        "Contrat de concession",
        "Articles relatifs aux clauses sociales",
    ),
)
"""What takes the place of the notice and of the CCAP in a concession, which has neither."""
ALWAYS_MADE = "note"
"""The piece made even when no clause stands in it."""


def pieces_of(*, concession: bool) -> tuple[Piece, ...]:
    """Return the documents a set may hold, as a contract or a concession names them."""
    own = {each.key: each for each in CONCESSION_PIECES} if concession else {}
    return tuple(own.get(each.key, each) for each in PIECES)
