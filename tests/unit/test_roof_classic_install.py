"""Classic xlwings installed and removed: xlwings' own functions, on a played Windows computer."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest
import xlwings
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from clausier import classic_install, classic_windows
from clausier.classic_config import put_back, value_of, with_values
from clausier.files import write_all
from insertion.errors import InvalidInput, fault
from tests.cli.command import Outcome, clausier
from xlplugin.function_catalogue import FUNCTIONS

OURS = "xlplugin.classic;clausier.classic_macros"
OTHERS = '"DEBUG UDFS","False"\r\n"SHOW CONSOLE","True"\r\n'.encode("cp1252")
MINE = '"PYTHONPATH","C:\\Élodie\\outils"\r\n'.encode("cp1252")
THEIR_PYTHON = b'"INTERPRETER_WIN","C:\\Autre\\python.exe"\r\n'


@dataclass
class Computer:
    """A Windows computer with Excel closed and xlwings installed in a Python of its own."""

    folder: Path
    running: bytes = b"INFO: No tasks are running which match the specified criteria."
    starts: bool = True
    asked: list[list[str]] = field(default_factory=list)

    @property
    def config(self) -> Path:
        return self.folder / ".xlwings" / "xlwings.conf"

    @property
    def addin(self) -> Path:
        return self.folder / "XLSTART" / "xlwings.xlam"

    @property
    def python(self) -> Path:
        return self.folder / "venv" / "Scripts" / "python.exe"

    def written(self, content: bytes) -> Computer:
        """Put a configuration there."""
        self.config.parent.mkdir(exist_ok=True)
        self.config.write_bytes(content)
        return self

    def state(self) -> dict[str, bytes]:
        """Return every file with its content."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in files}

    def value(self, key: str) -> str | None:
        """Return a value of the configuration as Excel would read it."""
        return value_of(self.config.read_bytes(), key, "cp1252")


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    played = Computer(tmp_path)
    played.addin.parent.mkdir()
    played.python.parent.mkdir(parents=True)
    (played.folder / "venv" / f"xlwings64-{xlwings.__version__}.dll").write_bytes(b"library")

    class Excel:
        """What xlwings starts to ask Excel for its folder."""

        def __init__(self, visible: bool) -> None:
            assert not visible
            if not played.starts:
                raise OSError(-2147221005, "Chaîne de classe non valide", None, None)
            self.startup_path = str(played.addin.parent)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *ended: object) -> None:
            """Leave nothing behind."""

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        played.asked.append(command)
        return subprocess.CompletedProcess(command, 0, played.running, b"")

    monkeypatch.setattr(xlwings, "has_pywin32", True)
    monkeypatch.setattr(xlwings, "apps", [])
    monkeypatch.setattr(xlwings, "App", Excel)
    monkeypatch.setattr(xlwings, "USER_CONFIG_FILE", str(played.config))
    monkeypatch.setattr(classic_windows, "system", lambda: "win32")
    monkeypatch.setattr(classic_windows, "python", lambda: played.python)
    monkeypatch.setattr(classic_windows, "code_page", lambda: "cp1252")
    monkeypatch.setattr("clausier.classic_windows.subprocess.run", run)
    monkeypatch.delenv("CONDA_DEFAULT_ENV", raising=False)
    return played


def installed(*options: object) -> Outcome:
    done = clausier("excel", "installer", "--json", *options)
    assert done.code == 0, done.err
    return done


def test_a_new_computer_gets_the_addin_and_a_configuration_that_names_this_python(
    computer: Computer,
):
    done = installed()
    package = Path(xlwings.__file__).parent / "addin" / "xlwings.xlam"
    assert computer.addin.read_bytes() == package.read_bytes()
    assert computer.config.read_bytes().decode("cp1252").splitlines() == [
        f'"UDF MODULES","{OURS}"',
        f'"INTERPRETER_WIN","{computer.python}"',
        '"ADD_WORKBOOK_TO_PYTHONPATH","False"',
    ]
    assert done.document["complement"] == str(computer.addin)
    assert done.document["deja_en_place"] is False
    assert len(done.document["etapes"]) == 4


def test_what_xlwings_reads_of_its_configuration_is_what_was_written(computer: Computer):
    installed()
    read = xlwings.utils.read_user_config()
    assert read["udf modules"] == OURS
    assert read["interpreter_win"] == str(computer.python)


def test_the_lines_and_bytes_of_the_user_stay_where_they_are(computer: Computer):
    computer.written(OTHERS + MINE)
    installed()
    assert computer.config.read_bytes().startswith(OTHERS + MINE)


def test_modules_of_the_user_are_kept_with_the_folder_of_their_workbooks(computer: Computer):
    computer.written(b'"UDF MODULES","stats;outils"\r\n')
    installed()
    assert computer.value("UDF MODULES") == f"stats;outils;{OURS}"
    assert computer.value("ADD_WORKBOOK_TO_PYTHONPATH") is None


def test_a_choice_of_the_user_about_the_folder_of_workbooks_is_kept(computer: Computer):
    computer.written(b'"ADD_WORKBOOK_TO_PYTHONPATH","True"\r\n')
    installed()
    assert computer.value("ADD_WORKBOOK_TO_PYTHONPATH") == "True"


def test_installing_twice_changes_nothing_and_needs_no_excel(computer: Computer):
    installed()
    before, asked = computer.state(), len(computer.asked)
    computer.starts = False
    assert installed().document["deja_en_place"] is True
    assert computer.state() == before
    assert len(computer.asked) == asked


@pytest.mark.parametrize(
    "content",
    [
        None, b"", OTHERS, OTHERS + MINE, MINE.rstrip(), b'"UDF MODULES","stats"\n"A","b"\n',
        b'"add_workbook_to_pythonpath","True"\r\n', b'bizarre\r\n\r\n"x"\r\n',
    ],
)  # fmt: skip
def test_removing_puts_back_exactly_what_was_there(computer: Computer, content: bytes | None):
    if content is not None:
        computer.written(content)
    before = computer.state()
    installed()
    done = clausier("excel", "retirer", "--json")
    assert (done.code, done.document["retire"]) == (0, True)
    assert computer.state() == before


def test_an_addin_that_was_there_comes_back_and_stays(computer: Computer):
    computer.addin.write_bytes(b"an older xlwings")
    before = computer.state()
    installed()
    assert computer.addin.read_bytes() != b"an older xlwings"
    done = clausier("excel", "retirer")
    assert "laissé, il était là avant" in done.out
    assert computer.state() == before


def test_what_the_user_changed_since_stays_when_clausier_leaves(computer: Computer):
    computer.written(b'"UDF MODULES","stats"\r\n')
    installed()
    computer.config.write_bytes(computer.config.read_bytes() + MINE)
    clausier("excel", "retirer")
    assert computer.config.read_bytes() == b'"UDF MODULES","stats"\r\n' + MINE


def test_what_the_user_changed_between_two_installations_stays_too(computer: Computer):
    installed()
    added = computer.config.read_bytes() + MINE
    computer.config.write_bytes(added.replace(OURS.encode(), b"stats"))
    installed()
    assert computer.value("UDF MODULES") == f"stats;{OURS}"
    clausier("excel", "retirer")
    assert computer.config.read_bytes() == MINE


def test_a_configuration_taken_away_since_does_not_come_back(computer: Computer):
    computer.written(MINE)
    installed()
    computer.config.unlink()
    clausier("excel", "retirer")
    assert not computer.config.exists()


def test_removing_what_was_never_installed_says_so(computer: Computer):
    computer.written(OTHERS)
    before = computer.state()
    done = clausier("excel", "retirer")
    assert done.code == 0
    assert "Rien à retirer" in done.out
    assert computer.state() == before


@pytest.mark.usefixtures("computer")
@pytest.mark.parametrize("verb", ["installer", "retirer"])
@pytest.mark.parametrize(("system", "shown"), [("linux", "Linux"), ("darwin", "macOS")])
def test_elsewhere_the_alternatives_are_named(
    monkeypatch: pytest.MonkeyPatch, verb: str, system: str, shown: str
):
    monkeypatch.setattr(classic_windows, "system", lambda: system)
    done = clausier("excel", verb, "--json")
    assert (done.code, done.codes) == (2, ["EXCEL_CLASSIQUE_AILLEURS"])
    for words in (shown, "clausier serveur", "clausier excel lite", "clausier libreoffice"):
        assert words in done.err


def test_the_system_is_the_one_of_this_computer():
    assert classic_windows.system() == sys.platform
    assert classic_windows.python() == Path(sys.executable)


@pytest.mark.parametrize("verb", ["installer", "retirer"])
def test_an_excel_that_is_open_is_to_be_closed_first(computer: Computer, verb: str):
    if verb == "retirer":
        installed()
    before = computer.state()
    computer.running = b'"EXCEL.EXE","4242","Console","1","182 112 Ko"'
    done = clausier("excel", verb, "--json")
    assert (done.code, done.codes) == (2, ["EXCEL_OUVERT"])
    assert computer.state() == before


def test_windows_is_asked_about_the_excel_of_this_person_only(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("USERNAME", "camille")
    installed()
    (command,) = computer.asked
    assert command[0] == "tasklist"
    assert "USERNAME eq camille" in command


def test_a_windows_that_does_not_answer_stops_everything(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
):
    def refused(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("clausier.classic_windows.subprocess.run", refused)
    before = computer.state()
    done = clausier("excel", "installer", "--json")
    assert (done.code, done.codes) == (3, ["EXCEL_MUET"])
    assert computer.state() == before


def test_an_excel_that_does_not_start_is_told_in_the_words_of_windows(computer: Computer):
    before = computer.state()
    computer.starts = False
    done = clausier("excel", "installer", "--json")
    assert (done.code, done.codes) == (3, ["EXCEL_MUET"])
    assert "Chaîne de classe non valide" in done.err
    assert computer.state() == before


@pytest.mark.usefixtures("computer")
def test_without_pywin32_nothing_is_tried(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(xlwings, "has_pywin32", False)
    done = clausier("excel", "installer", "--json")
    assert done.codes == ["EXCEL_MUET"]
    assert "pywin32" in done.err


def test_a_python_without_the_library_excel_loads_is_refused(computer: Computer):
    (computer.folder / "venv" / f"xlwings64-{xlwings.__version__}.dll").unlink()
    done = clausier("excel", "installer", "--json")
    assert (done.code, done.codes) == (3, ["PYTHON_SANS_XLWINGS"])
    assert not computer.config.exists()


def test_an_addin_that_an_antivirus_takes_away_leaves_all_as_before(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
):
    computer.written(MINE)
    before = computer.state()
    monkeypatch.setattr("xlwings.cli.shutil.copyfile", lambda source, target: None)
    done = clausier("excel", "installer", "--json")
    assert (done.code, done.codes) == (3, ["COMPLEMENT_REFUSE"])
    assert "antivirus" in done.err
    assert computer.state() == before


def test_another_python_is_replaced_only_when_asked_and_comes_back(computer: Computer):
    computer.written(THEIR_PYTHON + OTHERS)
    before = computer.state()
    done = clausier("excel", "installer", "--json")
    assert (done.code, done.codes) == (2, ["PYTHON_DEJA_CHOISI"])
    assert computer.state() == before
    assert installed("--remplacer").document["python_remplace"] == "C:\\Autre\\python.exe"
    assert computer.value("INTERPRETER_WIN") == str(computer.python)
    clausier("excel", "retirer")
    assert computer.state() == before


def test_an_environment_of_conda_that_is_not_ours_is_another_python(computer: Computer):
    computer.written(b'"CONDA PATH","C:\\conda"\r\n"CONDA ENV","etudes"\r\n')
    assert clausier("excel", "installer", "--json").codes == ["PYTHON_DEJA_CHOISI"]
    installed("--remplacer")
    assert computer.value("CONDA PATH") is None


def test_a_python_of_conda_is_named_by_its_environment(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CONDA_DEFAULT_ENV", "clausier")
    monkeypatch.setenv("CONDA_EXE", "/conda/Scripts/conda.exe")
    monkeypatch.setattr("clausier.classic_windows.sys.prefix", str(computer.folder))
    (computer.folder / "conda-meta").mkdir()
    installed()
    assert computer.value("CONDA PATH") == "/conda"
    assert computer.value("CONDA ENV") == "clausier"
    assert computer.value("INTERPRETER_WIN") is None
    assert installed().document["deja_en_place"] is True


def test_a_path_vba_cannot_read_is_refused(computer: Computer, monkeypatch: pytest.MonkeyPatch):
    python = computer.folder / "Łódź" / "python.exe"
    python.parent.mkdir()
    (python.parent / f"xlwings32-{xlwings.__version__}.dll").write_bytes(b"library")
    monkeypatch.setattr(classic_windows, "python", lambda: python)
    done = clausier("excel", "installer", "--json")
    assert (done.code, done.codes) == (3, ["CHEMIN_HORS_PAGE_DE_CODES"])


def test_a_record_that_was_changed_by_hand_is_refused(computer: Computer):
    installed()
    (computer.config.parent / "clausier.json").write_text("{}", encoding="utf-8")
    assert clausier("excel", "retirer", "--json").codes == ["FICHIER_ILLISIBLE"]


def test_a_copy_put_aside_and_lost_is_refused_rather_than_guessed(computer: Computer):
    computer.written(MINE)
    installed()
    (computer.config.parent / "xlwings.conf.avant-clausier").unlink()
    before = computer.state()
    assert clausier("excel", "retirer", "--json").codes == ["FICHIER_ABSENT"]
    assert computer.state() == before


def test_a_disk_that_refuses_the_configuration_leaves_all_as_before(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
):
    computer.written(MINE)
    before = computer.state()
    real = write_all

    def refuse(files: dict[Path, bytes], **options: Any) -> None:
        if computer.config in files and files[computer.config] != MINE:
            raise InvalidInput([fault("SORTIE_IMPOSSIBLE", "", detail="essai")])
        real(files, **options)

    monkeypatch.setattr(classic_install, "write_all", refuse)
    assert clausier("excel", "installer", "--json").codes == ["SORTIE_IMPOSSIBLE"]
    assert computer.state() == before


def test_a_second_installation_that_fails_leaves_its_own_record_as_before(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
):
    installed()
    computer.written(computer.config.read_bytes().replace(OURS.encode(), b"stats") + MINE)
    before = computer.state()
    real = write_all

    def refuse(files: dict[Path, bytes], **options: Any) -> None:
        if computer.config in files:
            raise InvalidInput([fault("SORTIE_IMPOSSIBLE", "", detail="essai")])
        real(files, **options)

    monkeypatch.setattr(classic_install, "write_all", refuse)
    assert clausier("excel", "installer", "--json").codes == ["SORTIE_IMPOSSIBLE"]
    assert computer.state() == before


@pytest.mark.usefixtures("computer")
def test_the_steps_in_excel_are_said_in_french():
    done = clausier("excel", "installer")
    words = done.out.replace("\u00a0", " ").replace("\u202f", " ")
    for told in ("Accès approuvé", "Import Functions", "clausier excel retirer", "Références"):
        assert told in words


# --- The workbook to try -----------------------------------------------------------------------


@pytest.mark.usefixtures("computer")
def test_a_workbook_ready_for_the_functions_is_written_on_demand(tmp_path: Path):
    target = tmp_path / "fonctions.xlsm"
    done = installed("--classeur", target)
    assert done.document["classeur"] == str(target)
    package = zipfile.ZipFile(io.BytesIO(target.read_bytes()))
    quickstart = zipfile.ZipFile(Path(xlwings.__file__).parent / "quickstart.xlsm")
    assert package.read("xl/vbaProject.bin") == quickstart.read("xl/vbaProject.bin")
    for number in (1, 2):
        sheet = package.read(f"xl/worksheets/sheet{number}.xml")
        assert f'codeName="Sheet{number}"'.encode() in sheet
    book = load_workbook(target, keep_vba=True)
    assert book["Essai"]["B10"].value == "=clausier_heures_insertion(B6,B7,B8,B9)"
    named = {row[0] for row in book["Fonctions"].iter_rows(min_row=5, values_only=True)}
    assert {f"clausier_{each.name}" for each in FUNCTIONS} <= named


def test_a_workbook_that_exists_stops_before_anything_is_installed(
    computer: Computer, tmp_path: Path
):
    target = tmp_path / "fonctions.xlsm"
    target.write_bytes(b"mine")
    before = computer.state()
    done = clausier("excel", "installer", "--json", "--classeur", target)
    assert (done.code, done.codes) == (2, ["SORTIE_EXISTANTE"])
    assert computer.state() == before
    installed("--classeur", target, "--ecraser")
    assert target.read_bytes() != b"mine"


def test_a_workbook_without_macros_is_not_what_is_written(computer: Computer, tmp_path: Path):
    done = clausier("excel", "installer", "--json", "--classeur", tmp_path / "fonctions.xlsx")
    assert done.codes == ["SORTIE_MAL_NOMMEE"]
    assert not computer.config.exists()


# --- The text of the configuration -------------------------------------------------------------

LINES = st.lists(
    st.tuples(
        st.sampled_from(["UDF MODULES", "udf modules", "PYTHONPATH", "A", "B"]),
        st.text("abc\\:é ;", max_size=5),
    ),
    max_size=6,
)


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_configuration_keeps_the_lines_of_others_through_a_change_and_back(
    lines: list[tuple[str, str]], end: str, closed: bool
):
    text = end.join(f'"{key}","{value}"' for key, value in lines) + end * closed
    before = text.encode("cp1252")
    after = with_values(before, {"UDF MODULES": "x", "PYTHONPATH": None}, "cp1252")
    assert value_of(after, "UDF MODULES", "cp1252") == "x"
    assert value_of(after, "PYTHONPATH", "cp1252") is None
    mine = [e for e in before.splitlines() if e.startswith((b'"A"', b'"B"'))]
    assert [e for e in after.splitlines() if e.startswith((b'"A"', b'"B"'))] == mine
    back = put_back(after, before, ["UDF MODULES", "PYTHONPATH"])
    assert sorted(e for e in back.splitlines() if e) == sorted(e for e in before.splitlines() if e)


def test_a_value_already_there_changes_no_byte():
    content = b'"UDF MODULES" , "x"\n'
    assert with_values(content, {"UDF MODULES": "x"}, "cp1252") == content
