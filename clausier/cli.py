"""The command line: French verbs, results on standard output, talk on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from rich.text import Text
from typer.exceptions import TyperException

from clausier import (
    commands_access,
    commands_clauses,
    commands_clauses_blocks,
    commands_clauses_catalogue,
    commands_clauses_compare,
    commands_clauses_deviations,
    commands_clauses_freezing,
    commands_clauses_packs,
    commands_clauses_reading,
    commands_clauses_remarks,
    commands_clauses_stack,
    commands_clauses_word,
    commands_comparison,
    commands_contract,
    commands_excel_classic,
    commands_excel_lite,
    commands_libreoffice,
    commands_profile,
    commands_reference,
    commands_screening,
    commands_server,
    commands_split,
    commands_template,
    commands_territory,
    reports,
)
from clausier.command import app
from clausier.french_help import speak_french, usage_error
from insertion.errors import ClausierError
from insertion.typography import french

COMMANDS = (
    commands_contract,
    commands_comparison,
    commands_split,
    commands_reference,
    commands_clauses,
    commands_clauses_deviations,
    commands_clauses_freezing,
    commands_clauses_compare,
    commands_clauses_packs,
    commands_clauses_reading,
    commands_clauses_remarks,
    commands_clauses_stack,
    commands_clauses_blocks,
    commands_clauses_catalogue,
    commands_clauses_word,
    commands_territory,
    commands_profile,
    commands_template,
    commands_screening,
    commands_server,
    commands_access,
    commands_excel_classic,
    commands_excel_lite,
    commands_libreoffice,
)
"""Modules whose verbs the application carries: importing them is what declares the verbs."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; no traceback reaches a user."""
    speak_french()
    reports.speak_utf8()
    try:
        given = None if arguments is None else list(arguments)
        code = app(args=given, prog_name="clausier", standalone_mode=False)
    except ClausierError as error:
        reports.print_faults(error)
        code = error.exit_code
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.exit(2)
        wrong = usage_error(error, "clausier")
        reports.print_faults(wrong)
        code = wrong.exit_code
    except (typer.Abort, KeyboardInterrupt):
        reports.console(to_errors=True).print("Interrompu.")
        code = 130
    except Exception as error:  # the last border: a person reads a sentence, not a trace
        if os.environ.get("CLAUSIER_TRACE"):
            raise
        detail = (
            f"{type(error).__name__}. Pour le signaler, relancer avec la variable CLAUSIER_TRACE=1."
        )
        reports.console(to_errors=True).print(
            Text(french(f"Erreur interne : {detail}"), style="bold red"), soft_wrap=True
        )
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
