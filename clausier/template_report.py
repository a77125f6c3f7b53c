"""What « modele verifier » says: a table of findings for people, a document for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from clausier import answers
from docgen.template_check import CheckedTemplate
from docgen.template_finding import TemplateFinding
from insertion.typography import counted, french

BLOCKING, ADVICE = "bloquant", "conseil"
EMPTY: dict[str, Any] = {"modeles": []}
"""The keys of a refused command's document."""


def template_document(checked: Mapping[Path, CheckedTemplate]) -> dict[str, Any]:
    """Return the checks under their published French keys."""
    return {
        "version": answers.VERSION,
        "modeles": [
            {
                "fichier": path.name,
                "utilisable": each.serves,
                "essais": list(each.tried),
                "champs": list(each.names),
                "clauses": list(each.clauses),
                "constats": [_record(one) for one in each.findings],
            }
            for path, each in checked.items()
        ],
        "erreurs": [],
    }


def _record(finding: TemplateFinding) -> dict[str, str]:
    return {
        "code": finding.code,
        "gravite": BLOCKING if finding.blocks else ADVICE,
        "lieu": finding.place,
        "cause": finding.cause,
        "remede": finding.remedy,
    }


def print_templates(out: Console, checked: Mapping[Path, CheckedTemplate]) -> None:
    """Print each host's verdict, then its findings, what blocks first."""
    for rank, (path, each) in enumerate(checked.items()):
        if rank:
            out.print()
        verdict = "peut servir" if each.serves else "ne peut pas servir"
        head = Text(f"{path.name} : ", style="bold")
        head.append(french(verdict), style="bold green" if each.serves else "bold red")
        head.append(french(f" ; {_summary(each)}."))
        out.print(head, soft_wrap=True)
        _print_all(out, [one for one in each.findings if one.blocks], "À corriger", "red")
        _print_all(out, [one for one in each.findings if not one.blocks], "À améliorer", "yellow")


def _summary(each: CheckedTemplate) -> str:
    said = [counted(len(each.names), "champ"), counted(len(each.clauses), "clause nommée")]
    said.append(f"rempli à l'essai en {' et '.join(each.tried)}" if each.tried else "sans essai")
    return ", ".join(said)


def _print_all(out: Console, findings: Sequence[TemplateFinding], title: str, style: str) -> None:
    if not findings:
        return
    out.print(Text(french(f"{title} ({len(findings)})"), style=style))
    for each in findings:
        out.print(Text(french(f"  {each.place} : ") + each.cause), soft_wrap=True)
        out.print(Text(f"      {each.remedy} [{each.code}]", style="dim"), soft_wrap=True)
