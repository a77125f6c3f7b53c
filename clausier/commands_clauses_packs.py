"""The verbs by which a library travels: made into a pack, signed, verified."""

from __future__ import annotations

import os
import sys
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from clausier import packs_answers, packs_report, reports
from clausier.command import AsJson, Overwrite, Reported
from clausier.commands_clauses import clauses
from clausier.files import check_suffix, read_bytes, write_all
from clausier.libraries import library_folder
from clausier.packs_answers import SIGNED, VERIFIED, WRITTEN
from clausier.packs_sides import SHIPPED
from clausier.private_files import write_private
from docgen.library import builtin_library
from docgen.pack import MANIFEST, SUFFIX, make_pack, pack_files
from docgen.pack_reading import MAX_PACK, open_pack
from docgen.pack_signature import (
    MAX_SIGNATURE,
    check_signature,
    key_fingerprint,
    needs_password,
    new_key,
    sign,
)
from docgen.pack_signature import SUFFIX as SIGNATURE_SUFFIX
from insertion.errors import ClausierError, Fault, InvalidInput, WrongUsage, fault

PASSWORD = "CLAUSIER_CLE_MOT_DE_PASSE"  # noqa: S105 - the name of a variable
"""The variable that gives a key's password where nobody can type it; never an argument."""
PackFile = Annotated[
    Path,
    typer.Argument(metavar="X.clauses", help="Paquet de clauses.", show_default=False),
]
PublicKey = Annotated[
    Path | None,
    typer.Option(
        "--cle-publique",
        metavar="P.pem",
        help="Clé publique de qui publie, reçue par une autre voie que le paquet.",
        show_default=False,
    ),
]
Signature = Annotated[
    Path | None,
    typer.Option(
        "--signature",
        metavar="S",
        help="Fichier de signature ; à défaut X.clauses.sig, à côté du paquet.",
        show_default=False,
    ),
]
Digest = Annotated[
    str | None,
    typer.Option(
        "--empreinte",
        metavar="SHA256",
        help="Empreinte attendue, lue sur le site de qui publie.",
        show_default=False,
    ),
]


@clauses(
    "empaqueter",
    "clausier clauses empaqueter mes-clauses --sortie reseau-2026.11.clauses --version 2026.11",
)
def empaqueter(
    dossier: Annotated[
        Path,
        typer.Argument(
            metavar="DOSSIER",
            help="Bibliothèque à envoyer, en dossier ; « fournie » pour celle du produit.",
            show_default=False,
        ),
    ],
    sortie: Annotated[
        Path,
        typer.Option("--sortie", metavar="X.clauses", help="Paquet à écrire.", show_default=False),
    ],
    version: Annotated[
        str | None,
        typer.Option(
            "--version",
            metavar="N",
            help="Version du paquet ; à défaut, celle de library.yaml.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Met une bibliothèque dans un seul fichier, à envoyer ou à publier."""
    with Reported(as_json, WRITTEN):
        check_suffix(sortie, SUFFIX, "un paquet de clauses")
        files, left = pack_files(_to_pack(dossier))
        content = make_pack(files, version=version)
        pack = open_pack(content, sortie.name)  # what nobody could read back is not sent
        write_all({sortie: content}, overwrite=ecraser, sources=[dossier])
        if as_json:
            reports.print_json(packs_answers.written_document(pack, sortie, left))
        else:
            packs_report.print_written(pack, sortie, left)


def _to_pack(folder: Path) -> Traversable:
    """Return the folder of a library to send; the word of the shipped one names it too."""
    if str(folder) == SHIPPED and not folder.exists():
        return builtin_library().root
    if folder.exists() and not folder.is_dir():
        named = {"detail": "c'est un fichier", "expected": "un dossier de clauses"}
        raise InvalidInput([fault("FICHIER_ILLISIBLE", str(folder), **named)])
    return library_folder(folder)


@clauses(
    "signer",
    "clausier clauses signer --nouvelle-cle reseau.pem"
    " · clausier clauses signer reseau-2026.11.clauses --cle reseau.pem",
)
def signer(
    paquet: Annotated[
        Path | None,
        typer.Argument(metavar="[X.clauses]", help="Paquet à signer.", show_default=False),
    ] = None,
    cle: Annotated[
        Path | None,
        typer.Option("--cle", metavar="CLE.pem", help="Clé privée qui signe.", show_default=False),
    ] = None,
    nouvelle_cle: Annotated[
        Path | None,
        typer.Option(
            "--nouvelle-cle",
            metavar="CLE.pem",
            help="Crée une clé privée, et sa clé publique à côté (.pub.pem).",
            show_default=False,
        ),
    ] = None,
    proteger: Annotated[
        bool,
        typer.Option(
            "--proteger",
            help=f"Protège la nouvelle clé d'un mot de passe, demandé ou lu dans {PASSWORD}.",
        ),
    ] = False,
    as_json: AsJson = False,
    ecraser: Overwrite = False,
) -> None:
    """Crée une clé, ou signe un paquet : la signature est écrite à côté, en X.clauses.sig."""
    with Reported(as_json, SIGNED):
        if nouvelle_cle is not None:
            if paquet is not None or cle is not None:
                raise WrongUsage([fault("SIGNER_QUOI", "--nouvelle-cle")])
            made = _create_key(nouvelle_cle, protected=proteger)
        else:
            if paquet is None or cle is None:
                raise WrongUsage([fault("SIGNER_QUOI", "clausier clauses signer")])
            made = _sign_pack(paquet, cle, overwrite=ecraser)
        if as_json:
            reports.print_json(packs_answers.signed_document(made))
        else:
            packs_report.print_signed(made)


def _create_key(path: Path, *, protected: bool) -> packs_answers.Signed:
    """Write a new pair of keys; a key that exists is never written over."""
    public = path.with_suffix(".pub.pem")
    existing = [each for each in (path, public) if each.exists()]
    if existing:
        raise WrongUsage(fault("SORTIE_EXISTANTE", str(each)) for each in existing)
    password = _password("Mot de passe de la nouvelle clé", confirm=True) if protected else None
    private, told = new_key(password)
    write_private(path, private)
    write_all({public: told}, overwrite=False)
    return packs_answers.Signed((path, public), key_fingerprint(told, public.name))


def _sign_pack(path: Path, key: Path, *, overwrite: bool) -> packs_answers.Signed:
    pack = open_pack(read_bytes(path, MAX_PACK), path.name)
    private = read_bytes(key, MAX_SIGNATURE)
    password = _password(f"Mot de passe de {key.name}") if needs_password(private) else None
    signature = sign(pack.manifest_bytes, private, password, key.name)
    target = path.with_name(path.name + SIGNATURE_SUFFIX)
    write_all({target: signature}, overwrite=overwrite, sources=[path, key])
    return packs_answers.Signed((target,), packs_answers.signing_key(signature))


def _password(label: str, *, confirm: bool = False) -> bytes:
    """Return a password from the environment or from a person, never from the command line."""
    given = os.environ.get(PASSWORD)
    if given:
        return given.encode()
    if not sys.stdin.isatty():
        raise WrongUsage([fault("CLE_SANS_MOT_DE_PASSE", "clé privée", variable=PASSWORD)])
    asked: str = typer.prompt(label, hide_input=True, confirmation_prompt=confirm, err=True)
    return asked.encode()


@clauses(
    "verifier-paquet",
    "clausier clauses verifier-paquet reseau-2026.11.clauses"
    " · clausier clauses verifier-paquet reseau-2026.11.clauses --cle-publique reseau.pub.pem",
)
def verifier_paquet(
    paquet: PackFile,
    signature: Signature = None,
    cle_publique: PublicKey = None,
    empreinte: Digest = None,
    as_json: AsJson = False,
) -> None:
    """Vérifie un paquet reçu, sans rien en écrire ; code 1 si quelque chose ne va pas."""
    with Reported(as_json, VERIFIED):
        content = read_bytes(paquet, MAX_PACK)
        checked = verified(content, paquet, signature, cle_publique, empreinte)
        if as_json:
            reports.print_json(packs_answers.verified_document(checked))
        else:
            packs_report.print_verified(checked)
        if checked.faults:
            raise typer.Exit(1)


def verified(
    content: bytes,
    path: Path,
    signature: Path | None,
    public_key: Path | None,
    digest: str | None,
) -> packs_answers.Verified:
    """Return a pack and everything wrong with it, its signature and its expected hash included.

    Raises:
        InvalidInput: when the key or the signature given cannot be read at all.
        WrongUsage: when a signature is given without a key, or the signing library is missing.
    """
    if signature is not None and public_key is None:
        raise WrongUsage([fault("SIGNATURE_SANS_CLE", "--signature")])
    trusted = None if public_key is None else _trusted_key(public_key)
    faults: list[Fault] = []
    pack = None
    key = None
    found = packs_answers.digest_of(content)
    if digest is not None and digest.strip().lower() != found:
        named = {"found": found, "expected": digest.strip()}
        faults.append(fault("PAQUET_EMPREINTE", path.name, **named))
    try:
        pack = open_pack(content, path.name)
        if trusted is not None:
            key = _signed_by(pack.manifest_bytes, path, signature, trusted)
    except WrongUsage:
        raise
    except ClausierError as error:
        faults += error.faults
    return packs_answers.Verified(path.name, found, pack, key, tuple(faults))


def _trusted_key(path: Path) -> bytes:
    """Return a public key: one that cannot serve says nothing against the pack."""
    key = read_bytes(path, MAX_SIGNATURE)
    if b"PRIVATE KEY" in key:
        raise InvalidInput([fault("CLE_PRIVEE", path.name)])
    key_fingerprint(key, path.name)
    return key


def _signed_by(manifest: bytes, path: Path, signature: Path | None, public_key: bytes) -> str:
    beside = path.with_name(path.name + SIGNATURE_SUFFIX)
    source = signature or beside
    if not source.is_file():
        raise InvalidInput([fault("SIGNATURE_ABSENTE", source.name)])
    written = read_bytes(source, MAX_SIGNATURE)
    return check_signature(manifest, written, public_key, f"{path.name}:{MANIFEST}")
