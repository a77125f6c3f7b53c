"""Checks on what a clause must say: the minima of the CCAG, the three ways, its terms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.reading.checks_volume import NO_CLAUSE, scales_read
from docgen.reading.owed import asks_nobody, offered_only
from docgen.reading.pieces import ReadPiece, ReadSet
from docgen.reading.stated import stated_by_all
from docgen.reading.text import Kind, folded
from docgen.reading.verdicts import Answer, Level, Remark, failing, not_applicable, remark, to_read

_SITUATIONS = (
    r"demandeurs? d'emploi|sans emploi|inscrites? a france travail|chomage",
    r"\brsa\b|revenu de solidarite|minim(?:a|um) socia",
    r"handicap|obligation d'emploi|\bboeth\b|\brqth\b",
    r"\bjeunes\b|moins de (?:26|25|30) ans|peu qualifie",
    r"(?:50|55) ans|\bseniors?\b",
    r"activite economique|\bsiae\b|structures? d'insertion",
    r"quartiers? prioritaires?|\bqpv\b",
    r"refugie|protection internationale|sous main de justice|personnes? detenues?",
)
_FACILITATOR = re.compile(r"\bfacilitat(?:eur|rice)s?\b|charge de mission clause")
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|\b0\d(?:[ .]?\d\d){4}\b|coordonnees|\badresse\b|annexe"
)
_PERIMETER = re.compile(r"\blots?\b|ensemble (?:du marche|des prestations|de l'accord)")
_ALLOTTED = re.compile(
    r"\blots? (?:n ?[°o] ?)?0?2\b|\b(?:deux|trois|plusieurs|\d+) lots\b|\balloti"
)
_ROUTES = {
    "l'embauche directe": r"embauche|recrutement|contrat de travail (?:direct|avec)",
    "la mise à disposition de personnel": r"mis(?:e|es|sion)? a disposition|travail temporaire"
    r"|interim|\betti\b|\bgeiq\b|association intermediaire",
    "la sous-traitance ou la cotraitance avec une structure": r"sous-?trait|co-?trait",
}  # fmt: skip


def minima(pieces: ReadSet) -> Answer:
    """Check the facts every CCAG of 2021 asks the contract to give when it has a clause."""
    if not pieces.speaking or asks_nobody(pieces):
        return not_applicable("aucune condition d'insertion")
    if not pieces.binding:
        return to_read("le cahier des charges n'est pas parmi les pièces lues")
    text = pieces.text
    first = pieces.binding[0]
    at = (first.document, first.insertion[0])
    missing: list[Remark] = []
    stated = stated_by_all(pieces) or scales_read(pieces) or "par tranche" in text
    if not stated and not offered_only(pieces):
        missing.append(remark("Il manque le volume d'heures ou la règle de calcul.", at))
    if sum(bool(re.search(each, text)) for each in _SITUATIONS) < 2:
        missing.append(remark("Il manque la liste des personnes éligibles.", at))
    if _allotted(pieces) and not _PERIMETER.search(text):
        missing.append(remark("Il manque le périmètre : les lots concernés.", at))
    if _FACILITATOR.search(text) and not _contact(pieces):
        missing.append(remark("Le facilitateur est nommé sans coordonnées.", at))
    return failing(missing, "volume, personnes, périmètre et facilitateur sont donnés")


def _allotted(pieces: ReadSet) -> bool:
    return any(
        _ALLOTTED.search(folded(line.text)) for piece in pieces.pieces for line in piece.lines
    )


def _contact(pieces: ReadSet) -> bool:
    return any(
        _CONTACT.search(folded(line.text))
        for piece in pieces.speaking
        for line in piece.insertion
        if _FACILITATOR.search(folded(" ".join((*line.titles, line.text))))
    )


def three_ways(pieces: ReadSet) -> Answer:
    """Check that hiring, temporary staff and subcontracting are all open to the firm."""
    if not pieces.speaking or asks_nobody(pieces):
        return not_applicable("aucune condition d'insertion")
    if not pieces.binding:
        return to_read("le cahier des charges n'est pas parmi les pièces lues")
    missing = [told for told, each in _ROUTES.items() if not re.search(each, pieces.text)]
    first = pieces.binding[0]
    place = next(
        ((p.document, line) for p in pieces.binding for line in p.insertion
         if any(re.search(each, folded(line.text)) for each in _ROUTES.values())),
        (first.document, first.insertion[0]),
    )  # fmt: skip
    if len(missing) == len(_ROUTES):
        return failing([remark("Aucune voie d'exécution n'est ouverte au titulaire.", place)])
    return failing(
        (remark(f"Voie d'exécution absente : {each}.", place) for each in missing),
        "les trois voies sont ouvertes",
    )


_TERMS = {
    "heure d'insertion": r"heures? d'insertion",
    "heure validée": r"heures? validees?",
    "heure neutralisée": r"heures? neutralisees?",
    "personne éligible": r"(?:personnes?|publics?) eligibles?",
    "public prioritaire": r"publics? prioritaires?",
}
_DEFINES = (
    r"(?:une?|les?|l'|la|toute) ?(?:{term}) (?:est|sont|designe|s'entend|correspond|signifie|:)"
    r"|« ?(?:{term}) ?» (?:designe|est|s'entend)|par « ?(?:{term}) ?»|on entend par (?:{term})"
    r"|(?:unite de decompte|l'heure) .{{0,40}}(?:{term})"
)
_QUOTED = re.compile(
    r"(?:ci-apres (?:\w+ )?|denomme(?:e|s|es)? |designe(?:e|s|es)? )« ?([^»]{3,50}?) ?»"
    r"|« ?([^»]{3,50}?) ?» designe"
)
_ELIGIBLE = re.compile(r"eligib|publics?|beneficiaires")
_LISTS_PEOPLE = re.compile(
    r"(?:sont|est) (?:notamment )?eligibles|publics? (?:vises|concernes|eligibles)"
)


def terms(pieces: ReadSet) -> Answer:
    """Check that a term of the trade is defined where it is used, and used where it is defined."""
    if not pieces.binding:
        return not_applicable(NO_CLAUSE)
    remarks = [each for piece in pieces.binding for each in _undefined(pieces, piece)]
    remarks += [each for piece in pieces.binding for each in _unused(piece)]
    return failing(remarks, "les termes employés sont définis")


def _undefined(pieces: ReadSet, piece: ReadPiece) -> Iterator[Remark]:
    for term, pattern in _TERMS.items():
        used = re.compile(pattern)
        if not used.search(piece.text) or _defined(pieces, pattern):
            continue
        line = next(each for each in piece.insertion if used.search(folded(each.text)))
        if len(used.findall(piece.text)) > 1:
            yield remark(f"« {term} » est employé sans être défini.", (piece.document, line))


def _defined(pieces: ReadSet, pattern: str) -> bool:
    defines = re.compile(_DEFINES.format(term=pattern))
    for piece in pieces.binding:
        if defines.search(piece.text):
            return True
        for line in piece.insertion:
            title = folded(line.titles[-1] if line.titles else "")
            heading = folded(line.text) if line.kind is Kind.HEADING else title
            if re.search(pattern, heading):
                return True
            people = "eligible" in pattern or "prioritaire" in pattern
            if people and (_ELIGIBLE.search(heading) or _LISTS_PEOPLE.search(folded(line.text))):
                return True
    return False


def _unused(piece: ReadPiece) -> Iterator[Remark]:
    whole = "\n".join(folded(each.text) for each in piece.lines)
    for line in piece.insertion:
        for match in _QUOTED.finditer(folded(line.text)):
            term = match[1] or match[2]
            if len(re.findall(rf"\b{re.escape(term)}", whole)) < 2:
                yield remark(
                    f"« {term} » est défini et n'est pas employé ensuite.", (piece.document, line)
                )


_VALIDATES = re.compile(r"valid|agre(?:e|ment)|accord prealable|attest|verifi")
_BEFORE = re.compile(r"avant|preala")
_PERSON = re.compile(r"eligib|publics?\b|candidat|personne|demandeurs d'emploi|salarie|dossier")


def validation_first(pieces: ReadSet) -> Answer:
    """Check that someone validates a person's eligibility before the person starts."""
    if not pieces.binding or asks_nobody(pieces):
        return not_applicable("aucune condition d'insertion")
    for piece in pieces.binding:
        for line in piece.insertion:
            plain = folded(line.text)
            if _VALIDATES.search(plain) and _BEFORE.search(plain) and _PERSON.search(plain):
                return failing([], "l'éligibilité est validée avant la prise de poste")
    first = pieces.binding[0]
    told = "Rien ne dit que l'éligibilité est validée avant la prise de poste."
    return failing([remark(told, (first.document, first.insertion[0]), level=Level.WARNS)])
