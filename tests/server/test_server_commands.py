"""``clausier serveur`` and its verbs, as a person types them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from clausier import commands_server
from insertion.errors import catalogue
from insertion.typography import plain
from tests.server.serving import ROOT, START


def clausier(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own; it must end by itself."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("XLWINGS_")}
    environment |= {"CLAUSIER_DOSSIER": str(folder), "NO_COLOR": "1", **variables}
    return subprocess.run(
        [sys.executable, "-c", START, *arguments],
        capture_output=True, text=True, timeout=60, cwd=ROOT, env=environment, check=False,
    )  # fmt: skip


def codes(done: subprocess.CompletedProcess[str]) -> set[str]:
    return {each for each in catalogue() if f"[{each}]" in done.stderr}


def test_a_token_is_added_shown_once_listed_and_taken_back(tmp_path: Path):
    added = clausier(tmp_path, "serveur", "acces", "ajouter", "Service marchés")
    token = added.stdout.strip()
    assert token.startswith("clausier_")
    listed = clausier(tmp_path, "serveur", "acces", "lister").stdout
    assert "Service marchés" in listed
    assert token not in listed
    assert clausier(tmp_path, "serveur", "acces", "retirer", "service marches").returncode == 0
    assert "Aucun jeton" in clausier(tmp_path, "serveur", "acces", "lister").stdout


def test_the_manifest_is_written_and_never_over_another_file(tmp_path: Path):
    target = tmp_path / "clausier.xml"
    given = ("serveur", "manifeste", str(target), "--adresse", "https://clausier.exemple.fr")
    done = clausier(tmp_path, *given)
    assert (done.returncode, target.is_file()) == (0, True)
    assert codes(clausier(tmp_path, *given)) == {"SORTIE_EXISTANTE"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("manifeste", "x.txt"), "SORTIE_MAL_NOMMEE"),
        (("manifeste", "x.xml", "--adresse", "http://exemple.fr"), "ADRESSE_DU_SERVEUR"),
        (("manifeste", "x.xml", "--adresse", "exemple"), "ADRESSE_DU_SERVEUR"),
        (("--hote", "192.0.2.1", "--port", "0"), "SERVEUR_SANS_ACCES"),
        (("--certificat", "x.pem"), "CERTIFICAT_ILLISIBLE"),
        (("--certificat", "x.pem", "--cle", "y.pem"), "CERTIFICAT_ILLISIBLE"),
        (("--hote", "localhost.invalid", "--adresse-publique", "x"), "ADRESSE_DU_SERVEUR"),
        (("--entete-utilisateur", "X-Remote-User"), "ENTETE_SANS_SECRET"),
    ],
)
def test_what_would_not_be_safe_or_cannot_be_is_refused_before_it_starts(
    arguments: tuple[str, ...], code: str, tmp_path: Path
):
    done = clausier(tmp_path, "serveur", *arguments)
    assert code in codes(done), done.stderr
    assert done.returncode in {2, 3}


def test_the_provider_of_the_test_token_keeps_it_from_starting(tmp_path: Path):
    done = clausier(tmp_path, "serveur", XLWINGS_AUTH_PROVIDERS='["custom"]')
    assert codes(done) == {"SERVEUR_FOURNISSEUR"}
    assert done.returncode == 2


def test_a_port_already_taken_is_told_in_french(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = clausier(tmp_path, "serveur", "--sans-tls", "--port", port)
    assert codes(done) == {"PORT_REFUSE"}
    assert "un autre programme y est deja" in plain(done.stderr).replace("é", "e").replace("à", "a")


def test_without_the_extra_the_verb_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setitem(commands_server.NEEDED, "module_absent", "paquet-absent")
    from clausier.cli import main  # noqa: PLC0415

    with pytest.raises(SystemExit) as left:
        main(["serveur", "manifeste", str(tmp_path / "x.xml")])
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "[SERVEUR_ABSENT]" in said
    assert "paquet-absent" in said
    assert "clausier[serveur]" in said


def test_no_other_verb_pays_for_the_server():
    program = (
        "import sys; from clausier.cli import main\n"
        "try: main(['obligations', '--help'])\n"
        "except SystemExit: pass\n"
        "print('CHARGES', sorted({'fastapi', 'starlette', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False,
        timeout=60,
    )  # fmt: skip
    assert done.stdout.strip().endswith("CHARGES []"), done.stdout + done.stderr
