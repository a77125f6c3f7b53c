"""What a buyer chooses of the clauses: their place, their level, and each mechanism's own options.

Values are the French keys of the vocabulary's lists.
"""

from __future__ import annotations

from enum import StrEnum


class Ambition(StrEnum):
    """How much the clauses ask beyond the hours; never how many hours."""

    ESSENTIAL = "essentiel"
    REINFORCED = "renforce"
    AMBITIOUS = "ambitieux"


class ClausePlacement(StrEnum):
    """Where the insertion clause stands: in articles, or in an annex the articles refer to."""

    ARTICLES = "articles"
    ANNEX = "annexe"


class DerogationsForm(StrEnum):
    """How the derogations to the general terms are recalled: rows of a table, or sentences."""

    TABLE = "tableau"
    SENTENCES = "phrases"


class GroupForm(StrEnum):
    """The form asked of a group of firms."""

    FREE = "libre"
    SEPARATE = "conjoint"
    JOINT = "solidaire"


class HoursPooling(StrEnum):
    """Whether one pathway may run over several contracts."""

    NONE = "aucune"
    SAME_BUYER = "meme_acheteur"
    SEVERAL_BUYERS = "plusieurs_acheteurs"


class VariationMode(StrEnum):
    """How hours follow a variation of the amount."""

    AMENDMENT = "avenant"
    AUTOMATIC = "automatique"


class FrameworkRule(StrEnum):
    """How the hours of a framework agreement follow what is ordered."""

    PRO_RATA = "prorata"
    BY_ORDER = "par_bon"
    BY_PERIOD = "par_periode"
    SUBSEQUENT_CONTRACTS = "marches_subsequents"


class ReservedFor(StrEnum):
    """Who a reserved lot is reserved for."""

    INTEGRATION = "siae"
    DISABILITY = "handicap"
    MIXED = "mixte"
    PRISON = "penitentiaire"
    SOCIAL_ECONOMY = "ess"


class SocialCondition(StrEnum):
    """A social condition other than insertion, for a lot where insertion has no place."""

    EQUALITY = "egalite"
    WORKING_CONDITIONS = "conditions_travail"
    SKILLS = "competences"
    ACCESSIBILITY = "accessibilite"
    DISCRIMINATION = "discriminations"
    PUPILS = "jeunes_stages"


class DerogationGround(StrEnum):
    """Why a lot bound by law bears no social condition."""

    AVAILABLE_SOLUTION = "solution_disponible"
    NO_LINK = "sans_lien"
    COMPETITION_OR_DIFFICULTY = "concurrence_difficulte"
    SHORT_DURATION = "duree_courte"


class TrainingStatus(StrEnum):
    """The status of the persons trained: the two are never mixed."""

    APPRENTICESHIP = "alternance"
    SCHOOL = "scolaire"


class CharterKind(StrEnum):
    """What a funder's insertion charter covers."""

    WORKS = "travaux"
    LOCAL_MANAGEMENT = "gup"
    PROJECT_TEAM = "ingenierie"


class OverseasTerritory(StrEnum):
    """A territory where the law lets a buyer ask hours of young people living there."""

    GUADELOUPE = "guadeloupe"
    GUIANA = "guyane"
    MARTINIQUE = "martinique"
    REUNION = "reunion"
    MAYOTTE = "mayotte"
    SAINT_BARTHELEMY = "saint_barthelemy"
    SAINT_MARTIN = "saint_martin"
    SAINT_PIERRE = "saint_pierre_et_miquelon"
