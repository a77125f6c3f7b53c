"""The verbs of the tokens: ``clausier serveur acces …``."""

from __future__ import annotations

from typing import Annotated

import typer

from clausier import reports
from clausier.access_tokens import add_access, default_file, read_accesses, remove_access
from clausier.command import Reported
from clausier.commands_server import AccessFile, group, serveur, verb
from insertion.typography import french

acces = group(
    "Donne et retire les jetons des collègues qui appellent ce serveur.",
    'clausier serveur acces ajouter "Service marchés" · clausier serveur acces lister',
)
serveur.add_typer(acces, name="acces")
Name = Annotated[
    str, typer.Argument(metavar="NOM", help="Nom de la personne ou du service.", show_default=False)
]


@verb(acces, "ajouter", 'clausier serveur acces ajouter "Service marchés"')
def ajouter(nom: Name, fichier: AccessFile = None) -> None:
    """Fait un jeton pour un collègue et l'affiche : il ne sera plus jamais montré."""
    with Reported(as_json=False, empty={}):
        path = fichier or default_file()
        token = add_access(path, nom)
        reports.console(to_errors=True).print(
            french(f"Jeton de {nom}, à lui remettre ; seule son empreinte est gardée ({path}) :"),
            markup=False, soft_wrap=True,
        )  # fmt: skip
        print(token)


@verb(acces, "retirer", 'clausier serveur acces retirer "Service marchés"')
def retirer(nom: Name, fichier: AccessFile = None) -> None:
    """Retire le jeton d'un collègue : un serveur en marche le refuse aussitôt."""
    with Reported(as_json=False, empty={}):
        remove_access(fichier or default_file(), nom)
        print(french(f"Le jeton de {nom} est retiré."))


@verb(acces, "lister", "clausier serveur acces lister")
def lister(fichier: AccessFile = None) -> None:
    """Montre qui a un jeton, et depuis quand."""
    with Reported(as_json=False, empty={}):
        found = read_accesses(fichier or default_file())
        if not found:
            print(french("Aucun jeton : voir « clausier serveur acces ajouter »."))
        for each in found:
            print(f"{each.cree_le}  {each.nom}")
