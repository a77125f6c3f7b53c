"""What a person names: a clause, by its identifier or printed number; a word of a closed list."""

from __future__ import annotations

import difflib

from docgen.clause import Clause
from docgen.clause_number import WrongNumber, read_number
from docgen.library import Library
from insertion import vocabulary
from insertion.contract import Mechanism
from insertion.errors import WrongUsage, fault


def named_clause(word: str, library: Library, place: str = "ID") -> Clause:
    """Return the clause ``word`` names; ``place`` is where the word was given, for messages.

    Raises:
        WrongUsage: when no clause answers, with the names it resembles.
    """
    keys = {vocabulary.folded(name): name for name in library.clauses}
    found = keys.get(vocabulary.folded(word))
    if found is not None:
        return library.clauses[found]
    advice = "La liste : clausier clauses lister."
    try:
        number = read_number(word)
    except WrongNumber as error:
        said = str(error)
        advice = f"{said[:1].upper()}{said[1:]}. {advice}"
        number = None
    for clause in library.clauses.values():
        if number is not None and clause.sheet.number == number:
            return clause
    near = difflib.get_close_matches(vocabulary.folded(word), keys, n=3)
    if near:
        named = " ou ".join(f"« {keys[each]} »" for each in near)
        advice = f"Peut-être {named}. {advice}"
    raise WrongUsage([fault("CLAUSE_INCONNUE", place, value=word, advice=advice)])


def option_key(listed: str, option: str, label: str, word: str | None) -> str | None:
    """Return the key of a word of the closed list ``listed``, ``None`` when none was given.

    ``option`` is the command's, ``label`` what it stands for.

    Raises:
        WrongUsage: when the list has no such word, with those it has.
    """
    if word is None:
        return None
    found = vocabulary.find_option(listed, word)
    if found is None:
        choices = list(vocabulary.options(listed))
        place = f"option {option}"
        raise WrongUsage([fault("CHOIX_INCONNU", place, value=word, label=label, choices=choices)])
    return found


def mechanism_keys(clause: Clause) -> list[str]:
    """Return the French keys of the mechanisms a clause serves."""
    return [Mechanism[each.upper()].value for each in clause.sheet.applies_to.mechanisms]
