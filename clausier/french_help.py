"""The command line in French: what the library says by itself, said in French."""

from __future__ import annotations

from functools import partial
from typing import Any

from typer import rich_utils
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from insertion.errors import WrongUsage, fault
from insertion.typography import NO_BREAK

HELP = "Affiche cette aide."


class _FrenchHelp:
    """Gives the help option its French text."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = HELP
        return option

    def get_params(self, ctx: Any) -> list[Any]:
        """Show a parameter's French metavar, or nothing: never the English name of its type."""
        found: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for each in found:
            shown = None if each.param_type_name == "argument" else each.metavar
            each.display_type_rich = partial(_shown, shown)
        return found

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage: ", f"Usage{NO_BREAK}: ")


def _shown(text: str | None, **_: Any) -> str | None:
    return text


class FrenchCommand(_FrenchHelp, TyperCommand):
    """A command whose help is wholly French."""


class FrenchGroup(_FrenchHelp, TyperGroup):
    """A group whose help is wholly French."""


def speak_french() -> None:
    """Set the titles of help screens."""
    rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
    rich_utils.OPTIONS_PANEL_TITLE = "Options"
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.DEFAULT_STRING = "[par défaut : {}]"
    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
    rich_utils.RANGE_STRING = ""  # the help says it in words


def usage_error(error: TyperException, command: str) -> WrongUsage:
    """Return a mistake on the command line as a fault of ours."""
    kind = type(error).__name__
    name = _parameter_name(error)
    sentence = {
        "MissingParameter": f"Il manque {name}.",
        "NoSuchOption": f"L'option {getattr(error, 'option_name', '')} n'existe pas.",
        "BadOptionUsage": f"L'option {getattr(error, 'option_name', '')} attend une valeur.",
        "BadParameter": f"La valeur donnée à {name} ne convient pas.",
        "UsageError": "La commande n'existe pas, ou un argument est de trop.",
    }.get(kind, "La commande est mal écrite.")
    return WrongUsage(
        [fault("COMMANDE_INCORRECTE", "ligne de commande", detail=sentence, command=command)]
    )


def _parameter_name(error: TyperException) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return "un argument"
    if getattr(parameter, "param_type_name", "") == "argument":
        return f"l'argument {parameter.metavar or (parameter.name or '').upper()}"
    return f"l'option {max(parameter.opts, key=len)}"
